"""Edits that no value shows to be a loss are decided, not warned of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from evolution.diff.support import diff_inputs, diff_outputs, wrap_property

WHOLE: Any = {"type": "integer"}
NUMBER: Any = {"type": "number"}
TEXT: Any = {"type": "string"}
NULL: Any = {"type": "null"}
LIST: Any = {"type": "array"}
COMPATIBLE, BREAKING, UNCHANGED = (
    Compatibility.COMPATIBLE,
    Compatibility.BREAKING,
    Compatibility.UNCHANGED,
)


def fields(**properties: Any) -> Any:
    """Return an object with some fields."""
    return {"type": "object", "properties": properties}


def opened(**properties: Any) -> Any:
    """Return an object that accepts other fields as well."""
    return {**fields(**properties), "additionalProperties": True}


def shut(**properties: Any) -> Any:
    """Return an object that refuses other fields."""
    return {**fields(**properties), "additionalProperties": False}


def wrap_item(schema: Any) -> Any:
    """Return an input with one array of items."""
    return wrap_property({**LIST, "items": schema})


def between(low: Any, high: Any, base: Any = WHOLE) -> Any:
    """Return a range of numbers."""
    return {**base, "minimum": low, "maximum": high}


def media(*limits: tuple[str, int]) -> Any:
    """Return the URL of an image with limits."""
    listed = [{"of": of, "is": "<=", "value": value} for of, value in limits]
    return {**TEXT, "x-media": {"kind": "image", "limits": listed}}


SAME_VALUES: dict[str, tuple[Any, Any]] = {
    "one whole number": (between(5, 5, NUMBER), between(5, 5)),
    "whole steps": ({**NUMBER, "multipleOf": 2}, {**WHOLE, "multipleOf": 2}),
    "bound between steps": ({**WHOLE, "multipleOf": 5, "maximum": 12}, {**WHOLE, "multipleOf": 5, "maximum": 10}),
    "range as a list": (between(1, 3), {"enum": [1, 2, 3]}),
    "items that cannot be": ({**LIST, "maxItems": 0, "items": between(0, 5)}, {**LIST, "maxItems": 0, "items": between(0, 4)}),
    "items behind the last": (
        {**LIST, "maxItems": 1, "prefixItems": [WHOLE], "items": between(0, 5)},
        {**LIST, "maxItems": 1, "prefixItems": [WHOLE], "items": TEXT},
    ),
    "one item differs from no other": ({**LIST, "maxItems": 1}, {**LIST, "maxItems": 1, "uniqueItems": True}),
    "a size that no item reaches": (
        {**LIST, "prefixItems": [WHOLE], "items": False},
        {**LIST, "prefixItems": [WHOLE], "items": False, "maxItems": 1},
    ),
    "a size that required fields have": (
        {**opened(a=TEXT), "required": ["a"]},
        {**opened(a=TEXT), "required": ["a"], "minProperties": 1},
    ),
    "a field that is too many": (
        {**fields(a=TEXT, b=between(0, 5)), "required": ["a"], "maxProperties": 1},
        {**fields(a=TEXT, b=between(0, 4)), "required": ["a"], "maxProperties": 1},
    ),
    "a dependency on a required field": (
        {**fields(a=TEXT, b=TEXT), "required": ["a"]},
        {**fields(a=TEXT, b=TEXT), "required": ["a"], "dependentRequired": {"b": ["a"]}},
    ),
    "names that fit": (shut(a=TEXT), {**shut(a=TEXT), "propertyNames": {"maxLength": 3}}),
    "null as a branch": ({"type": ["string", "null"], "maxLength": 3}, {"anyOf": [{**TEXT, "maxLength": 3}, NULL]}),
    "null as a branch of oneOf": ({"type": ["integer", "null"]}, {"oneOf": [NULL, WHOLE]}),
    "null as a value": ({"enum": ["a", "b", None]}, {"anyOf": [{"enum": ["a", "b"]}, NULL]}),
    "null below a list": (
        {**LIST, "items": {"type": ["string", "null"]}},
        {**LIST, "items": {"anyOf": [TEXT, NULL]}},
    ),
    "nested choices": ({"anyOf": [TEXT, {"anyOf": [WHOLE, NULL]}]}, {"type": ["string", "integer", "null"]}),
    "one branch": (TEXT, {"anyOf": [TEXT]}),
    "one branch of allOf": (fields(a=TEXT), {"allOf": [fields(a=TEXT)]}),
    "overlapping ranges": ({**NUMBER, "anyOf": [between(0, 5, {}), between(3, 9, {})]}, between(0, 9, NUMBER)),
    "a count of all items": (
        {**LIST, "items": WHOLE, "minItems": 2, "maxItems": 3},
        {**LIST, "items": WHOLE, "minItems": 2, "maxItems": 3, "contains": NUMBER, "minContains": 2, "maxContains": 3},
    ),
    "a dependency as a schema": (
        {**fields(a=TEXT, b=TEXT, c=TEXT), "dependentRequired": {"a": ["b"], "c": ["a"]}},
        {**fields(a=TEXT, b=TEXT, c=TEXT), "dependentRequired": {"c": ["a"]}, "dependentSchemas": {"a": {"required": ["b"]}}},
    ),
    "a field without values": (fields(a=TEXT, b=False), fields(a=TEXT, b={**TEXT, "enum": [1]})),
    "a field that nothing fits": (fields(a=TEXT, b={"not": {}}), fields(a=TEXT, b={**TEXT, "const": 1})),
    "a field that is impossible": (fields(a=TEXT, b=False), fields(a=TEXT, b={**TEXT, "minLength": 3, "maxLength": 2})),
    "two that are impossible": (
        fields(a=TEXT, b={**TEXT, "minLength": 3, "maxLength": 2}),
        fields(a=TEXT, b={**LIST, "items": WHOLE, "contains": TEXT}),
    ),
    "a branch that nothing fits": (TEXT, {"anyOf": [TEXT, {"enum": [3], "minimum": 4}]}),
    "a pattern of what may be there anyway": (
        {**fields(a=TEXT), "additionalProperties": TEXT},
        {**fields(a=TEXT), "additionalProperties": TEXT, "patternProperties": {"^b": TEXT}},
    ),
    "limits in another order": (media(("width", 3), ("height", 2)), media(("height", 2), ("width", 3))),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME_VALUES)
def test_edit_without_effect_is_none(name: str) -> None:
    """Two spellings that accept the same values are no change, in either direction."""
    for old, new in (SAME_VALUES[name], SAME_VALUES[name][::-1]):
        for around in (wrap_property, wrap_item):
            for found in (
                diff_inputs(around(old), around(new)),
                diff_outputs(around(old), around(new)),
            ):
                assert found.compatibility is UNCHANGED, found.changes


WIDER: dict[str, tuple[Any, Any]] = {
    "a fraction": (between(5, 6), between(5, 6, NUMBER)),
    "text or object": (TEXT, {"anyOf": [TEXT, {"type": "object"}]}),
    "text or null": (TEXT, {"type": ["string", "null"]}),
    "bounded text or null": ({**TEXT, "maxLength": 3}, {"anyOf": [{**TEXT, "maxLength": 3}, NULL]}),
    "wrapped, and looser": ({**TEXT, "maxLength": 3}, {"anyOf": [{**TEXT, "maxLength": 4}, NULL]}),
    "pattern or number": ({**TEXT, "pattern": "^a"}, {"anyOf": [{**TEXT, "pattern": "^a"}, WHOLE]}),
    "pattern or other pattern": (
        {**TEXT, "pattern": "^a"},
        {"anyOf": [{**TEXT, "pattern": "^a"}, {**TEXT, "pattern": "^b"}]},
    ),
    "object or null": (opened(x=TEXT), {"anyOf": [opened(x=TEXT), NULL]}),
    "object or text": (opened(x=TEXT), {"anyOf": [opened(x=TEXT), TEXT]}),
    "array or its item": ({**LIST, "items": TEXT}, {"anyOf": [{**LIST, "items": TEXT}, TEXT]}),
    "a value of another type": ({"enum": ["a"]}, {"anyOf": [{"enum": ["a"]}, WHOLE]}),
    "exclusive branches": (
        {**NUMBER, "oneOf": [{"minimum": 5}, {"maximum": 7}]},
        {**NUMBER, "oneOf": [{"minimum": 5}, {"maximum": 6}]},
    ),
    "more of some items": (
        {**LIST, "contains": WHOLE, "minContains": 2},
        {**LIST, "contains": WHOLE},
    ),
    "fewer of some items": (
        {**LIST, "contains": {"const": "a"}, "maxContains": 2},
        {**LIST, "contains": {"const": "a"}, "maxContains": 3},
    ),
    "any of some items": (
        {**LIST, "items": NUMBER, "contains": WHOLE},
        {**LIST, "items": NUMBER, "contains": NUMBER},
    ),
    "a wider count": (
        {**LIST, "contains": WHOLE, "minContains": 2},
        {**LIST, "contains": NUMBER, "minContains": 1},
    ),
    "a narrower count": (
        {**LIST, "contains": NUMBER, "minContains": 0, "maxContains": 1},
        {**LIST, "contains": WHOLE, "minContains": 0, "maxContains": 2},
    ),
    "names by a pattern": (shut(a=TEXT), {**shut(a=TEXT), "patternProperties": {"^b": TEXT}}),
    "a wider pattern": (
        {**shut(), "patternProperties": {"^b": WHOLE}},
        {**shut(), "patternProperties": {"^b": NUMBER, "^c": NUMBER}},
    ),
    "a pattern of fewer values": (
        {"type": "object", "additionalProperties": NUMBER, "patternProperties": {"^b": WHOLE}},
        {"type": "object", "additionalProperties": NUMBER},
    ),
    "a pattern of names": ({**opened(), "patternProperties": {"^a": TEXT}}, opened()),
}


@pytest.mark.parametrize("name", WIDER)
def test_wider_schema_is_decided(name: str) -> None:
    """What accepts more is compatible for a request and breaks a response; in reverse it is vice versa."""
    old, new = map(wrap_property, WIDER[name])
    for compare, wider in ((diff_inputs, COMPATIBLE), (diff_outputs, BREAKING)):
        narrower = BREAKING if wider is COMPATIBLE else COMPATIBLE
        assert_decided(compare, old, new, wider)
        assert_decided(compare, new, old, narrower)


def assert_decided(compare: Callable[..., Any], old: Any, new: Any, verdict: Compatibility) -> None:
    """Assert a verdict, and that nothing is warned of."""
    found = compare(old, new)
    assert found.compatibility is verdict, found.changes
    assert not found.with_compatibility(Compatibility.WARNING)


def test_gained_type_is_told_as_a_type() -> None:
    """A schema that becomes one branch of a choice may now also be of the other type."""
    for wrapped in ({"anyOf": [TEXT, NULL]}, {"type": ["string", "null"]}):
        (change,) = diff_inputs(wrap_property(TEXT), wrap_property(wrapped)).changes
        assert change.message == "`a` may now also be of type null."


def test_edit_beside_a_gained_type_is_told_by_itself() -> None:
    """A tighter bound in a branch is reported beside the type that the choice adds."""
    old, new = {**TEXT, "maxLength": 5}, {"anyOf": [{**TEXT, "maxLength": 4}, NULL]}
    found = diff_inputs(wrap_property(old), wrap_property(new))
    assert [change.kind for change in found.changes] == ["maxLength-tightened", "type-loosened"]
    assert found.changes[0].witness is not None
    assert len(found.changes[0].witness.value["a"]) == 5


@pytest.mark.parametrize("high", [6, 5.5, 100])
def test_fraction_that_is_lost_is_shown(high: float) -> None:
    """A number that becomes an integer loses the simplest fraction of its range."""
    found = diff_inputs(
        wrap_property(between(5, high, NUMBER)), wrap_property(between(5, high, WHOLE))
    )
    lost = next(change for change in found.changes if change.kind == "type-tightened")
    assert lost.witness is not None
    assert lost.witness.value == {"a": 5.5}


BRANCHES: dict[str, tuple[Any, Any]] = {
    "a field": (fields(x=TEXT), fields(x=TEXT, z={})),
    "a field below": (fields(x=fields(p=TEXT)), fields(x=fields(p=TEXT, z={}))),
    "a field of items": (wrap_item(fields(p=TEXT)), wrap_item(fields(p=TEXT, z={}))),
    "names by a pattern": (fields(x=TEXT), {**fields(x=TEXT), "patternProperties": {"^z": {}}}),
    "all fields": (fields(x=TEXT), opened(x=TEXT)),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_fields_that_only_a_branch_describes_matter(name: str) -> None:
    """A closed object loses the fields that a branch no longer describes, and gains those that one describes now."""
    old, new = ({"anyOf": [one, fields(y=TEXT)]} for one in BRANCHES[name])
    assert_decided(diff_inputs, wrap_property(old), wrap_property(new), COMPATIBLE)
    assert_decided(diff_inputs, wrap_property(new), wrap_property(old), BREAKING)


def test_objects_of_several_branches_are_closed_together() -> None:
    """An array that fits two branches may have the fields of both, which one branch alone does not allow."""
    both = {"anyOf": [{**LIST, "items": fields(x=TEXT)}, {**LIST, "items": fields(y=TEXT)}]}
    for one in ({"maxProperties": 1}, {"not": {"required": ["x", "y"]}}):
        old, new = both, {**LIST, "items": {**fields(x=TEXT, y=TEXT), **one}}
        found = diff_inputs(wrap_property(old), wrap_property(new)).compatibility
        assert found in (BREAKING, Compatibility.WARNING)
        assert diff_inputs(wrap_property(new), wrap_property(old)).compatibility is not UNCHANGED
