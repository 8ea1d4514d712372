"""The laws of repair, over schemas that mix good and bad parts."""

from __future__ import annotations

import copy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.normalize.combine import combine_pages
from clientwright.normalize.extract_text import extract_text
from clientwright.normalize.json_equality import canonical_json, json_equal
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint
from clientwright.problems import Problem, has_errors
from clientwright.specs.json_text import dump_json, resolve_pointer
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
def test_repairing_twice_is_repairing_once(schema, sample) -> None:
    """What was repaired needs no repair: a second time changes nothing and reports nothing."""
    once = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    twice = repair_endpoint(replace(once.raw, schema=once.schema), SERVICE)
    assert canonical_json(twice.schema) == canonical_json(once.schema)
    assert (twice.repairs, twice.words) == ((), {})


@given(ROOTS, SAMPLES)
def test_no_constraint_is_lost_in_silence(schema, sample) -> None:
    """Every keyword of the document stands unchanged in the result, or a repair or problem names its place."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    named = {repair.pointer for repair in repaired.repairs}
    named |= {problem.location.pointer for problem in repaired.problems}
    for pointer, value in constraints(schema):
        assert stands(repaired, pointer, value) or any(covers(at, pointer) for at in named), pointer


@given(ROOTS, SAMPLES)
def test_every_repair_says_what_stood_there(schema, sample) -> None:
    """A repair changes something, and the last one at a place leaves there what it says."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    assert all(repr(one.before) != repr(one.after) for one in repaired.repairs)
    assert all(one.code and one.location.pointer == one.pointer for one in repaired.repairs)


@given(ROOTS, SAMPLES)
def test_what_is_repaired_without_error_is_json_schema(schema, sample) -> None:
    """Where no error is left, the result is a JSON Schema 2020-12 of an object, without words."""
    repaired = repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    if has_errors(repaired.problems):
        assert not isinstance(combine_pages([repaired]), Endpoint)
        return
    Draft202012Validator.check_schema(repaired.schema)
    assert repaired.schema["type"] == "object"
    assert extract_text(repaired.schema) == (repaired.schema, {})


@given(ROOTS, SAMPLES)
def test_the_document_is_not_touched(schema, sample) -> None:
    """Repairing changes neither the schema nor the sample it was given."""
    before = copy.deepcopy((schema, sample))
    repair_endpoint(raw_endpoint(schema, sample), SERVICE)
    assert (schema, sample) == before
    assert canonical_json(schema) == canonical_json(before[0])


@given(ROOTS, SAMPLES)
def test_the_order_of_keys_means_nothing(schema, sample) -> None:
    """The same schema with its keys turned round is repaired to the same structure and words."""
    one, other = (
        repair_endpoint(raw_endpoint(schema, sample), SERVICE),
        repair_endpoint(raw_endpoint(turned(schema), sample), SERVICE),
    )
    assert json_equal(one.schema, other.schema)
    assert one.words == other.words
    assert sorted((p.code, p.location) for p in one.problems) == sorted(
        (p.code, p.location) for p in other.problems
    )


@given(JSON, JSON)
def test_any_json_is_repaired_or_refused(schema, output) -> None:
    """Any JSON in place of the schemas is repaired, or refused with problems."""
    repaired = repair_endpoint(raw_endpoint(schema, output=output), SERVICE)
    assert all(isinstance(problem, Problem) and problem.found() for problem in repaired.problems)
    assert isinstance(schema, dict) or has_errors(repaired.problems)
    dump_json(repaired.schema)


@given(SCHEMAS)
def test_an_output_obeys_the_same_laws(schema) -> None:
    """An output schema of its own is repaired like an input, and what is lost is named."""
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
        found = repaired.output is not None and stands_at(
            repaired.output, pointer.removeprefix("/output"), value
        )
        assert found or any(covers(at, pointer) for at in named), pointer


def stands(repaired: NormalizedEndpoint, pointer: str, value: object) -> bool:
    """Tell whether a value stands unchanged in the result."""
    return stands_at(repaired.schema, pointer, value)


def stands_at(schema: object, pointer: str, value: object) -> bool:
    """Tell whether a value stands at a pointer; of objects and lists, that one of the kind does."""
    try:
        return json_equal(resolve_pointer(schema, pointer), value)
    except LookupError:
        return False


def covers(named: str, pointer: str) -> bool:
    """Tell whether a finding's place is a constraint's, or one around it."""
    return pointer == named or pointer.startswith(named + "/")


def turned(value: object) -> object:
    """Give a JSON value with the keys of its objects in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value
