"""Rules over fields of every spelling: enums, constants, null beside a value, branches, required or not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.rules.base import Rule
from clientwright.rules.kinds import KINDS, from_json, module_name
from clientwright.sandbox.rules import rule_check
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_violations import iter_violations

often = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
NULL = {"type": "null"}
TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 4}
LIST: dict[str, Any] = {"type": "array", "items": {"type": "string", "maxLength": 3}, "maxItems": 4}
VALUES: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 1, "maximum": 5},
    {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
    {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 5}, NULL]},
    {"type": "integer", "enum": [2, 5]},
    {"enum": [2, None, 4]},
    {"const": 3},
    {"type": "integer", "minimum": 0, "maximum": 8, "multipleOf": 2},
    {"type": "number", "minimum": 1, "maximum": 4},
    {"type": ["number", "null"], "exclusiveMinimum": 0, "exclusiveMaximum": 6},
    {"type": "boolean"},
    {"type": ["boolean", "null"]},
    {"type": "string", "enum": ["ab", "abcd"]},
    {"enum": ["a", None, 3]},
]
TEXTS: list[dict[str, Any]] = [
    TEXT,
    {**TEXT, "type": ["string", "null"]},
    {"oneOf": [NULL, TEXT]},
    {"enum": ["a", "abc", None]},
    {"const": "abc"},
]
LISTS: list[dict[str, Any]] = [
    LIST,
    {**LIST, "minItems": 1},
    {**LIST, "type": ["array", "null"]},
    {**LIST, "uniqueItems": True},
    {"type": "array", "items": {"type": "string"}, "enum": [[], ["a"], ["a", "b", "c"]]},
]
POOL: list[Any] = [
    *(None, True, False, "a", "ab", "abc", "abcd", [], ["a"], ["a", "b"], ["a", "b", "c"]),
    *(0, 1, 2, 3, 3.5, 4, 5, 6, "@1", "@2", "Nr. 1"),
]
"""The values that the brute force tries."""


def fits(schema: Any, value: Any) -> bool:
    """Return whether a schema accepts a value."""
    return Draft202012Validator(schema).is_valid(value)


def accepted(schema: Any) -> list[Any]:
    """Return the values of the pool that a schema accepts."""
    return [value for value in POOL if fits(schema, value)]


@st.composite
def endpoints(draw: st.DrawFn) -> Endpoint:
    """Draw an endpoint with a rule over its fields `a`, `b` and `c`."""
    kind = draw(st.sampled_from([kind for kind in KINDS if not kind.startswith("sum-")]))
    rule, tables = draw(RULES[kind])
    fields = {name: draw(fields_of(table)) for name, table in tables.items()}
    if kind == "value-forbids-value":
        rule["value"] = draw(st.sampled_from(accepted(fields["a"])))
        rule["forbidden"] = [draw(st.sampled_from(accepted(fields["b"])))]
    if "is" in rule.get("when", {}):
        rule["when"]["is"] = draw(st.sampled_from(accepted(fields["b"])))
    required = sorted(draw(st.sets(st.sampled_from(sorted(fields)))))
    schema = {"type": "object", "properties": fields, "required": required}
    read = from_json({"kind": kind, **rule})
    return Endpoint(ModelId("made/up"), schema, rules=(read,), path=Path("x.json"))


@st.composite
def fields_of(draw: st.DrawFn, table: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw the schema of a field, sometimes with a default."""
    found = dict(draw(st.sampled_from(table)))
    if draw(st.booleans()):
        found["default"] = draw(st.sampled_from(accepted(found)))
    return found


ANY = [*VALUES, *TEXTS, *LISTS]
WHEN = st.sampled_from([{"field": "$.b", "present": True}, {"field": "$.b", "is": None}])
LIMITS = st.integers(0, 5)


def bounds(keywords: list[str], table: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """Return a strategy of conditional bounds of a field."""
    forms = st.fixed_dictionaries(
        {"field": st.just("$.a"), "keyword": st.sampled_from(keywords), "limit": LIMITS, "when": WHEN.map(dict)}
    )  # fmt: skip
    return forms.map(lambda form: (form, {"a": table, "b": ANY}))


RULES: dict[str, st.SearchStrategy[tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]]] = {
    "at-most-one-of": st.just(({"fields": ["$.a", "$.b"]}, {"a": ANY, "b": ANY})),
    "at-least-one-of": st.just(({"fields": ["$.a", "$.b"]}, {"a": ANY, "b": ANY})),
    "requires": LIMITS.map(
        lambda n: (
            {"field": "$.a", "needs": ["$.b"], "count": {"array": "$.c", "exactly": n % 4}},
            {"a": ANY, "b": ANY, "c": LISTS},
        )
    ),
    "value-forbids-value": st.builds(
        lambda: ({"field": "$.a", "other": "$.b", "value": None, "forbidden": [None]}, {"a": ANY, "b": ANY})
    ),
    "bound-when": st.one_of(
        bounds(["minimum", "maximum"], VALUES),
        bounds(["minLength", "maxLength"], TEXTS),
        bounds(["minItems", "maxItems"], LISTS),
    ),
    "counts-together": LIMITS.map(
        lambda n: ({"arrays": ["$.a", "$.b"], "at_most": n}, {"a": LISTS, "b": LISTS})
    ),
    "cited-media": st.just(
        ({"text": "$.a", "cites": {"@{n}": "$.b", "Nr. {n}": "$.c"}},
         {"a": [{"type": "string"}, {"type": ["string", "null"]}, {"const": "@1"}, {"enum": ["@2", "Nr. 1"]}],
          "b": LISTS, "c": TEXTS})
    ),
}  # fmt: skip


def rule_of(endpoint: Endpoint) -> Rule:
    """Return the endpoint's only rule."""
    (rule,) = endpoint.rules
    return rule


def keeps(endpoint: Endpoint, payload: Any) -> bool:
    """Return whether a payload keeps the rule, as the sandbox judges."""
    form = rule_of(endpoint).as_json()
    return not list(rule_check(form["kind"])(form, payload, endpoint.input))


def payloads(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    """Yield payloads with every choice of the pool's values that fit, and without fields that may be absent."""
    fields = endpoint.input["properties"]
    extra = {"a": ["@1", "@2 Nr. 2"]} if rule_of(endpoint).kind == "cited-media" else {}
    choices = [
        [
            *(v for v in [*POOL, *extra.get(name, [])] if fits(schema, v)),
            *([] if name in endpoint.input["required"] else [POOL]),
        ]
        for name, schema in fields.items()
    ]
    for values in itertools.product(*choices):
        yield {name: v for name, v in zip(fields, values, strict=True) if v is not POOL}


def sources() -> Iterator[Any]:
    """Yield some sources of choices."""
    yield SimplestChoiceSource()
    yield FullestChoiceSource()
    yield from (RandomChoiceSource.from_seed(str(n)) for n in range(4))


@given(endpoints())
@often
def test_generated_payload_keeps_schema_and_rule(endpoint: Endpoint) -> None:
    """Every payload that is made keeps both; making one fails only where there is none."""
    for source in sources():
        try:
            payload = PayloadGenerator(endpoint).generate(source)
        except GenerationError:
            assert not any(keeps(endpoint, found) for found in payloads(endpoint))
        else:
            assert fits(endpoint.input, payload)
            assert keeps(endpoint, payload)


@given(endpoints())
@often
def test_pair_differs_in_the_rule_alone(endpoint: Endpoint) -> None:
    """The twin of each violation keeps schema and rule; the other fits the schema and breaks the rule."""
    for violation in iter_violations(PayloadGenerator(endpoint)):
        if not violation.constraint_pointer.startswith("/rules"):
            continue
        for source in sources():
            with suppress(GenerationError):
                pair = violation.make_pair(PayloadGenerator(endpoint), source)
                assert fits(endpoint.input, pair.valid_twin)
                assert keeps(endpoint, pair.valid_twin)
                assert fits(endpoint.input, pair.invalid)
                assert not keeps(endpoint, pair.invalid)


@given(endpoints())
@often
def test_three_implementations_decide_alike(endpoint: Endpoint) -> None:
    """Oracle, client and sandbox name the same fields of every payload."""
    rule = rule_of(endpoint)
    call, form = rule.runtime_call(endpoint.input), rule.as_json()
    module = import_module(f"clientwright.runtime.rules.{module_name(rule.kind)}")
    client = getattr(module, call.name)(**call.arguments)
    for payload in itertools.islice(payloads(endpoint), 400):
        expected = [fault.pointer for fault in rule.check(payload, endpoint.input)]
        found = rule_check(rule.kind)(form, payload, endpoint.input)
        assert ["".join(f"/{step}" for step in where) for where, _ in found] == expected
        assert [
            "".join(f"/{step}" for step in where) for where, _ in client.check(payload)
        ] == expected


@given(endpoints())
@often
def test_implied_bound_is_never_exceeded(endpoint: Endpoint) -> None:
    """No payload that fits the schema and keeps the rule is beyond an implied bound."""
    kept = [payload for payload in payloads(endpoint) if keeps(endpoint, payload)]
    for bound in rule_of(endpoint).implied_bounds(endpoint.input):
        field = bound.pointer.rpartition("/")[2]
        word = {"Items": "maxItems", "ength": "maxLength"}.get(bound.keyword[-5:], "maximum")
        tight = {bound.keyword: bound.reachable}
        assert bound.keyword.startswith("min") or bound.keyword == word
        assert all(fits(tight, payload[field]) for payload in kept if field in payload)
