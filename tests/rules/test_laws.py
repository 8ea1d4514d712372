"""Laws of every kind of rule, over the schemas and rules of all cases."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.base import Rule, RuleViolation
from clientwright.rules.json_edit import value_at
from clientwright.rules.json_path import JsonPath
from clientwright.rules.kinds import RULE_TYPES_BY_KIND, from_json
from rules.cases import CASES, FOLDER, Case
from rules.hypothesis_context import HypothesisContext, draw_choices

every = pytest.mark.parametrize("case", CASES, ids=str)
often = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 16) | st.floats() | st.sampled_from(["", "a", "4k", "@Image1", "Video 2"]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


def fits(case: Case, payload: Any) -> bool:
    """Return whether a payload fits the case's schema."""
    return Draft202012Validator(case.schema).is_valid(payload)


def make_context(
    case: Case, data: st.DataObject, pins: frozenset[str] = frozenset()
) -> HypothesisContext:
    """Return a generation context for the case's schema."""
    return HypothesisContext(draw_choices(data), case.schema, pins)


def wild(schema: Any, data: st.DataObject) -> Any:
    """Draw a value that mostly has the schema's shape, with arbitrary JSON in some positions."""
    if data.draw(st.integers(0, 5)) == 5:
        return data.draw(JSON)
    if schema.get("type") == "object":
        names = [name for name in schema["properties"] if data.draw(st.booleans())]
        return {name: wild(schema["properties"][name], data) for name in names}
    if schema.get("type") == "array":
        return [wild(schema["items"], data) for _ in range(data.draw(st.integers(0, 4)))]
    return HypothesisContext(draw_choices(data), {}).generate(schema)


@every
@given(data=st.data())
@often
def test_three_implementations_agree_on_any_json(case: Case, data: st.DataObject) -> None:
    """The runtime class and the sandbox find the same faults as the rule, whatever the payload."""
    payload = wild(case.schema, data)
    expected = [fault.pointer for fault in case.faults(payload)]
    assert case.sandbox_pointers(payload) == expected
    found = case.runtime_pointers(payload) if is_dict(payload) else expected
    assert found == expected


@every
@given(data=st.data())
@often
def test_json_schema_form_agrees_with_the_rule(case: Case, data: st.DataObject) -> None:
    """Of the payloads that fit the input schema, the rule's JSON Schema accepts exactly those that keep the rule."""
    context = make_context(case, data)
    payload = context.generate(case.schema)
    assert fits(case, payload)
    schema = case.rule.as_schema(case.schema)
    if schema is not None:
        assert Draft202012Validator(schema).is_valid(payload) == (not case.faults(payload))


@every
@given(data=st.data())
@often
def test_repaired_payload_is_valid(case: Case, data: st.DataObject) -> None:
    """Without pins, a repaired payload fits the schema and keeps the rule."""
    context = make_context(case, data)
    payload = context.generate(case.schema)
    case.rule.repair(payload, context)
    assert fits(case, payload)
    assert case.faults(payload) == []


@every
@given(data=st.data())
@often
def test_repair_leaves_pins_alone(case: Case, data: st.DataObject) -> None:
    """A repair changes no pinned value, keeps the schema, and never breaks a rule that was kept."""
    payload = make_context(case, data).generate(case.schema)
    pins = frozenset(p for p in pointers(payload, case) if data.draw(st.booleans()))
    before = copy.deepcopy(payload)
    kept = not case.faults(payload)
    case.rule.repair(payload, make_context(case, data, pins))
    assert fits(case, payload)
    assert not kept or not case.faults(payload)
    for pin in pins:
        now, then = value_at(payload, pin), value_at(before, pin)
        if is_list(then) or is_dict(then):
            assert isinstance(now, type(then))
        else:
            assert now == then


def pointers(payload: Any, case: Case, base: str = "") -> list[str]:
    """Return the pointers of all values, and of the absent properties of the input."""
    absent = [] if base else [f"/{name}" for name in case.schema["properties"]]
    inner = payload.items() if is_dict(payload) else enumerate(payload) if is_list(payload) else ()
    below = [
        p
        for key, value in inner
        for p in (f"{base}/{key}", *pointers(value, case, f"{base}/{key}"))
    ]
    return sorted({*absent, *below})


VIOLATIONS = [
    pytest.param(case, violation.name, id=f"{case}-{violation.name}")
    for case in CASES
    for violation in case.rule.violations(case.schema)
]


def named(case: Case, name: str) -> RuleViolation:
    """Return a violation by its name."""
    (found,) = (
        violation for violation in case.rule.violations(case.schema) if violation.name == name
    )
    return found


@pytest.mark.parametrize(("case", "name"), VIOLATIONS)
@given(data=st.data())
@often
def test_violation_is_one_edit_from_a_valid_twin(
    case: Case, name: str, data: st.DataObject
) -> None:
    """The prepared payload is valid; one edit later it still fits the schema, but breaks this rule at a reported pointer."""
    context, violation = make_context(case, data), named(case, name)
    payload = context.generate(case.schema)
    case.rule.repair(payload, context)
    violation.prepare(payload, context)
    assert fits(case, payload)
    assert case.faults(payload) == []
    twin = copy.deepcopy(payload)
    reported = violation.apply(payload, context)
    assert fits(case, payload)
    faults = case.faults(payload)
    assert len(faults) == 1
    assert faults[0].pointer in reported
    assert edits(twin, payload) == 1


def edits(one: Any, other: Any) -> int:
    """Count the values that differ; a whole value added or removed counts once."""
    if is_dict(one) and is_dict(other):
        names = {*one, *other}
        return sum(edits(one[n], other[n]) if n in one and n in other else 1 for n in names)
    if is_list(one) and is_list(other):
        shared = sum(edits(a, b) for a, b in zip(one, other, strict=False))
        return shared + abs(len(one) - len(other))
    return int(type(one) is not type(other) or one != other)


@every
def test_every_rule_has_named_violations(case: Case) -> None:
    """There are violations, their names are unique, and their sentences are clauses."""
    violations = list(case.rule.violations(case.schema))
    assert violations
    assert len({violation.name for violation in violations}) == len(violations)
    assert all(
        violation.sentence and not violation.sentence.endswith(".") for violation in violations
    )


@every
@given(data=st.data())
@settings(max_examples=20)
def test_key_order_does_not_matter(case: Case, data: st.DataObject) -> None:
    """Reversing the keys of every object changes no fault."""
    payload = wild(case.schema, data)
    assert case.faults(payload) == case.faults(reversed_keys(payload))
    assert case.faults(payload) == list(case.rule.check(payload, reversed_keys(case.schema)))


def reversed_keys(value: Any) -> Any:
    """Turn the keys of every object round."""
    if is_dict(value):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if is_list(value) else value


@every
def test_rule_implies_itself_and_no_stranger(case: Case) -> None:
    """Each rule implies itself, and no rule over other fields."""
    assert case.rule.implies(case.rule, case.schema) is True
    own = set(case.rule.paths())
    strangers = [c.rule for c in CASES if own.isdisjoint(c.rule.paths())]
    assert not any(case.rule.implies(other, case.schema) for other in strangers)


def family(kind: str) -> tuple[Case, list[Rule], set[tuple[int, int]]]:
    """Return related rules, the first case of the kind whose schema has their fields, and who implies whom."""
    document = json.loads((FOLDER / kind / "_related.json").read_text("utf-8"))
    rules = [from_json(form) for form in document["rules"]]
    cases = (c for c in CASES if c.name.startswith(f"{kind}/"))
    fitting = (c for c in cases if all(p.schema(c.schema) for rule in rules for p in rule.paths()))
    return next(fitting), rules, {(one, other) for one, other in document["implies"]}


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
@given(data=st.data())
@settings(max_examples=100)
def test_implied_rule_has_no_counterexample(kind: str, data: st.DataObject) -> None:
    """A payload that keeps a rule keeps every rule that it implies."""
    case, rules, _ = family(kind)
    context = make_context(case, data)
    payload = context.generate(case.schema)
    rule = data.draw(st.sampled_from(rules))
    rule.repair(payload, context)
    assume(not list(rule.check(payload, case.schema)))
    for other in rules:
        if rule.implies(other, case.schema):
            assert not list(other.check(payload, case.schema))


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_implications_are_found(kind: str) -> None:
    """Within a family, a rule implies exactly the expected rules."""
    case, rules, implied = family(kind)
    listed = list(enumerate(rules))
    found = {(n, m) for n, a in listed for m, b in listed if n != m and a.implies(b, case.schema)}
    assert found == implied


@pytest.mark.parametrize("kind", ["at-most-one-of", "at-least-one-of"])
@given(data=st.data())
@settings(max_examples=30)
def test_denied_implication_has_a_counterexample(kind: str, data: st.DataObject) -> None:
    """If a rule denies implying another, some violation of the other keeps the rule."""
    case, rules, _ = family(kind)
    pairs = [(a, b) for a in rules for b in rules if a.implies(b, case.schema) is False]
    rule, other = data.draw(st.sampled_from(pairs))
    assert any(
        kept_while_broken(rule, other, violation, case, data)
        for violation in other.violations(case.schema)
    )


def kept_while_broken(
    rule: Rule, other: Rule, violation: RuleViolation, case: Case, data: st.DataObject
) -> bool:
    """Break the other rule, repair the first around it; return whether only the other is broken."""
    context = make_context(case, data)
    payload = context.generate(case.schema)
    other.repair(payload, context)
    touched = violation.prepare(payload, context)
    violation.apply(payload, context)
    rule.repair(payload, make_context(case, data, frozenset(touched)))
    assert fits(case, payload)
    return not list(rule.check(payload, case.schema)) and bool(
        list(other.check(payload, case.schema))
    )


@every
@given(data=st.data())
@settings(max_examples=30)
def test_implied_bound_is_never_exceeded(case: Case, data: st.DataObject) -> None:
    """No payload that keeps the rule exceeds its implied bounds."""
    context = make_context(case, data)
    payload = context.generate(case.schema)
    case.rule.repair(payload, context)
    for implied in case.rule.implied_bounds(case.schema):
        paths = (prefix for path in case.rule.paths() for prefix in prefixes(path))
        (array, *_) = (path for path in paths if path.schema_pointer() == implied.pointer)
        assert implied.keyword == "maxItems"
        assert all(len(value) <= implied.reachable for _, value in array.values(payload))


def prefixes(path: JsonPath) -> list[JsonPath]:
    """Return a path and all of its prefixes."""
    return [JsonPath(path.steps[:n]) for n in range(1, len(path.steps) + 1)]
