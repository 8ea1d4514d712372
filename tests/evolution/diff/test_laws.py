"""Property-based laws of the comparison, over random schemas."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientwright.evolution.diff import Compatibility
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import normalize_schema, to_normal_form
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import map_subschemas
from codegen.schema_strategies import VALUES
from codegen.schema_strategies import schemas as any_schemas
from evolution.diff.support import (
    as_compared_input,
    as_compared_output,
    diff_inputs,
    diff_outputs,
    wrap_property,
)
from schema.schemas import inputs
from schema.schemas import schemas as made

SLOW = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100)
ANY = any_schemas(2)
INPUTS = inputs() | made(1).map(wrap_property) | any_schemas(1).map(wrap_property)


@given(ANY, VALUES)
@settings(max_examples=400)
def test_normal_form_accepts_the_same_values(schema: Any, value: Any) -> None:
    """A schema and its normal form accept the same values."""
    found = normalize_schema(schema)
    validator = make_validator(found if isinstance(found, dict) else {"not": {}})
    assert validator.is_valid(value) == make_validator(schema).is_valid(value)


@given(ANY)
@settings(max_examples=300)
def test_normalizing_is_idempotent(schema: Any) -> None:
    """Normalizing twice equals normalizing once."""
    once = normalize_schema(schema)
    assert normalize_schema(once) == once


def respelled(schema: Any, source: random.Random) -> Any:
    """Return the schema spelled otherwise: keys in another order, 3.0 for 3."""
    if isinstance(schema, list):
        return [respelled(item, source) for item in schema]
    if isinstance(schema, dict):
        keys = list(schema)
        source.shuffle(keys)
        return {key: respelled(schema[key], source) for key in keys}
    if isinstance(schema, int) and not isinstance(schema, bool) and abs(schema) < 2**53:
        return float(schema) if source.random() < 0.5 else schema
    return schema


def respell_types(schema: Any) -> Any:
    """Return the schema with each single type as a list of one."""
    if not isinstance(schema, dict):
        return schema
    return {
        word: [value] if word == "type" and isinstance(value, str) else value
        for word, value in schema.items()
    }


@given(INPUTS, st.randoms(use_true_random=False))
@SLOW
def test_spelling_changes_nothing(schema: Any, source: random.Random) -> None:
    """Key order, 3.0 for 3, a list of one type and an `allOf` around the schema change nothing."""
    assert diff_inputs(schema, schema).changes == ()
    for other in (
        respelled(schema, source),
        respell_types(schema),
        {"allOf": [schema]},
        {"allOf": [respelled(schema, source), True]},
    ):
        assert diff_inputs(schema, other).changes == ()
        assert diff_outputs(other, schema).changes == ()


def assert_witnesses_valid(old: Any, new: Any) -> None:
    """Assert that one side accepts each witness and the other rejects it."""
    for found, ends in (
        (diff_inputs(old, new), (as_compared_input(old), as_compared_input(new))),
        (diff_outputs(old, new), (as_compared_output(new), as_compared_output(old))),
    ):
        for change in found.with_compatibility(Compatibility.BREAKING):
            assert change.witness is not None
            assert ends[0].accepts(change.witness.value)
            assert not ends[1].accepts(change.witness.value)


def random_values(side: ComparedSchema) -> Iterator[Any]:
    """Yield random values of a side, if any can be generated."""
    for n in range(6):
        with suppress(GenerationError):
            yield side.generator.generate(RandomChoiceSource.from_seed(str(n)))


def assert_no_contradiction(old: Any, new: Any) -> None:
    """Assert that no random value contradicts a compatible or unchanged verdict."""
    for found, ends in (
        (diff_inputs(old, new), (as_compared_input(old), as_compared_input(new))),
        (diff_outputs(old, new), (as_compared_output(new), as_compared_output(old))),
    ):
        if found.compatibility in (Compatibility.COMPATIBLE, Compatibility.UNCHANGED):
            for value in random_values(ends[0]):
                assert not ends[0].accepts(value) or ends[1].accepts(value), value


@given(INPUTS, INPUTS)
@SLOW
def test_every_break_has_a_valid_witness(old: Any, new: Any) -> None:
    """The old side accepts the witness of a break and the new rejects it (responses: vice versa)."""
    assert_witnesses_valid(old, new)


@given(INPUTS, INPUTS)
@SLOW
def test_no_value_contradicts_compatible(old: Any, new: Any) -> None:
    """If nothing breaks, the new input accepts whatever the old accepts (responses: vice versa)."""
    assert_no_contradiction(old, new)


def edits(schema: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for one edit of a schema or of one of its properties."""
    one = st.sampled_from([schema, *schema.get("properties", {}).values()])
    parts = any_schemas(0) | made(0)
    return st.tuples(one, parts, st.booleans()).map(lambda found: _edited(schema, *found))


def _edited(whole: Any, part: Any, more: Any, drop: bool) -> Any:
    if not isinstance(part, dict):
        return whole
    other = dict(part)
    if drop and len(other) > 1:
        other.popitem()
    elif part is not whole:
        other |= more
    if part is whole:
        return {**other, "type": "object"}
    named = {n: other if sub is part else sub for n, sub in whole["properties"].items()}
    return {**whole, "properties": named}


@given(INPUTS.flatmap(lambda schema: st.tuples(st.just(schema), edits(schema))))
@settings(SLOW, max_examples=200)
def test_small_edits_keep_both_laws(pair: tuple[Any, Any]) -> None:
    """After one edit anywhere, witnesses are valid and no value contradicts the verdict."""
    assert_witnesses_valid(*pair)
    assert_no_contradiction(*pair)


@given(INPUTS, INPUTS, st.booleans())
@SLOW
def test_reverse_comparison_swaps_shrinks_and_grows(old: Any, new: Any, closed: bool) -> None:
    """Comparing in reverse swaps removed and added values."""
    there = list(compare_schemas(to_normal_form(old), to_normal_form(new), closed=closed))
    back = list(compare_schemas(to_normal_form(new), to_normal_form(old), closed=closed))
    lost, gained = ([(c.schema_pointer, c.name, c.shrinks) for c in side] for side in (there, back))
    assert sorted(lost) == sorted((c.schema_pointer, c.name, c.grows) for c in back)
    assert sorted(gained) == sorted((c.schema_pointer, c.name, c.grows) for c in there)


def open_objects(schema: Any) -> Any:
    """Return the schema with unknown fields accepted everywhere."""
    if not isinstance(schema, dict):
        return schema
    return {
        "additionalProperties": True,
        **map_subschemas(schema, lambda _, sub: open_objects(sub)),
    }


@given(INPUTS, INPUTS)
@SLOW
def test_comparison_is_deterministic(old: Any, new: Any) -> None:
    """Repeating a comparison gives the same changes and witnesses."""
    assert diff_inputs(old, new) == diff_inputs(old, new)


@given(INPUTS.map(open_objects), INPUTS.map(open_objects))
@settings(SLOW, derandomize=True)
def test_request_break_is_reversed_response_break(old: Any, new: Any) -> None:
    """With open objects, a request breaks exactly if the reversed response does."""
    there, back = diff_inputs(old, new), diff_outputs(new, old)
    assert (there.compatibility is Compatibility.BREAKING) == (
        back.compatibility is Compatibility.BREAKING
    )


def test_json_has_documented_form() -> None:
    """A comparison's JSON has the documented form."""
    found = json.loads(
        json.dumps(
            diff_inputs(wrap_property({"maximum": 3}), wrap_property({"maximum": 2})).as_json()
        )
    )
    assert found["verdict"] == "breaking"
    assert [set(change) for change in found["changes"]] == [
        {"endpoint", "pointer", "kind", "verdict", "message", "witness"}
    ]
