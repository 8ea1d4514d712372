"""Rules: implication, defaults that flip payloads, edits without effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.rules import kinds
from clientwright.specs.model import Endpoint
from evolution.diff.support import (
    IMAGE,
    diff_endpoints,
    diff_inputs,
    diff_outputs,
    endpoint,
    image_endpoint,
    only_change,
    wrap_property,
)

FIELDS = {name: {"type": "integer", "minimum": 0, "maximum": 20} for name in "abc"}
LISTED = {"type": "object", "properties": {**FIELDS, "xs": {"type": "array", "items": FIELDS["a"]}}}


def rule(kind: str, **parts: Any) -> Any:
    """Return a rule from its spec form."""
    return kinds.from_json({"kind": kind, **parts})


def endpoint_with(*rules: Any, schema: Any = LISTED) -> Endpoint:
    """Return the endpoint of integers with some rules."""
    return replace(IMAGE, input=schema, rules=tuple(rules))


def test_default_that_flips_payloads_breaks() -> None:
    """Another default of the total breaks; only the old side accepts the witness, which omits the total."""
    old, new = image_endpoint(), image_endpoint(duration={"default": 5})
    change = only_change(diff_endpoints(old, new))
    assert (change.kind, change.compatibility) == ("default-changed", Compatibility.BREAKING)
    assert change.witness is not None
    value = change.witness.value
    assert "duration" not in value
    assert ComparedSchema(old).accepts(value)
    assert not ComparedSchema(new).accepts(value)


def test_default_that_no_rule_counts_is_a_warning() -> None:
    """Another default that no rule counts is a warning."""
    change = only_change(
        diff_endpoints(image_endpoint(), image_endpoint(cfg_scale={"default": 0.7}))
    )
    assert (change.kind, change.compatibility) == ("default-changed", Compatibility.WARNING)


def test_edit_without_effect_is_explained() -> None:
    """maxItems 20 to 5 would break by itself, but six segments of 3 s never fit: the message states both."""
    change = only_change(
        diff_endpoints(image_endpoint(), image_endpoint(multi_prompt={"maxItems": 5}))
    )
    assert change.compatibility is Compatibility.COMPATIBLE
    assert "By itself it would break" in change.message
    assert "has no effect: 6 items of at least 3 add up to at least 18" in change.message


def test_lower_max_items_breaks() -> None:
    """maxItems 20 to 4 breaks; the witness has five segments of 3 s."""
    change = only_change(
        diff_endpoints(image_endpoint(), image_endpoint(multi_prompt={"maxItems": 4}))
    )
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None
    assert change.witness.value["multi_prompt"] == [{"duration": 3}] * 5
    assert change.witness.value["duration"] == 15


def test_removed_rule_is_compatible_and_new_rule_breaks() -> None:
    """A removed rule is compatible; a new one breaks, with a payload that breaks only it."""
    bare = replace(IMAGE, rules=())
    assert only_change(diff_endpoints(IMAGE, bare)).compatibility is Compatibility.COMPATIBLE
    change = only_change(diff_endpoints(bare, IMAGE))
    assert (change.kind, change.compatibility) == ("sum-equals-added", Compatibility.BREAKING)
    assert change.witness is not None
    assert "multi_prompt" in change.witness.value


def test_origin_of_rule_changes_nothing() -> None:
    """The origin of a rule is not part of the contract."""
    without = replace(IMAGE, rules=tuple(replace(r, origin=None) for r in IMAGE.rules))
    assert diff_endpoints(IMAGE, without).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "kind", "verdict"),
    [
        (("sum-at-most", 10), ("sum-at-most", 8), "sum-at-most-tightened", "breaking"),
        (("sum-at-most", 8), ("sum-at-most", 10), "sum-at-most-loosened", "compatible"),
    ],
)
def test_changed_limit_of_sum(old: Any, new: Any, kind: str, verdict: str) -> None:
    """A lower limit of a sum breaks, a higher one is compatible."""
    before, after = (rule(name, addends="$.xs[*]", most=most) for name, most in (old, new))
    change = only_change(diff_endpoints(endpoint_with(before), endpoint_with(after)))
    assert (change.kind, change.compatibility) == (kind, verdict)
    assert (change.witness is not None) == (verdict == "breaking")


def test_implied_rule_changes_nothing() -> None:
    """Adding or removing an implied rule changes nothing."""
    equal = rule("sum-equals", addends="$.xs[*]", total="$.a")
    most = rule("sum-at-most", addends="$.xs[*]", most="$.a")
    for old, new in (((equal,), (equal, most)), ((equal, most), (equal,))):
        change = only_change(diff_endpoints(endpoint_with(*old), endpoint_with(*new)))
        assert change.compatibility is Compatibility.UNCHANGED
        assert "follows from another rule" in change.message


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "at-most-one-of", "fields": ["$.a", "$.b"]},
        {"kind": "at-least-one-of", "fields": ["$.a", "$.b"]},
        {
            "kind": "value-forbids-value",
            "field": "$.a",
            "value": 1,
            "other": "$.b",
            "forbidden": [2],
        },
    ],
    ids=lambda parts: parts["kind"],
)
def test_new_rule_of_any_kind_breaks(parts: Any) -> None:
    """A new rule of any kind breaks, with a witness that matches the schema."""
    change = only_change(diff_endpoints(endpoint_with(), endpoint_with(rule(**parts))))
    assert (change.kind, change.compatibility) == (f"{parts['kind']}-added", Compatibility.BREAKING)
    assert change.witness is not None
    assert (
        only_change(diff_endpoints(endpoint_with(rule(**parts)), endpoint_with())).compatibility
        is Compatibility.COMPATIBLE
    )


def test_renamed_field_is_guessed() -> None:
    """A removed field similar to an added one is reported as a guess."""
    old = {"type": "object", "properties": {"start_image_url": {"type": "string"}}}
    new = {"type": "object", "properties": {"image_url": {"type": "string"}}}
    gone = next(c for c in diff_inputs(old, new).changes if c.kind == "property-removed")
    assert "may be called `image_url` now (a guess" in gone.advice
    gone = next(c for c in diff_outputs(old, new).changes if c.kind == "property-removed")
    assert "may be called `output.image_url` now (a guess" in gone.advice
    other = {"type": "object", "properties": {"seed": {"type": "integer"}}}
    gone = next(c for c in diff_inputs(old, other).changes if c.kind == "property-removed")
    assert "guess" not in gone.advice


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "integer", "exclusiveMinimum": 2}, {"type": "integer", "minimum": 3}),
        ({"type": "integer", "maximum": 2.5}, {"type": "integer", "maximum": 2}),
        (
            {"type": "number", "minimum": 1, "exclusiveMinimum": 1},
            {"type": "number", "exclusiveMinimum": 1},
        ),
        ({"const": 3}, {"enum": [3.0]}),
        ({"enum": ["a", "b", 1], "type": "string"}, {"enum": ["b", "a"]}),
        (
            {"oneOf": [{"type": "string"}, {"type": "null"}]},
            {"anyOf": [{"type": "null"}, {"type": "string"}]},
        ),
        ({"type": "integer", "minLength": 4}, {"type": "integer", "multipleOf": 1}),
    ],
)
def test_spellings_of_one_schema_are_equal(one: Any, other: Any) -> None:
    """Different keywords that accept the same values are no change."""
    assert diff_inputs(wrap_property(one), wrap_property(other)).changes == ()


def test_newly_required_field_breaks() -> None:
    """A newly required field breaks with or without a default; the message states the default."""
    for default in ({}, {"default": 3}):
        old = {"type": "object", "properties": {"a": {"type": "integer", **default}}}
        change = only_change(diff_inputs(old, {**old, "required": ["a"]}))
        assert change.compatibility is Compatibility.BREAKING
        assert change.witness is not None
        assert change.witness.value == {}
        assert ("default is 3" in change.message) == bool(default)


COUNTED: dict[str, tuple[Any, Any]] = {
    "one of several": ({"minProperties": 1}, {"kind": "at-least-one-of", "fields": ["$.a", "$.b"]}),
    "one need": ({"minProperties": 2}, {"kind": "requires", "field": "$.c", "needs": ["$.a"]}),
    "at most one": ({"maxProperties": 2}, {"kind": "at-most-one-of", "fields": ["$.a", "$.b"]}),
}


@pytest.mark.parametrize("name", COUNTED)
def test_number_of_fields_that_a_rule_keeps_is_none(name: str) -> None:
    """A bound of the number of fields that a rule keeps anyway changes nothing; one step tighter, it breaks."""
    bound, kept = COUNTED[name]
    rules = [kinds.from_json(kept)]
    text = {"type": "string"}
    schema = {"type": "object", "properties": dict.fromkeys("abc", text), "required": ["c"]}
    if name == "one of several":
        schema["required"] = []
    ends = endpoint(schema, rules), endpoint({**schema, **bound}, rules)
    for old, new in (ends, ends[::-1]):
        found = diff_endpoints(old, new)
        assert found.compatibility is Compatibility.UNCHANGED, found.changes
    step = 1 if "minProperties" in bound else -1
    tighter = {word: count + step for word, count in bound.items()}
    found = diff_endpoints(ends[0], endpoint({**schema, **tighter}, rules))
    assert found.compatibility is Compatibility.BREAKING, found.changes
