"""`sum-equals`: checked against an independent computation and by brute force."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.rules import kinds
from clientwright.rules.base import Origin, Rule
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from testing.support import make_endpoint

RULE = SumEquals.from_json({"addends": "$.parts[*].size", "total": "$.size"})
FLAT = SumEquals.from_json({"addends": "$.sizes[*]", "total": "$.all.size"})
NUMBERS = (
    st.integers(-1000, 1000) | st.decimals(-100, 100, places=2).map(float) | st.floats(-1e6, 1e6)
)
NO_NUMBER: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, "5", [], {}, float("nan"), float("inf")]
)


def schema(part: dict[str, Any], whole: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a schema in which parts have a size and the whole has one."""
    item = {"type": "object", "properties": {"size": {"type": "integer", **part}}}
    return {
        "type": "object",
        "properties": {
            "parts": {"type": "array", "items": item, **parts},
            "size": {"type": "integer", **whole},
        },
    }


def adds_up(values: list[float], total: float) -> bool:
    """Compute the same with decimals, from the numbers as written."""
    with localcontext() as context:
        context.prec = 800
        return sum((Decimal(repr(value)) for value in values), Decimal(0)) == Decimal(repr(total))


@given(st.lists(NUMBERS, min_size=1, max_size=6), NUMBERS, st.booleans())
def test_fault_iff_values_do_not_add_up(values: list[float], total: float, right: bool) -> None:
    """There is one fault, at the total, exactly when the decimals do not add up."""
    if right:
        with localcontext() as context:
            context.prec = 800
            total = float(sum((Decimal(repr(value)) for value in values), Decimal(0)))
    payload = {"parts": [{"size": value} for value in values], "size": total}
    faults = list(RULE.check(payload, schema({}, {})))
    assert [fault.pointer for fault in faults] == ([] if adds_up(values, total) else ["/size"])


def test_decimals_are_added_exactly() -> None:
    """0.1 and 0.2 add up to 0.3, although binary floats do not."""
    payload = {"sizes": [0.1, 0.2], "all": {"size": 0.3}}
    assert list(FLAT.check(payload, {})) == []
    assert len(list(FLAT.check({"sizes": [0.1, 0.2], "all": {"size": 0.30000001}}, {}))) == 1


@given(
    st.lists(st.integers(0, 5) | st.none(), min_size=1, max_size=5),
    st.integers(0, 20) | st.none(),
    st.integers(0, 5),
    st.integers(0, 20),
)
def test_absent_value_counts_as_its_default(
    sizes: list[int | None], total: int | None, part: int, whole: int
) -> None:
    """Omitting fields is the same as writing their defaults."""
    documented = schema({"default": part}, {"default": whole})
    short: dict[str, Any] = {"parts": [{} if size is None else {"size": size} for size in sizes]}
    long = {
        "parts": [{"size": part if size is None else size} for size in sizes],
        "size": whole if total is None else total,
    }
    if total is not None:
        short["size"] = total
    assert bool(list(RULE.check(short, documented))) == bool(list(RULE.check(long, documented)))


@given(st.lists(NUMBERS | NO_NUMBER, max_size=4), NUMBERS | NO_NUMBER)
def test_wrong_types_are_ignored(values: list[Any], total: Any) -> None:
    """If a value is not a number, or there is none, the rule finds no fault and never raises."""
    payload = {"parts": [{"size": value} for value in values], "size": total}
    numbers = (type(value) in (int, float) and math.isfinite(value) for value in [*values, total])
    wrong = not all(numbers)
    faults = list(RULE.check(payload, schema({}, {})))
    assert not (wrong or not values) or faults == []


@pytest.mark.parametrize(
    "payload",
    [None, 5, "x", [], {}, {"parts": None}, {"parts": {}}, {"parts": [], "size": 3}, {"parts": [3], "size": 4},
     {"parts": [{}], "size": 4}, {"parts": [{"size": 3}]}, {"parts": [None, {"size": 3}], "size": 5}, {"size": {}}],
)  # fmt: skip
def test_undecidable_payload_has_no_fault(payload: Any) -> None:
    """Absent, empty and malformed parts, and values without a default, break nothing."""
    assert list(RULE.check(payload, schema({}, {}))) == []


def test_fault_names_sum_and_field() -> None:
    """The message names both sides; if the total is a default, the pointer is that of the array."""
    documented = schema({}, {"default": 5})
    (fault,) = RULE.check({"parts": [{"size": 3}, {"size": 4}]}, documented)
    assert (fault.pointer, fault.message) == (
        "/parts",
        "the values of size in parts add up to 7, but size is 5 by default",
    )
    (fault,) = FLAT.check({"sizes": [1.5], "all": {"size": 2}}, {})
    assert (fault.pointer, fault.message) == (
        "/all/size",
        "the values in sizes add up to 1.5, but all is 2",
    )


def test_numbers_of_any_size_are_added() -> None:
    """Sums larger than any float are still checked and printed."""
    payload = {"sizes": [10**400, 0.5], "all": {"size": 1}}
    (fault,) = FLAT.check(payload, {})
    assert "10000" in fault.message


ABSENT: list[dict[str, int]] = [{}]
REQUIRED = st.sampled_from([[], ["size"]])
BOUNDS = st.none() | st.integers(-2, 6)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a schema with some of the relevant bounds, defaults and required names."""
    part = {"minimum": draw(BOUNDS), "default": draw(BOUNDS)}
    whole = {"maximum": draw(BOUNDS), "default": draw(BOUNDS)}
    drawn = schema(_given(part), _given(whole), maxItems=draw(st.integers(0, 5)))
    drawn["properties"]["parts"]["items"]["required"] = draw(REQUIRED)
    drawn["required"] = draw(REQUIRED)
    return drawn


def _given(values: dict[str, int | None]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


@given(documents())
def test_implied_bounds_hold_by_brute_force(documented: dict[str, Any]) -> None:
    """No payload of small numbers keeps schema and rule with more items than an implied bound allows."""
    items = documented["properties"]["parts"]["maxItems"]
    for implied in RULE.implied_bounds(documented):
        assert (implied.pointer, implied.keyword, implied.written) == (
            "/properties/parts",
            "maxItems",
            items,
        )
        assert implied.reachable < items
        assert not any(_feasible(documented, n) for n in range(implied.reachable + 1, items + 1))


def _feasible(documented: dict[str, Any], count: int) -> bool:
    item = documented["properties"]["parts"]["items"]
    part, whole = item["properties"]["size"], documented["properties"]["size"]
    sizes: list[dict[str, int]] = [{"size": n} for n in range(part.get("minimum", -9), 8)][
        :4
    ] + ABSENT[len(item["required"]) :]
    totals: list[dict[str, int]] = [
        {"size": n} for n in range(-9, whole.get("maximum", 9) + 1)
    ] + ABSENT[len(documented["required"]) :]
    return any(
        not list(RULE.check({"parts": list(parts), **total}, documented))
        for parts in itertools.combinations_with_replacement(sizes, count)
        for total in totals
    )


def test_documented_endpoint_allows_five_segments() -> None:
    """At least 3 s each and at most 15 s together allow five items, whatever maxItems is."""
    documented = schema({"minimum": 3, "default": 5}, {"maximum": 15, "default": 5}, maxItems=20)
    (implied,) = RULE.implied_bounds(documented)
    assert (implied.written, implied.reachable) == (20, 5)
    assert (
        implied.arithmetic
        == "6 items of at least 3 add up to at least 18, more than the largest size, 15"
    )


@pytest.mark.parametrize(
    ("addends", "total"),
    [
        ("$", "$.a"),
        ("$.a", "$.b"),
        ("$[*]", "$.a"),
        ("$.a[*]", "$"),
        ("$.a[*]", "$.b[*]"),
        ("a", "$.b"),
        ("$.a[*].b", "b"),
    ],
)
def test_invalid_paths_are_rejected(addends: str, total: str) -> None:
    """Addends must be the items of a named array, and the total a single field; else ValueError."""
    with pytest.raises(ValueError, match=r"path|addends|total"):
        SumEquals.from_json({"addends": addends, "total": total})


@pytest.mark.parametrize(
    "rule",
    [RULE, FLAT, SumEquals(addends=RULE.addends, total=RULE.total, origin=Origin("/x", "ja"))],
)
def test_spec_form_round_trips(rule: Rule) -> None:
    """The spec form keeps everything, including the origin."""
    assert kinds.from_json(kinds.as_json(rule)) == rule


def test_sentence_names_every_part() -> None:
    """The sentence names every part of the rule."""
    assert RULE.sentence() == "If parts has items, the size of all of them must add up to size."
    assert FLAT.sentence() == "If sizes has items, all of them must add up to all."


def test_runtime_call_has_paths_and_defaults() -> None:
    """The call names the runtime class and contains plain data."""
    call = RULE.runtime_call(schema({"default": 2}, {}))
    assert call.name == "SumEquals"
    assert call.arguments == {
        "addends": ("parts", None, "size"),
        "total": ("size",),
        "addend_default": 2,
        "total_default": None,
    }


@given(
    quarters=st.integers(13, 59).filter(lambda n: n % 4),
    total=st.integers(10, 15),
    seed=st.integers(0, 9),
)
def test_a_pinned_fraction_is_made_up_by_another_addend(
    quarters: int, total: int, seed: int
) -> None:
    """Beside a fraction that must stay, another addend is one too, so that only the type is broken."""
    part = {"type": "integer", "minimum": 3, "maximum": 15}
    sizes = {"type": "array", "items": part, "minItems": 1, "maxItems": 5}
    whole = {"type": "integer", "minimum": 10, "maximum": 20}
    rule = SumEquals.from_json({"addends": "$.sizes[*]", "total": "$.all"})
    made = {"type": "object", "properties": {"sizes": sizes, "all": whole}}
    generator = PayloadGenerator(make_endpoint(made, rule))
    session = generator.session(RandomChoiceSource.from_seed(str(seed))).with_pins("/sizes/0")
    payload: dict[str, Any] = {"sizes": [quarters / 4, 4], "all": total}
    session.repair(payload)
    assert payload["sizes"][0] == quarters / 4
    assert sum(payload["sizes"]) == payload["all"]
    assert all(3 <= size <= 15 for size in payload["sizes"])
