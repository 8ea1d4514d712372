"""The matrix of fields and kinds of check agrees with the verdicts that it is made of."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from clientwright.problems import Location
from clientwright.testing.promises import (
    Promise,
    PromiseGroup,
    Report,
    Target,
    Verdict,
    VerdictState,
)
from clientwright.testing.report.coverage_matrix import (
    WEAKEST_FIRST,
    MatrixCell,
    build_matrix,
    matrix_place,
)
from testing.report.sample_reports import reports


def verdict_at(
    pointer: str,
    group: PromiseGroup = PromiseGroup.REFUSES,
    *,
    name: str = "x",
    endpoint: str = "m/a",
    state: VerdictState = VerdictState.PROVED,
) -> Verdict:
    """Return the verdict on a promise at a place of a spec."""
    promise = Promise(f"m/a:{name}", group, "", Location("m/a.json", pointer), endpoint)
    return Verdict(promise, Target.SERVER, state)


@given(reports)
@settings(max_examples=100)
def test_matrix_agrees_with_the_verdicts(run: Report) -> None:
    """Every verdict is in exactly one cell, and a cell has the weakest state of its verdicts."""
    matrix = build_matrix(run.verdicts)
    cells = {
        (row, kind): cell
        for row, found in matrix.rows.items()
        for kind, cell in zip(matrix.kinds, found, strict=True)
        if cell is not None
    }
    placed = [verdict for cell in cells.values() for verdict in cell.verdicts]
    assert Counter(map(id, placed)) == Counter(map(id, run.verdicts))
    for place, cell in cells.items():
        assert {matrix_place(verdict) for verdict in cell.verdicts} == {place}
        states = [verdict.state for verdict in cell.verdicts]
        assert cell.state == min(states, key=WEAKEST_FIRST.index)
        assert cell.count == states.count(cell.state)
    every = {cell.state for cell in cells.values()}
    for decisive in (VerdictState.BROKEN, VerdictState.NOT_TRIED):
        weaker = set(WEAKEST_FIRST[: WEAKEST_FIRST.index(decisive)])
        assert not any(v.state is decisive for v in run.verdicts) or every & {decisive, *weaker}


def test_weakest_first_has_every_state() -> None:
    """Each state has its rank, so that a new one is not forgotten."""
    assert set(WEAKEST_FIRST) == set(VerdictState)


@pytest.mark.parametrize(
    ("verdict", "place"),
    [
        (verdict_at("/input/properties/duration/minimum"), ("duration", "minimum")),
        (
            verdict_at("/input/properties/a/items/properties/b/enum", PromiseGroup.ACCEPTS),
            ("a[].b", "enum"),
        ),
        (verdict_at("/input/properties/a", PromiseGroup.ACCEPTS), ("a", "accepted")),
        (verdict_at("/input/properties/a"), ("a", "refuses")),
        (verdict_at("/input/properties/properties/type"), ("properties", "type")),
        (verdict_at("/input/properties/items/items/type"), ("items[]", "type")),
        (verdict_at("/input/properties/a~1b/maxLength"), ("a/b", "maxLength")),
        (verdict_at("/input/properties/a/items"), ("a", "items")),
        (verdict_at("/input/properties/a/prefixItems/1/type"), ("a[1]", "type")),
        (verdict_at("/input/properties/a/anyOf/0/minimum"), ("a", "anyOf")),
        (verdict_at("/input/properties/a/anyOf/0/properties/b/type"), ("a.b", "anyOf")),
        (verdict_at("/input/not/required"), ("the input", "not")),
        (verdict_at("/input/properties"), ("the input", "properties")),
        (verdict_at("/input/required/0"), ("the input", "required")),
        (verdict_at("/input/dependentRequired/a/0"), ("the input", "dependentRequired")),
        (verdict_at("/input/$defs/seg/properties/b/type", name="a[].b/type"), ("a[].b", "type")),
        (verdict_at("/rules/0", name="rules/0-sum-equals/low"), ("rule 1: sum-equals", "rule")),
        (verdict_at("/input/type", PromiseGroup.BODIES), ("the input", "bodies")),
        (verdict_at("/input/properties/a", PromiseGroup.OPEN), ("a", "open")),
        (verdict_at("", PromiseGroup.CASSETTES), ("the endpoint", "cassettes")),
        (
            verdict_at("/operations/submit", PromiseGroup.JOBS, endpoint=""),
            ("submit", "server: jobs"),
        ),
        (verdict_at("/errors/3", PromiseGroup.ERRORS, endpoint=""), ("errors", "server: errors")),
    ],
)
def test_place_names_field_and_kind(verdict: Verdict, place: tuple[str, str]) -> None:
    """A verdict's row is the field that its place names, its column the keyword, rule or group."""
    assert matrix_place(verdict) == place


def test_kinds_are_in_the_order_of_the_registry() -> None:
    """What is accepted is first, then keywords as the registry has them, then rules, then groups."""
    pointers = ["/rules/0", "/input/properties/a/maximum", "/input/properties/a/type"]
    verdicts = [verdict_at(one) for one in pointers]
    verdicts += [verdict_at("/input/type", PromiseGroup.BODIES)]
    verdicts += [verdict_at("/input", PromiseGroup.ACCEPTS)]
    assert build_matrix(verdicts).kinds == ("accepted", "type", "maximum", "rule", "bodies")


def test_cell_names_who_decides() -> None:
    """A cell names the targets and the broken promises of its weakest verdicts only."""
    good = verdict_at("/input/properties/a/type", name="a/type-text")
    bad = verdict_at("/input/properties/a/type", name="a/type-null", state=VerdictState.BROKEN)
    (cell,) = next(iter(build_matrix([good, bad, good]).rows.values()))
    assert isinstance(cell, MatrixCell)
    assert (cell.state, cell.count) == (VerdictState.BROKEN, 1)
    assert cell.targets == (Target.SERVER,)
    assert cell.broken == (("m/a", "m/a:a/type-null"),)
