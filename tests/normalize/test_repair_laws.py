"""Properties of repair, over schemas that mix valid and invalid parts."""

from __future__ import annotations

import copy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_text import dump_json
from clientwright.normalize.combine import combine_pages
from clientwright.normalize.repair_context import (
    RepairContext,
    apply_repair,
    has_effect,
    walk_subschemas,
)
from clientwright.normalize.repair_registry import REPAIRS, extract_text, repair_endpoint
from clientwright.normalize.type_repairs import repair_nullable
from clientwright.problems import Location, Problem, has_errors
from clientwright.schema.equality import canonical_json, json_equal
from clientwright.specs.model import Endpoint
from normalize.schemas import ROOTS, SAMPLES, SCHEMAS, constraints, raw_endpoint
from sources.support import SERVICE

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(ROOTS, SAMPLES)
def test_repair_is_idempotent(schema, sample) -> None:
    """Repairing a repaired schema changes nothing and reports nothing."""
    once = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    twice = repair_endpoint(replace(once.raw, schema=once.schema), SERVICE)
    assert canonical_json(twice.schema) == canonical_json(once.schema)
    assert (twice.repairs, twice.words) == ((), {})


@given(ROOTS, SAMPLES)
def test_no_constraint_is_lost_silently(schema, sample) -> None:
    """Every keyword of the document is unchanged in the result, or a repair or problem names its pointer."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    named = {repair.pointer for repair in repaired.repairs}
    named |= {problem.location.pointer for problem in repaired.problems}
    for pointer, value in constraints(schema):
        found = has_value_at(repaired.schema, pointer, value)
        assert found or any(covers(at, pointer) for at in named), pointer


@given(ROOTS, SAMPLES)
def test_repairs_record_a_change(schema, sample) -> None:
    """Every repair has a code and a location, and different values before and after."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    assert all(repr(one.before) != repr(one.after) for one in repaired.repairs)
    assert all(one.code and one.location.pointer == one.pointer for one in repaired.repairs)


@given(ROOTS, SAMPLES)
def test_repaired_schema_is_json_schema(schema, sample) -> None:
    """A result without errors is a JSON Schema 2020-12 of an object, without texts."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    if has_errors(repaired.problems):
        assert not isinstance(combine_pages([repaired]), Endpoint)
        return
    Draft202012Validator.check_schema(repaired.schema)
    assert repaired.schema["type"] == "object"
    assert extract_text(repaired.schema) == (repaired.schema, {})


@given(ROOTS, SAMPLES)
def test_repair_does_not_mutate_its_input(schema, sample) -> None:
    """Repairing changes neither the schema nor the sample."""
    before = copy.deepcopy((schema, sample))
    repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    assert (schema, sample) == before
    assert canonical_json(schema) == canonical_json(before[0])


@given(ROOTS, SAMPLES)
def test_key_order_does_not_matter(schema, sample) -> None:
    """A schema with its keys reversed is repaired to the same structure and texts."""
    one, other = (
        repair_endpoint(raw_endpoint(schema, sample), SERVICE),
        repair_endpoint(raw_endpoint(reversed_keys(schema), sample), SERVICE),
    )
    assert json_equal(one.schema, other.schema)
    assert one.words == other.words
    assert sorted((p.code, p.location) for p in one.problems) == sorted(
        (p.code, p.location) for p in other.problems
    )


@given(JSON, JSON)
def test_any_json_is_repaired_or_rejected(schema, output) -> None:
    """Any JSON in place of the schemas is repaired, or rejected with problems."""
    repaired = repair_endpoint(raw_endpoint(schema, output=output), SERVICE)
    assert all(isinstance(problem, Problem) and problem.found() for problem in repaired.problems)
    assert isinstance(schema, dict) or has_errors(repaired.problems)
    dump_json(repaired.schema)


@given(SCHEMAS)
def test_no_constraint_of_an_output_is_lost_silently(schema) -> None:
    """Every keyword of an output schema is unchanged, or a repair or problem names its pointer."""
    repaired = repair_endpoint(
        raw_endpoint(
            {"type": "object", "properties": {}},
            output={"output": {"type": "object", "properties": {"x": schema}}},
        ),
        SERVICE,
    )
    named = {finding.pointer for finding in repaired.repairs if finding.pointer != "/output"}
    named |= {problem.location.pointer for problem in repaired.problems}
    for pointer, value in constraints(schema, "/output/properties/x"):
        found = repaired.output is not None and has_value_at(
            repaired.output, pointer.removeprefix("/output"), value
        )
        assert found or any(covers(at, pointer) for at in named), pointer


def has_value_at(schema: object, pointer: str, value: object) -> bool:
    """Return whether a schema has a value equal to `value` at a pointer."""
    try:
        return json_equal(resolve_pointer(schema, pointer), value)
    except LookupError:
        return False


def covers(named: str, pointer: str) -> bool:
    """Return whether a finding's pointer is a constraint's, or one above it."""
    return pointer == named or pointer.startswith(named + "/")


def reversed_keys(value: object) -> object:
    """Return a JSON value with the keys of its objects reversed."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


PARTS = st.deferred(lambda: PLAIN | BRANCHED)
PLAIN = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", ["string", "null"], "null"]),
        "enum": st.lists(st.sampled_from([None, "a", 1]), min_size=1, max_size=2, unique=True),
        "maxLength": st.just(1),
        "required": st.just(["a"]),
    },
)
LISTS = st.lists(PARTS, min_size=1, max_size=2)
BRANCHED = st.fixed_dictionaries(
    {"maximum": st.just(1)},
    optional={"oneOf": LISTS, "anyOf": LISTS, "allOf": LISTS, "not": PARTS, "if": PARTS, "then": PARTS, "else": PARTS},
)  # fmt: skip


@given(PLAIN | BRANCHED, st.sampled_from(["nullable", "x-nullable"]))
def test_nullable_adds_null_and_nothing_else(schema, keyword: str) -> None:
    """A schema with `nullable: true` then accepts null and what it accepted, or a condition keeps the keyword."""
    node = RepairContext({**schema, keyword: True}, "", Location)
    after, _ = apply_repair(node, repair_nullable)
    if "nullable" in after:
        assert {"not", "if"} & schema.keys()
        return
    for value in (None, "a", "abc", 1, 2, 1.5, True, [], {}, {"a": 1}):
        before = Draft202012Validator(schema).is_valid(value)
        assert Draft202012Validator(after).is_valid(value) == (before or value is None), value


@given(ROOTS, SAMPLES)
def test_repair_without_effect_changes_nothing(schema, sample) -> None:
    """A repair that has an effect on none of a document's schemas, as each is met, leaves the whole as it is."""
    root = RepairContext(schema, "", lambda pointer: Location("x", pointer), samples=(sample,))
    for step in REPAIRS.values():
        changed, findings = apply_repair(root, step)
        if not any(has_effect(node, step) for node in walk_subschemas(root)):
            assert (dump_json(changed), findings) == (dump_json(root.schema), ())
        root = replace(root, schema=changed)
