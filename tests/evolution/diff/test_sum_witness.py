"""Edits of sums: a counted value that is lost while the sum is kept, a rule whose total is an enum or in steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.rules.kinds import from_json
from clientwright.specs.model import Endpoint
from evolution.diff.support import IMAGE, diff_endpoints, endpoint, only_change

WHOLE: Any = {"type": "integer"}
NUMBER: Any = {"type": "number"}
UP_TO_15: Any = {"minimum": 3, "maximum": 15}


def summed(addend: Any, total: Any, named: bool = False, **more: Any) -> Endpoint:
    """Return an endpoint whose items must add up to its total; `named`: each is the field of an object."""
    items = {"type": "object", "properties": {"d": addend}, "required": ["d"]} if named else addend
    schema = {
        "type": "object",
        "required": ["xs", "a"],
        "properties": {"xs": {"type": "array", "items": items, **more}, "a": total},
    }
    addends = "$.xs[*].d" if named else "$.xs[*]"
    return endpoint(
        schema,
        [from_json({"kind": "sum-equals", "addends": addends, "total": "$.a"})],
    )


LOST: dict[str, tuple[Any, Any, Any]] = {
    "fractions of a whole total": ({**NUMBER, **UP_TO_15}, {**WHOLE, **UP_TO_15}, {**WHOLE, **UP_TO_15}),
    "fractions of one total": (
        {**NUMBER, "minimum": 3, "maximum": 4},
        {**WHOLE, "minimum": 3, "maximum": 4},
        {**WHOLE, "minimum": 7, "maximum": 7},
    ),
    "fractions without bounds": (NUMBER, WHOLE, WHOLE),
    "a wider step": ({**WHOLE, "multipleOf": 5}, {**WHOLE, "multipleOf": 10}, {"enum": [10, 20]}),
    "a whole step": (
        {**NUMBER, "multipleOf": 0.5, "minimum": 0.5},
        {**NUMBER, "multipleOf": 1, "minimum": 1},
        {"enum": [12]},
    ),
    "a value that needs another": ({"enum": [3, 5, 7]}, {"enum": [3, 5]}, {"enum": [8, 10]}),
    "a fraction that is listed": ({"enum": [3.5, 5]}, {"enum": [5]}, {**WHOLE, **UP_TO_15}),
    "a higher minimum": ({**WHOLE, "minimum": 1, "maximum": 9}, {**WHOLE, "minimum": 2, "maximum": 9}, {"const": 10}),
}  # fmt: skip


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("name", LOST)
def test_lost_addend_breaks(name: str, named: bool) -> None:
    """An addend that is lost breaks, with items whose sum both sides would accept."""
    old, new, total = LOST[name]
    ends = summed(old, total, named), summed(new, total, named)
    found = diff_endpoints(*ends)
    assert not found.with_compatibility(Compatibility.WARNING), found.changes
    for change in found.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert ComparedSchema(ends[0]).accepts(change.witness.value)
        assert not ComparedSchema(ends[1]).accepts(change.witness.value)
        assert change.witness.value["xs"]
    assert found.compatibility is Compatibility.BREAKING


def test_lost_total_breaks() -> None:
    """A total that is lost breaks, though there must be an item."""
    old, new = (summed({"enum": [3, 4]}, {"enum": totals}, minItems=1) for totals in ([7, 8], [8]))
    (change,) = diff_endpoints(old, new).changes
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert change.witness.value["a"] == 7


def test_addend_that_no_sum_can_contain_is_no_break() -> None:
    """A value that fits no total is never called a break."""
    old, new = (summed({"enum": values}, {"enum": [6]}) for values in ([3, 7], [3]))
    assert diff_endpoints(old, new).compatibility is not Compatibility.BREAKING


VALUES = st.lists(st.sampled_from([1, 2, 2.5, 3, 3.5, 4, 6]), min_size=1, max_size=4, unique=True)


def small_payloads(values: list[Any], totals: list[Any]) -> Iterator[Any]:
    """Yield every payload of up to three addends."""
    for count in range(4):
        for addends in combinations_with_replacement(values, count):
            yield from ({"xs": list(addends), "a": total} for total in totals)


@given(VALUES, VALUES, st.lists(st.integers(3, 9), min_size=1, max_size=3, unique=True))
@settings(max_examples=80, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_lost_sum_is_found(old: list[Any], new: list[Any], totals: list[Any]) -> None:
    """If one of all small payloads is lost, the comparison says that it breaks, and how."""
    ends = [ComparedSchema(summed({"enum": values}, {"enum": totals})) for values in (old, new)]
    lost = [
        payload
        for payload in small_payloads(old, totals)
        if ends[0].accepts(payload) and not ends[1].accepts(payload)
    ]
    found = diff_endpoints(ends[0].endpoint, ends[1].endpoint)
    assert not lost or found.compatibility is Compatibility.BREAKING, lost[0]


TOTALS: dict[str, dict[str, Any]] = {
    "enum": {"type": "integer", "enum": [5, 10]},
    "constant": {"const": 10},
    "nullable": {"type": ["integer", "null"], "minimum": 5, "maximum": 10},
    "in steps": {"type": "integer", "minimum": 5, "maximum": 10, "multipleOf": 5},
}
EQUALS = {"kind": "sum-equals", "addends": "$.parts[*]", "total": "$.total"}


def parts_endpoint(total: dict[str, Any], *rules: dict[str, Any]) -> Endpoint:
    """Return an endpoint of parts with a total that is always given."""
    parts = {"type": "array", "maxItems": 4, "items": {"type": "integer", "enum": [2, 3, 8]}}
    schema = {
        "type": "object",
        "required": ["total"],
        "properties": {"parts": parts, "total": total},
    }
    return replace(IMAGE, input=schema, rules=tuple(map(from_json, rules)))


@pytest.mark.parametrize("name", TOTALS)
def test_added_sum_breaks_with_a_witness(name: str) -> None:
    """A rule that is added breaks, and the witness is a payload that only the old side accepts."""
    old, new = parts_endpoint(TOTALS[name]), parts_endpoint(TOTALS[name], EQUALS)
    change = only_change(diff_endpoints(old, new))
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert ComparedSchema(old).accepts(change.witness.value)
    assert not ComparedSchema(new).accepts(change.witness.value)


@pytest.mark.parametrize(("name", "follows"), [("enum", True), ("constant", True), ("in steps", True), ("nullable", False)])  # fmt: skip
def test_limit_that_follows_from_the_total_breaks_nothing(name: str, follows: bool) -> None:
    """At most 10 follows from every total up to 10, unless it may be null; at most 9 does not."""
    for most, kept in ((10, follows), (9, False)):
        limit = {"kind": "sum-at-most", "addends": "$.parts[*]", "most": most}
        old, new = parts_endpoint(TOTALS[name], EQUALS), parts_endpoint(TOTALS[name], EQUALS, limit)
        change = only_change(diff_endpoints(old, new))
        assert (change.compatibility is not Compatibility.BREAKING) == kept


def limited(required: list[str], rules: list[Any], **total: Any) -> Endpoint:
    """Return an endpoint with shots and a duration that may be given apart, and rules about them."""
    shot = {"type": "object", "properties": {"d": {**WHOLE, "minimum": 1}}, "required": ["d"]}
    shots = {"type": "array", "items": shot, "minItems": 1}
    fields = {"shots": shots, "duration": {**WHOLE, **total}, "prompt": {"type": "string"}}
    schema = {"type": "object", "required": required, "properties": fields}
    return endpoint(schema, [from_json(rule) for rule in rules])


APART: Any = {"kind": "at-most-one-of", "fields": ["$.duration", "$.shots", "$.prompt"]}
ADDED: Any = {"kind": "sum-equals", "addends": "$.shots[*].d", "total": "$.duration"}


@pytest.mark.parametrize(
    ("required", "rules", "total", "verdict"),
    [
        (["shots"], [APART], {}, Compatibility.UNCHANGED),
        ([], [APART], {}, Compatibility.UNCHANGED),
        ([], [APART], {"default": 5}, Compatibility.BREAKING),
        (["shots"], [], {}, Compatibility.BREAKING),
    ],
)
def test_sum_whose_total_is_never_given_has_no_effect(
    required: list[str], rules: list[Any], total: Any, verdict: Compatibility
) -> None:
    """A sum is compared with a field that another rule keeps out, and that has no default."""
    found = diff_endpoints(
        limited(required, rules, **total), limited(required, [*rules, ADDED], **total)
    )
    assert found.compatibility is verdict
