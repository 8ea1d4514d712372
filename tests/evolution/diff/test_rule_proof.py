"""A rule that no payload breaks is no change; one that comes with its field breaks nobody."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.rule_proof import is_always_kept
from clientwright.rules import kinds
from clientwright.rules.base import Rule
from evolution.diff.support import diff_endpoints, endpoint, only_change

WHOLE: Any = {"type": "integer"}
CHOICE: Any = {"enum": ["x", "y"]}
NUMBERS: Any = {"type": "array", "items": {"type": "integer", "maximum": 2}, "maxItems": 3}


def fields(required: tuple[str, ...] = (), /, **properties: Any) -> Any:
    """Return an input with some fields."""
    return {"type": "object", "properties": properties, "required": list(required)}


def rule(kind: str, **parts: Any) -> Rule:
    """Return a rule from its spec form."""
    return kinds.from_json({"kind": kind, **parts})


def bound(keyword: str, limit: int, when: Any = "x", field: str = "$.a") -> Rule:
    """Return a bound while `s` is a value."""
    return rule(
        "bound-when", field=field, keyword=keyword, limit=limit, when={"field": "$.s", "is": when}
    )


STATED: Any = {
    **fields(a={**WHOLE, "maximum": 20}, s=CHOICE),
    "if": {"properties": {"s": {"const": "x"}}, "required": ["s"]},
    "then": {"properties": {"a": {"maximum": 10}}},
}
KEPT: dict[str, tuple[Any, Rule]] = {
    "a bound that the field has": (fields(a={**WHOLE, "maximum": 20}, s=CHOICE), bound("maximum", 20)),
    "a looser bound": (fields(a={**WHOLE, "maximum": 20}, s=CHOICE), bound("maximum", 30)),
    "a bound that the schema states": (STATED, bound("maximum", 10)),
    "a bound when the field has no such value": (fields(a=WHOLE, s=CHOICE), bound("maximum", 10, "z")),
    "a size that no array has": (fields(xs=NUMBERS, s=CHOICE), bound("maxItems", 3, field="$.xs")),
    "a length that no text has": (
        fields(t={"type": "string", "pattern": "^a", "maxLength": 5}, s=CHOICE),
        bound("maxLength", 5, field="$.t"),
    ),
    "one of several that is required": (
        fields(("a",), a=WHOLE, b=WHOLE), rule("at-least-one-of", fields=["$.a", "$.b"]),
    ),
    "one of several that a choice requires": (
        {**fields(a=WHOLE, b=WHOLE), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        rule("at-least-one-of", fields=["$.a", "$.b"]),
    ),
    "one of several where only one may be": (
        {**fields(a=WHOLE, b=WHOLE), "maxProperties": 1}, rule("at-most-one-of", fields=["$.a", "$.b"]),
    ),
    "a need that is required": (fields(("a",), a=WHOLE, b=WHOLE), rule("requires", field="$.b", needs=["$.a"])),
    "a need that the schema states": (
        {**fields(a=WHOLE, b=WHOLE), "dependentRequired": {"b": ["a"]}},
        rule("requires", field="$.b", needs=["$.a"]),
    ),
    "a forbidden value that cannot be": (
        fields(a={**WHOLE, "maximum": 5}, s=CHOICE),
        rule("value-forbids-value", field="$.s", value="x", other="$.a", forbidden=[7]),
    ),
    "a sum of few small addends": (fields(xs=NUMBERS), rule("sum-at-most", addends="$.xs[*]", most=6)),
    "a count of few items": (
        fields(xs=NUMBERS, ys=NUMBERS), rule("counts-together", arrays=["$.xs", "$.ys"], at_most=6),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_rule_that_the_schema_keeps_is_none(name: str) -> None:
    """Adding or removing a rule that no payload breaks changes nothing."""
    schema, kept = KEPT[name]
    for old, new in (((), (kept,)), ((kept,), ())):
        change = only_change(diff_endpoints(endpoint(schema, old), endpoint(schema, new)))
        assert change.compatibility is Compatibility.UNCHANGED
        assert "follows from the schema" in change.message


COMING: dict[str, Rule] = {
    "bound": bound("maximum", 10),
    "need": rule("requires", field="$.s", needs=["$.a"]),
    "choice": rule("at-most-one-of", fields=["$.a", "$.s"]),
    "forbidden value": rule("value-forbids-value", field="$.s", value="x", other="$.a", forbidden=[3]),
    "sum": rule("sum-equals", addends="$.xs[*]", total="$.a"),
    "limited sum": rule("sum-at-most", addends="$.xs[*]", most=9),
    "count": rule("counts-together", arrays=["$.xs"], at_most=2),
}  # fmt: skip


@pytest.mark.parametrize("name", COMING)
def test_field_that_comes_with_its_rule_breaks_nobody(name: str) -> None:
    """A new optional field and a rule about it are compatible: old calls do not set it."""
    old, new = fields(a=WHOLE), fields(a=WHOLE, s=CHOICE, xs=NUMBERS)
    found = diff_endpoints(endpoint(old), endpoint(new, [COMING[name]]))
    assert found.compatibility is Compatibility.COMPATIBLE, found.changes


def test_default_of_a_field_that_comes_with_its_rule_may_break() -> None:
    """A new field whose default makes a rule apply breaks the calls that leave it out."""
    new = fields(a=WHOLE, s={**CHOICE, "default": "x"})
    found = diff_endpoints(endpoint(fields(a=WHOLE)), endpoint(new, [bound("maximum", 10)]))
    assert found.compatibility in (Compatibility.BREAKING, Compatibility.WARNING)


def test_rule_about_a_field_of_an_open_object_is_not_kept() -> None:
    """Where unknown fields were accepted, old calls may set the new one."""
    old = {**fields(a=WHOLE), "additionalProperties": True}
    new = {**fields(a=WHOLE, s=CHOICE), "additionalProperties": True}
    found = diff_endpoints(endpoint(old), endpoint(new, [bound("maximum", 10)]))
    assert found.compatibility is not Compatibility.COMPATIBLE


def test_field_that_a_branch_describes_may_be_given() -> None:
    """A rule about a field that only a branch names is not kept anyway."""
    branch = {"properties": {"s": CHOICE}}
    old = {**fields(a=WHOLE), "anyOf": [branch, {"required": ["a"]}]}
    found = diff_endpoints(endpoint(old), endpoint(old, [COMING["choice"]]))
    assert found.compatibility is not Compatibility.UNCHANGED


def random_field(r: Random) -> Any:
    """Return a random schema of a field with few values."""
    return r.choice([
        {"type": "integer", "minimum": r.randint(0, 2), "maximum": r.randint(2, 4)},
        {"enum": r.sample([0, 1, 2, 3, "x", "y", None], 3)},
        {"type": "array", "items": WHOLE, "maxItems": r.randint(0, 3)},
        {"type": ["integer", "null"], "minimum": 1, "maximum": 2},
    ])  # fmt: skip


def random_rule(r: Random) -> Rule:
    """Return a random rule about the fields `a`, `b` and `c`."""
    one, two, three = r.sample(["$.a", "$.b", "$.c"], 3)
    value = r.choice([0, 1, 2, "x", None])
    kind = r.choice(["at-least-one-of", "at-most-one-of", "requires", "bound-when", "forbids"])
    if kind == "requires":
        return rule(kind, field=one, needs=[two])
    if kind == "bound-when":
        keyword = r.choice(["minimum", "maximum", "maxItems", "minItems"])
        return rule(
            kind,
            field=one,
            keyword=keyword,
            limit=r.randint(0, 3),
            when={"field": two, "is": value},
        )
    if kind == "forbids":
        forbidden = r.sample([0, 1, 2, 3], 2)
        return rule("value-forbids-value", field=one, value=value, other=two, forbidden=forbidden)
    return rule(kind, fields=[one, two, three][: r.randint(2, 3)])


VALUES: tuple[Any, ...] = (
    *(0, 1, 2, 3, 4, 5, "x", "y", "z", None, True, [], [1], [1, 2], [1, 2, 3], {}),
)


@given(st.integers(0, 2**32).map(Random))
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_no_payload_breaks_a_rule_that_is_proven(r: Random) -> None:
    """Of all payloads of a few values, none that the side accepts breaks a rule that is proven to be kept."""
    schema = fields(**{name: random_field(r) for name in r.sample("abc", r.randint(1, 3))})
    if r.random() < 0.4:
        schema["required"] = [r.choice(list(schema["properties"]))]
    if r.random() < 0.2:
        schema["maxProperties"] = 1
    own = [random_rule(r)] if r.random() < 0.3 else []
    asked = random_rule(r)
    newer = {**schema, "properties": {**schema["properties"], "c": {"default": r.choice([1, 2])}}}
    side, other = ComparedSchema(endpoint(schema, own)), ComparedSchema(endpoint(newer))
    if not is_always_kept(asked, side, other):
        return
    for values in product((..., *VALUES), repeat=len(schema["properties"])):
        payload = {
            name: value
            for name, value in zip(schema["properties"], values, strict=True)
            if value is not ...
        }
        if any(asked.check(payload, newer)):
            assert not side.accepts(payload), (schema, asked, payload)


MOVED: dict[str, tuple[Any, Rule]] = {
    "bound": (
        {
            "if": {"properties": {"s": {"const": "x"}}, "required": ["s"]},
            "then": {"properties": {"a": {"maximum": 10}}},
        },
        bound("maximum", 10),
    ),
    "need, with a schema that accepts anything": (
        {"if": {"properties": {"s": True}, "required": ["s"]}, "then": {"required": ["a"]}},
        rule("requires", field="$.s", needs=["$.a"]),
    ),
    "need": ({"dependentRequired": {"s": ["a"]}}, rule("requires", field="$.s", needs=["$.a"])),
    "one of several": (
        {"anyOf": [{"required": ["s"]}, {"required": ["a"]}]},
        rule("at-least-one-of", fields=["$.a", "$.s"]),
    ),
    "at most one": (
        {"not": {"required": ["a", "s"]}}, rule("at-most-one-of", fields=["$.a", "$.s"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED)
def test_rule_that_becomes_a_keyword_is_none(name: str) -> None:
    """A rule that the schema states instead changes nothing, in either direction."""
    keywords, stated = MOVED[name]
    schema = fields(a={**WHOLE, "maximum": 20}, s=CHOICE)
    ends = endpoint(schema, [stated]), endpoint({**schema, **keywords})
    for old, new in (ends, ends[::-1]):
        found = diff_endpoints(old, new)
        assert found.compatibility is Compatibility.UNCHANGED, found.changes


BOUNDED: dict[str, tuple[Any, Rule]] = {
    "a size that a count allows": (
        {"xs": {"maxItems": 3}}, rule("counts-together", arrays=["$.xs", "$.ys"], at_most=3),
    ),
    "a value that another forbids": (
        {"a": {"maximum": 10}}, rule("value-forbids-value", field="$.s", value="x", other="$.a", forbidden=[11, 12]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNDED)
def test_bound_that_a_rule_keeps_is_none(name: str) -> None:
    """A bound of one field that a rule of both sides keeps anyway changes nothing."""
    bounds, kept = BOUNDED[name]
    many = {"type": "array", "items": WHOLE}
    own = {"a": {**WHOLE, "maximum": 12}, "s": {"const": "x"}, "xs": many, "ys": many}
    schema = fields(("s",), **own)
    tight = {key: {**sub, **bounds.get(key, {})} for key, sub in own.items()}
    ends = endpoint(schema, [kept]), endpoint({**schema, "properties": tight}, [kept])
    for old, new in (ends, ends[::-1]):
        found = diff_endpoints(old, new)
        assert found.compatibility is Compatibility.UNCHANGED, found.changes


def test_keyword_that_is_tighter_than_the_rule_breaks() -> None:
    """A condition that replaces a looser rule breaks, with a witness."""
    keywords, _ = MOVED["bound"]
    schema = fields(a={**WHOLE, "maximum": 20}, s=CHOICE)
    found = diff_endpoints(
        endpoint(schema, [bound("maximum", 12)]), endpoint({**schema, **keywords})
    )
    assert found.compatibility is Compatibility.BREAKING


FEWER: Any = {"maxProperties": 2}


@pytest.mark.parametrize(
    "added",
    [
        FEWER,
        {"anyOf": [FEWER, {"required": ["c"]}]},
        {"if": {"required": ["a"]}, "then": FEWER},
    ],
    ids=["whole", "branch", "then"],
)
def test_number_of_fields_counts_those_that_no_condition_names(added: Any) -> None:
    """A bound of all fields breaks calls beside a rule, too, also where the bound names no field."""
    old = fields(("a",), a=WHOLE, b=WHOLE, c=WHOLE, d=WHOLE)
    either = rule("at-least-one-of", fields=["$.a", "$.b"])
    change = only_change(
        diff_endpoints(endpoint(old, [either]), endpoint({**old, **added}, [either]))
    )
    assert change.compatibility is Compatibility.BREAKING
    assert change.witness is not None


def test_a_value_that_no_branch_accepts_is_no_witness() -> None:
    """A listed value that its own branch refuses is not accepted, so that dropping it changes nothing."""
    impossible = {"type": "null", "const": []}
    found = diff_endpoints(
        endpoint(fields(a={"anyOf": [impossible, {"type": "integer", "const": 2}]})),
        endpoint(fields(a={"type": "integer", "enum": [2]})),
    )
    assert found.compatibility is Compatibility.UNCHANGED
