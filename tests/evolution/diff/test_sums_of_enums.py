"""Edits of rules about sums whose total is an enum, a constant, nullable or in steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.rules.kinds import from_json
from clientwright.specs.model import Endpoint
from evolution.diff.support import IMAGE, diff_endpoints, only_change

TOTALS: dict[str, dict[str, Any]] = {
    "enum": {"type": "integer", "enum": [5, 10]},
    "constant": {"const": 10},
    "nullable": {"type": ["integer", "null"], "minimum": 5, "maximum": 10},
    "in steps": {"type": "integer", "minimum": 5, "maximum": 10, "multipleOf": 5},
}
EQUALS = {"kind": "sum-equals", "addends": "$.parts[*]", "total": "$.total"}


def endpoint(total: dict[str, Any], *rules: dict[str, Any]) -> Endpoint:
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
    old, new = endpoint(TOTALS[name]), endpoint(TOTALS[name], EQUALS)
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
        old, new = endpoint(TOTALS[name], EQUALS), endpoint(TOTALS[name], EQUALS, limit)
        change = only_change(diff_endpoints(old, new))
        assert (change.compatibility is not Compatibility.BREAKING) == kept
