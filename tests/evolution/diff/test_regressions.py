"""Verdicts that were untrue once: what a referee of brute force found, each as the smallest pair that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.evolution.diff import Change, Compatibility, SpecDiff
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.rules import rule_registry
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
    """Give an object of some fields."""
    return {"type": "object", "properties": properties}


def of_kind(found: SpecDiff, kind: str) -> Change:
    """Give the one change of a kind."""
    (change,) = (change for change in found.changes if change.kind == kind)
    return change


@pytest.mark.parametrize("schema", [{"const": None}, {"type": "array"}, TEXT, WHOLE, {"enum": [3]}])
def test_the_only_field_of_an_object_under_another_name_breaks(schema: Any) -> None:
    """An object whose one field has another name refuses the old one: that is shown, at the top and further down."""
    for at in ("", "/properties/a"):
        pair = [fields(c=schema), fields(d=schema)]
        old, new = (wrap_property(one) for one in pair) if at else pair
        gone = of_kind(diff_inputs(old, new), "property-removed")
        assert gone.compatibility is Compatibility.BREAKING
        assert gone.witness is not None
        assert gone.pointer == f"/input{at}/properties/c"


def test_a_branch_does_not_open_an_object_that_names_its_fields() -> None:
    """A branch that lets unknown fields pass changes nothing for an object whose own fields are all there are."""
    opened = {"oneOf": [{"type": "object", "additionalProperties": True}]}
    found = diff_inputs({**fields(a=WHOLE), **opened}, {**fields(b=WHOLE), **opened})
    assert of_kind(found, "property-removed").compatibility is Compatibility.BREAKING


def test_a_branch_names_no_more_fields_for_an_object_that_names_its_own() -> None:
    """A field that only a branch names is refused by the client; written beside the others, it is taken."""
    apart = {**fields(a=WHOLE), "allOf": [fields(b=WHOLE)]}
    together = fields(a=WHOLE, b=WHOLE)
    assert ComparedSchema(endpoint(together)).accepts({"b": 1})
    assert not ComparedSchema(endpoint(apart)).accepts({"b": 1})
    assert diff_inputs(apart, together).changes
    assert diff_inputs(together, apart).compatibility is Compatibility.BREAKING


def test_a_branch_alone_stays_open() -> None:
    """Objects in a choice of one let unknown fields pass, as in any choice: that they no longer do is a break."""
    for word in ("anyOf", "oneOf"):
        old, new = (
            {word: [one]}
            for one in (fields(x=TEXT), {**fields(x=TEXT), "additionalProperties": False})
        )
        for around in (lambda one: one, lambda one: {"type": "array", "items": one}):
            change = only_change(
                diff_inputs(wrap_property(around(old)), wrap_property(around(new)))
            )
            assert change.compatibility is Compatibility.BREAKING


def test_a_field_that_is_named_in_order_to_refuse_it_is_compared() -> None:
    """Where unknown fields are let pass, one that is refused by name from now on breaks, and is told the other way round."""
    old = {**fields(a=WHOLE), "additionalProperties": True}
    new = {**fields(a=WHOLE, b={"not": {}}), "additionalProperties": True}
    change = only_change(diff_inputs(old, new))
    assert (change.pointer, change.compatibility) == ("/input/properties/b", Compatibility.BREAKING)
    assert only_change(diff_inputs(new, old)).compatibility is Compatibility.COMPATIBLE
    assert diff_inputs(fields(a=WHOLE), fields(a=WHOLE, b={"not": {}})).changes == ()


def summed(most: int, **keywords: Any) -> Any:
    """Give an endpoint with a rule about a sum, and keywords of what is added up."""
    rule = rule_registry.from_json({"kind": "sum-at-most", "addends": "$.os[*].d", "most": most})
    items = fields(d={**WHOLE, **keywords})
    return endpoint(fields(os={"type": "array", "items": items}), [rule])


@pytest.mark.parametrize("before", [{}, {"default": 2}])
def test_a_rule_that_asks_for_less_breaks_where_a_default_makes_it_ask_for_more(
    before: Any,
) -> None:
    """A higher sum together with a higher default loses payloads that leave the addends out."""
    change = of_kind(
        diff_endpoints(summed(8, **before), summed(9, default=20)), "sum-at-most-changed"
    )
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert ComparedSchema(summed(8, **before)).accepts(change.witness.value)


def test_a_new_rule_follows_from_none_whose_default_was_another() -> None:
    """What followed under the old default does not under the new one."""
    rule = rule_registry.from_json(
        {
            "kind": "bound-when",
            "field": "$.a",
            "keyword": "maximum",
            "limit": 4,
            "when": {"field": "$.s", "is": "x"},
        }
    )
    tighter = rule_registry.from_json({**rule.as_json(), "limit": 3})
    old = endpoint(fields(s=TEXT, a=WHOLE), [tighter])
    new = endpoint(fields(s={**TEXT, "default": "x"}, a=WHOLE), [rule])
    assert diff_endpoints(old, new).compatibility is Compatibility.BREAKING


def test_a_rule_that_no_payload_can_break_alone_raises_nothing() -> None:
    """A sum that never comes down to its total's default is compared, without a witness if there is none."""
    total = {**WHOLE, "minimum": 2, "default": 2}
    items = {"type": "object", "properties": {"d": {**WHOLE, "minimum": 3}}, "required": ["d"]}
    schema = fields(a=total, os={"type": "array", "items": items})
    rule = rule_registry.from_json({"kind": "sum-equals", "addends": "$.os[*].d", "total": "$.a"})
    change = only_change(diff_endpoints(endpoint(schema), endpoint(schema, [rule])))
    assert change.kind == "sum-equals-added"
    assert change.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)


def test_a_rule_about_true_is_not_the_one_about_one() -> None:
    """`true` and 1 are two values, in rules and in defaults."""
    about = [
        rule_registry.from_json(
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


def test_a_field_of_answers_without_a_schema_that_is_gone_is_told() -> None:
    """A field that answers no longer document is never nothing, even where any value was allowed."""
    change = only_change(diff_outputs(fields(a={}, b=TEXT), fields(b=TEXT)))
    assert (change.kind, change.compatibility) == ("property-removed", Compatibility.WARNING)
    assert "may come without it" in change.message


def test_what_is_said_of_other_fields_is_told_of_them() -> None:
    """A bound of fields without a name of their own is told of them, and shown by one."""
    old, new = ({"type": "object", "additionalProperties": {**WHOLE, "maximum": n}} for n in (5, 4))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.message.startswith("`a.*` must now be at most 4")
    assert change.witness is not None
    assert list(change.witness.value["a"].values()) == [5]


def test_a_branch_that_lost_values_shows_one() -> None:
    """A new field in a branch refuses values that were let pass there: the witness has it."""
    old, new = (
        {"anyOf": [one, {"type": "null"}]} for one in (fields(x=WHOLE), fields(x=WHOLE, y=WHOLE))
    )
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert "y" in change.witness.value["a"]
    assert change.message == "In a branch of `a` (anyOf): `a.y` is new."
    moved = [
        {"anyOf": [one, {"type": "null"}]}
        for one in ({**WHOLE, "maximum": 5}, {**WHOLE, "maximum": 4})
    ]
    change = only_change(diff_inputs(wrap_property(moved[0]), wrap_property(moved[1])))
    assert change.message == "In a branch of `a` (anyOf): `a` must now be at most 4; it was 5."


def test_a_branch_of_many_that_is_gone_is_shown() -> None:
    """However many branches stay, a value of the one that is gone is found."""
    old, new = ({"anyOf": [{"const": f"v{n}"} for n in range(count)]} for count in (60, 59))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.witness is not None
    assert change.witness.value == {"a": "v59"}


def test_of_many_listed_values_the_one_that_is_gone_is_shown() -> None:
    """A list of thousands of values is compared value by value; `true` is not among numbers."""
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
def test_a_length_of_texts_with_a_pattern_is_shown(pattern: str) -> None:
    """A shorter text is shown by one of the pattern, whatever the pattern lets grow."""
    old, new = ({**TEXT, "pattern": pattern, "maxLength": most} for most in (2048, 1024))
    change = only_change(diff_inputs(wrap_property(old), wrap_property(new)))
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert len(change.witness.value["a"]) == 1025


def test_fields_below_first_items_are_open() -> None:
    """Where first items are told one by one, the client lets unknown fields pass: one that is refused now breaks."""

    def listed(first: Any, **keywords: Any) -> Any:
        items = {**fields(c={"type": "null"}), **keywords}
        return wrap_property({"type": "array", "items": items, **first})

    first: Any = {"prefixItems": [{}]}
    old, new = listed(first), listed(first, additionalProperties=WHOLE)
    assert ComparedSchema(endpoint(old)).accepts({"a": [1, {"d": 1.5}]})
    assert diff_inputs(old, new).compatibility is Compatibility.BREAKING
    found = diff_inputs(listed({"prefixItems": [fields(c={"type": "null"})]}), listed({}))
    assert found.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)
