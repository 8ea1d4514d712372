"""Verdicts that were once wrong: cases found by brute force, each reduced to the smallest pair."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.evolution.diff import Change, Compatibility, SpecDiff
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.rules import kinds
from evolution.diff.support import (
    diff_endpoints,
    diff_inputs,
    diff_outputs,
    endpoint,
    only_change,
    wrap_property,
)

WHOLE: Any = {"type": "integer"}
TEXT: Any = {"type": "string"}


def fields(**properties: Any) -> Any:
    """Return an object with some fields."""
    return {"type": "object", "properties": properties}


def of_kind(found: SpecDiff, kind: str) -> Change:
    """Return the only change of a kind."""
    (change,) = (change for change in found.changes if change.kind == kind)
    return change


@pytest.mark.parametrize("schema", [{"const": None}, {"type": "array"}, TEXT, WHOLE, {"enum": [3]}])
def test_renaming_the_only_field_breaks(schema: Any) -> None:
    """Renaming an object's only field breaks and has a witness, at the root and below."""
    for at in ("", "/properties/a"):
        pair = [fields(c=schema), fields(d=schema)]
        old, new = (wrap_property(one) for one in pair) if at else pair
        gone = of_kind(diff_inputs(old, new), "property-removed")
        assert gone.compatibility is Compatibility.BREAKING
        assert gone.witness is not None
        assert gone.pointer == f"/input{at}/properties/c"


def test_open_branch_opens_closed_object() -> None:
    """A branch that describes all fields opens an object: a field's name only adds a constraint."""
    opened = {"oneOf": [{"type": "object", "additionalProperties": True}]}
    found = diff_inputs({**fields(a=WHOLE), **opened}, {**fields(b=WHOLE), **opened})
    added, removed = of_kind(found, "property-added"), of_kind(found, "property-removed")
    assert (added.compatibility, removed.compatibility) == (
        Compatibility.BREAKING,
        Compatibility.COMPATIBLE,
    )
    assert added.witness is not None
    assert "b" in added.witness.value
    other = diff_inputs({**fields(a=WHOLE), **opened}, fields(b=WHOLE))
    assert other.compatibility is Compatibility.BREAKING


def test_branch_adds_its_fields_to_closed_object() -> None:
    """A field that only a branch names is accepted as if the object named it; without the branch, it is not."""
    apart = {**fields(a=WHOLE), "allOf": [fields(b=WHOLE)]}
    together = fields(a=WHOLE, b=WHOLE)
    assert ComparedSchema(endpoint(together)).accepts({"b": 1})
    assert ComparedSchema(endpoint(apart)).accepts({"b": 1})
    assert diff_inputs(apart, together).changes == ()
    assert diff_inputs(together, apart).changes == ()
    assert not ComparedSchema(endpoint(fields(a=WHOLE))).accepts({"b": 1})
    assert diff_inputs(apart, fields(a=WHOLE)).compatibility is Compatibility.BREAKING
    assert diff_inputs(fields(a=WHOLE), apart).compatibility is Compatibility.COMPATIBLE


def test_closing_a_single_branch_changes_nothing() -> None:
    """Objects in a choice of one reject unknown fields already; opening them is compatible, closing them again breaks."""
    for word in ("anyOf", "oneOf"):
        plain, closed, opened = (
            {word: [{**fields(x=TEXT), **more}]}
            for more in ({}, {"additionalProperties": False}, {"additionalProperties": True})
        )
        for around in (lambda one: one, lambda one: {"type": "array", "items": one}):
            ways = [(plain, closed), (closed, plain), (plain, opened), (opened, plain)]
            found = [
                diff_inputs(wrap_property(around(old)), wrap_property(around(new)))
                for old, new in ways
            ]
            assert [one.changes for one in found[:2]] == [(), ()]
            assert only_change(found[2]).compatibility is Compatibility.COMPATIBLE
            assert only_change(found[3]).compatibility is Compatibility.BREAKING


def test_forbidding_a_field_breaks() -> None:
    """Forbidding a field of an open object breaks; allowing it again is compatible."""
    old = {**fields(a=WHOLE), "additionalProperties": True}
    new = {**fields(a=WHOLE, b={"not": {}}), "additionalProperties": True}
    change = only_change(diff_inputs(old, new))
    assert (change.pointer, change.compatibility) == ("/input/properties/b", Compatibility.BREAKING)
    assert only_change(diff_inputs(new, old)).compatibility is Compatibility.COMPATIBLE
    assert diff_inputs(fields(a=WHOLE), fields(a=WHOLE, b={"not": {}})).changes == ()


def summed(most: int, **keywords: Any) -> Any:
    """Return an endpoint with a rule about a sum, and keywords for the addends."""
    rule = kinds.from_json({"kind": "sum-at-most", "addends": "$.os[*].d", "most": most})
    items = fields(d={**WHOLE, **keywords})
    return endpoint(fields(os={"type": "array", "items": items}), [rule])


@pytest.mark.parametrize("before", [{}, {"default": 2}])
def test_looser_rule_with_higher_default_breaks(
    before: Any,
) -> None:
    """A higher sum with a higher default loses payloads that omit the addends."""
    change = of_kind(
        diff_endpoints(summed(8, **before), summed(9, default=20)), "sum-at-most-changed"
    )
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert ComparedSchema(summed(8, **before)).accepts(change.witness.value)


def test_rule_is_not_implied_under_another_default() -> None:
    """A rule implied under the old default is not implied under the new one."""
    rule = kinds.from_json(
        {
            "kind": "bound-when",
            "field": "$.a",
            "keyword": "maximum",
            "limit": 4,
            "when": {"field": "$.s", "is": "x"},
        }
    )
    tighter = kinds.from_json({**rule.as_json(), "limit": 3})
    old = endpoint(fields(s=TEXT, a=WHOLE), [tighter])
    new = endpoint(fields(s={**TEXT, "default": "x"}, a=WHOLE), [rule])
    assert diff_endpoints(old, new).compatibility is Compatibility.BREAKING


def test_rule_without_own_violation_is_compared() -> None:
    """A rule that no payload breaks alone is compared without an exception."""
    total = {**WHOLE, "minimum": 2, "default": 2}
    items = {"type": "object", "properties": {"d": {**WHOLE, "minimum": 3}}, "required": ["d"]}
    schema = fields(a=total, os={"type": "array", "items": items})
    rule = kinds.from_json({"kind": "sum-equals", "addends": "$.os[*].d", "total": "$.a"})
    change = only_change(diff_endpoints(endpoint(schema), endpoint(schema, [rule])))
    assert change.kind == "sum-equals-added"
    assert change.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)


def test_true_is_not_one() -> None:
    """`true` and 1 are different values, in rules and in defaults."""
    about = [
        kinds.from_json(
            {
                "kind": "value-forbids-value",
                "field": "$.s",
                "value": value,
                "other": "$.a",
                "forbidden": [2],
            }
        )
        for value in (True, 1)
    ]
    schema = fields(s={"type": ["integer", "boolean"]}, a=WHOLE)
    assert diff_endpoints(endpoint(schema, about[:1]), endpoint(schema, about[1:])).changes
    assert diff_inputs(wrap_property({"default": True}), wrap_property({"default": 1})).changes
    assert diff_inputs(wrap_property({"default": 3}), wrap_property({"default": 3.0})).changes == ()


def test_removed_response_field_without_schema_is_a_warning() -> None:
    """A removed response field is a warning, even if it allowed any value."""
    change = only_change(diff_outputs(fields(a={}, b=TEXT), fields(b=TEXT)))
    assert (change.kind, change.compatibility) == ("property-removed", Compatibility.WARNING)
    assert "may lack it" in change.message


def test_bound_of_unnamed_fields_has_witness() -> None:
    """A bound of unnamed fields is reported as `a.*`, with such a field as witness."""
    old, new = ({"type": "object", "additionalProperties": {**WHOLE, "maximum": n}} for n in (5, 4))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.message.startswith("`a.*` must now be at most 4")
    assert change.witness is not None
    assert list(change.witness.value["a"].values()) == [5]


def test_narrowed_branch_has_witness() -> None:
    """A field that a branch no longer names rejects values it accepted before; the witness contains it."""
    old, new = (
        {"anyOf": [one, {"enum": ["a"]}]} for one in (fields(x=WHOLE, y=WHOLE), fields(x=WHOLE))
    )
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert "y" in change.witness.value["a"]
    assert change.message == "In a branch of `a` (anyOf): `a.y` was removed."
    change = only_change(diff_inputs(wrap_property(new), wrap_property(old)))
    assert change.compatibility is Compatibility.COMPATIBLE
    assert change.message == "In a branch of `a` (anyOf): `a.y` is new."
    moved = [
        {"anyOf": [one, {"enum": ["a"]}]}
        for one in ({**WHOLE, "maximum": 5}, {**WHOLE, "maximum": 4})
    ]
    change = only_change(diff_inputs(wrap_property(moved[0]), wrap_property(moved[1])))
    assert change.message == "In a branch of `a` (anyOf): `a` must now be at most 4; it was 5."


def test_null_is_no_branch() -> None:
    """Beside null alone, a schema is compared as the schema itself, which may be null."""
    old, new = (
        {"anyOf": [one, {"type": "null"}]} for one in (fields(x=WHOLE, y=WHOLE), fields(x=WHOLE))
    )
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.compatibility is Compatibility.BREAKING
    assert change.message == "`a.y` was removed."


def test_removed_branch_of_many_has_witness() -> None:
    """The witness of a removed branch is found among many branches."""
    old, new = ({"anyOf": [{"const": f"v{n}"} for n in range(count)]} for count in (60, 59))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.witness is not None
    assert change.witness.value == {"a": "v59"}


def test_removed_value_of_long_enum_has_witness() -> None:
    """Long enums are compared value by value; `true` is not a number."""
    old, new = ({"enum": [True, *range(2, count)]} for count in (3001, 3000))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.witness is not None
    assert change.witness.value == {"a": 3000}
    ones = [{"enum": [*range(1, 3000)]}, {"enum": [True, *range(2, 3000)]}]
    assert (
        only_change(diff_inputs(wrap_property(ones[0]), wrap_property(ones[1]))).kind
        == "enum-changed"
    )


@pytest.mark.parametrize("pattern", ["^https?://", "b$", r"^\d+x\d+$", "^[a-z-]+$"])
def test_shorter_length_beside_pattern_has_witness(pattern: str) -> None:
    """A shorter `maxLength` beside a pattern has a witness."""
    old, new = ({**TEXT, "pattern": pattern, "maxLength": most} for most in (2048, 1024))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert len(change.witness.value["a"]) == 1025


def test_objects_below_prefix_items_are_closed() -> None:
    """Below `prefixItems` unknown fields are rejected as elsewhere: describing others is compatible, ending that breaks."""

    def listed(first: Any, **keywords: Any) -> Any:
        items = {**fields(c={"type": "null"}), **keywords}
        return wrap_property({"type": "array", "items": items, **first})

    first: Any = {"prefixItems": [{}]}
    plain, described = listed(first), listed(first, additionalProperties=WHOLE)
    assert not ComparedSchema(endpoint(plain)).accepts({"a": [1, {"d": 1}]})
    assert ComparedSchema(endpoint(described)).accepts({"a": [1, {"d": 1}]})
    assert diff_inputs(plain, described).compatibility is Compatibility.COMPATIBLE
    assert diff_inputs(described, plain).compatibility is Compatibility.BREAKING
    same = listed({"prefixItems": [fields(c={"type": "null"})]})
    assert diff_inputs(same, listed({})).changes == ()


@pytest.mark.parametrize("output", [{}, fields(n=WHOLE)])
def test_output_that_accepts_anything_is_documented(output: Any) -> None:
    """An output without keywords is the endpoint's own, not the one of the service."""
    nullable = fields(n={"type": ["integer", "null"]})
    found = diff_outputs(output, nullable)
    assert bool(found.with_compatibility(Compatibility.BREAKING)) == bool(output)
    for change in found.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert change.witness.value == {"output": {"n": None}}
