"""Brute-force check of verdicts: random values of both sides, validated without any code of the comparison."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clientwright.evolution.diff import Compatibility, SpecDiff
from clientwright.lint import lint_endpoint
from clientwright.problems import has_errors
from clientwright.rules import kinds
from clientwright.sandbox.undescribed_fields import undescribed_fields
from clientwright.schema.validator import make_validator
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from evolution.diff.random_rules import (
    edit_input,
    edit_rules,
    input_with_rules,
    random_payload,
    random_rule,
    without_field,
)
from evolution.diff.random_schemas import (
    NAMES,
    SCALARS,
    Schema,
    parts,
    random_schema,
    random_schema_pair,
    wrap_schema,
)
from evolution.diff.support import WIDE, diff_endpoints, diff_inputs, diff_outputs, endpoint

MANY = 60
QUIET = (Compatibility.COMPATIBLE, Compatibility.UNCHANGED)
RANDOM = st.integers(0, 2**32).map(Random)


def accepts(schema: Schema, value: Any, request: bool) -> bool:
    """Return whether the standard validator accepts a value, and for a request, the sandbox its fields."""
    if not is_valid(schema, value):
        return False
    return not request or not undescribed_fields(schema, value, is_valid)


def is_valid(schema: Any, value: Any) -> bool:
    """Return whether the standard validator accepts a value."""
    return bool(make_validator(schema).is_valid(value))


def constants(schema: Any) -> Iterator[Any]:
    """Yield every scalar in a schema."""
    if isinstance(schema, dict):
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from constants(inner)
    else:
        yield schema


def value(r: Random, schema: Any, known: list[Any], depth: int = 4) -> Any:
    """Return a random value that may or may not match a schema."""
    if not isinstance(schema, dict) or depth < 0 or r.random() < 0.06:
        return copy.deepcopy(r.choice([*known, *SCALARS, [], {}]))
    for word in ("allOf", "anyOf", "oneOf"):
        if schema.get(word) and r.random() < 0.8:
            rest = {key: inner for key, inner in schema.items() if key != word}
            branch = r.choice(schema[word])
            own = {**rest.get("properties", {}), **branch.get("properties", {})}
            return value(
                r, {**rest, **branch, **({"properties": own} if own else {})}, known, depth
            )
    listed = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if listed and r.random() < 0.9:
        return copy.deepcopy(r.choice(listed))
    said = schema.get(
        "type", "object" if "properties" in schema else "array" if "items" in schema else "any"
    )
    kind = r.choice(said) if isinstance(said, list) else said
    return _made(r, kind, schema, known, depth)


def _made(r: Random, kind: str, schema: Schema, known: list[Any], depth: int) -> Any:
    if kind == "string":
        return "".join(r.choice("ab") for _ in range(r.randint(0, 5)))
    if kind in ("integer", "number"):
        numbers = [n for n in known if isinstance(n, (int, float)) and not isinstance(n, bool)]
        made = r.choice([0, 1, *numbers]) + r.choice([0, 0, 1, -1, 0.5])
        return int(made) if kind == "integer" else made
    if kind == "array":
        items = [*schema.get("prefixItems", []), *[schema.get("items", {})] * 4]
        return [value(r, sub, known, depth - 1) for sub in items[: r.randint(0, 4)]]
    if kind == "object":
        required = schema.get("required", [])
        own = schema.get("properties", {})
        made = {
            n: value(r, own.get(n, {}), known, depth - 1)
            for n in {*own, *required}
            if n in required or r.random() < 0.5
        }
        if r.random() < 0.15:
            made[r.choice([*NAMES, "new"])] = value(
                r, schema.get("additionalProperties"), known, depth - 1
            )
        return made
    return {"null": None, "boolean": r.random() < 0.5}.get(kind, r.choice(SCALARS))


def differing(r: Random, old: Schema, new: Schema, request: bool) -> tuple[list[Any], list[Any]]:
    """Return values that only the old side accepts, and values that only the new side accepts."""
    known, lost, gained = [*constants(old), *constants(new)], list[Any](), list[Any]()
    for _ in range(MANY):
        one = value(r, r.choice([old, new]), known)
        before, after = accepts(old, one, request), accepts(new, one, request)
        lost += [one] if before and not after else []
        gained += [one] if after and not before else []
    return lost, gained


def check_verdict(found: SpecDiff, lost: list[Any], gained: list[Any], label: str) -> None:
    """Assert that no verdict overlooks a lost or gained value."""
    assert not (lost and found.compatibility in QUIET), (label, lost[0], found.changes)
    assert not (gained and found.compatibility is Compatibility.UNCHANGED), (
        label,
        gained[0],
        found.changes,
    )


@given(RANDOM)
@settings(max_examples=250, suppress_health_check=list(HealthCheck))
def test_verdicts_agree_with_random_values(r: Random) -> None:
    """Lost values are never called compatible, gained ones never unchanged; witnesses are valid."""
    old, new = random_schema_pair(r)
    assume(not has_errors(p for one in (old, new) for p in lint_endpoint(endpoint(one))))
    assume(not any("x-media" in part for one in (old, new) for part in parts(one)))
    found = diff_inputs(old, new)
    check_verdict(found, *differing(r, old, new, True), "request")
    for change in found.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert accepts(old, change.witness.value, True)
        assert not accepts(new, change.witness.value, True)
    back = diff_outputs(old, new)
    lost, gained = differing(r, old, new, False)
    check_verdict(back, gained, lost, "response")
    for change in back.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert accepts(new, change.witness.value["output"], False)
        assert not accepts(old, change.witness.value["output"], False)


@given(RANDOM)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_witness_of_any_output_is_valid(r: Random) -> None:
    """The new output accepts a witness and the old rejects it, whatever the type of the output."""
    old = random_schema(r, 2)
    new = wrap_schema(r, old) if r.random() < 0.5 else random_schema(r, 1)
    sides = [Endpoint(ModelId("maker/draw"), WIDE, output=schema) for schema in (old, new)]
    assume(not has_errors(p for one in sides for p in lint_endpoint(one)))
    assume(not any("x-media" in part for one in (old, new) for part in parts(one)))
    found = diff_outputs(old, new)
    lost, gained = differing(r, old, new, False)
    check_verdict(found, gained, lost, "output")
    for change in found.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert accepts(new, change.witness.value["output"], False)
        assert not accepts(old, change.witness.value["output"], False)


@given(RANDOM)
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
def test_verdicts_of_rule_edits_agree_with_random_payloads(r: Random) -> None:
    """The same holds when rules, the defaults that they count and bounds are edited at once."""
    old = input_with_rules(r)
    said = [random_rule(r) for _ in range(r.randint(0, 2))]
    now = edit_rules(r, said) if r.random() < 0.7 else said
    new = edit_input(r, edit_input(r, old) if r.random() < 0.5 else old)
    if r.random() < 0.3:
        old, said = without_field(r, old, said)
    before, after = (
        endpoint(schema, [kinds.from_json(one) for one in rules])
        for schema, rules in ((old, said), (new, now))
    )
    assume(not has_errors(p for one in (before, after) for p in lint_endpoint(one)))
    found = diff_endpoints(before, after)
    lost, gained = list[Any](), list[Any]()
    for _ in range(MANY * 3):
        one = random_payload(r, *r.choice([(old, said), (new, now)]))
        accepted = [accepts_payload(end, one) for end in (before, after)]
        lost += [one] if accepted == [True, False] else []
        gained += [one] if accepted == [False, True] else []
    check_verdict(found, lost, gained, "rules")
    for change in found.with_compatibility(Compatibility.BREAKING):
        assert change.witness is not None
        assert accepts_payload(before, change.witness.value)
        assert not accepts_payload(after, change.witness.value)


def accepts_payload(one: Endpoint, payload: Any) -> bool:
    """Return whether a payload matches the schema, its field names, and each rule's own check."""
    schema: Any = one.input
    broken = (fault for rule in one.rules for fault in rule.check(payload, schema))
    return accepts(schema, payload, True) and not any(broken)
