"""The laws of difference and verdict, over schemas in every mixture."""

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
from clientwright.evolution.diff.model.normal_form import normalize_schema, to_normal_form
from clientwright.evolution.diff.schema_walk import compare_schemas
from clientwright.lint.schema_validator import make_validator
from clientwright.specs.schema_keywords import map_subschemas
from clientwright.testing.payloads.generation.choice_sources import RandomChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from codegen.schema_strategies import VALUES
from codegen.schema_strategies import schemas as any_schemas
from evolution.diff.support import (
    as_compared_input,
    as_compared_output,
    diff_inputs,
    diff_outputs,
    wrap_property,
)
from testing.payloads.generation.schemas import inputs
from testing.payloads.generation.schemas import schemas as made

SLOW = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100)
ANY = any_schemas(2)
INPUTS = inputs() | made(1).map(wrap_property) | any_schemas(1).map(wrap_property)


@given(ANY, VALUES)
@settings(max_examples=400)
def test_the_normal_form_takes_the_same_values(schema: Any, value: Any) -> None:
    """A schema and its normal form take the same values."""
    found = normalize_schema(schema)
    judge = make_validator(found if isinstance(found, dict) else {"not": {}})
    assert judge.is_valid(value) == make_validator(schema).is_valid(value)


@given(ANY)
@settings(max_examples=300)
def test_the_normal_form_is_its_own(schema: Any) -> None:
    """The normal form of a normal form is itself."""
    once = normalize_schema(schema)
    assert normalize_schema(once) == once


def respelled(schema: Any, source: random.Random) -> Any:
    """Write a schema otherwise: keys in another order, 3.0 for 3, lists for single types, allOf, const."""
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
    """Write each single type as a list of one."""
    if not isinstance(schema, dict):
        return schema
    return {
        word: [value] if word == "type" and isinstance(value, str) else value
        for word, value in schema.items()
    }


@given(INPUTS, st.randoms(use_true_random=False))
@SLOW
def test_spelling_changes_nothing(schema: Any, source: random.Random) -> None:
    """Key order, 3.0 for 3, a list of one type and an `allOf` of the whole change nothing."""
    assert diff_inputs(schema, schema).changes == ()
    for other in (
        respelled(schema, source),
        respell_types(schema),
        {"allOf": [schema]},
        {"allOf": [respelled(schema, source), True]},
    ):
        assert diff_inputs(schema, other).changes == ()
        assert diff_outputs(other, schema).changes == ()


def witnesses_hold(old: Any, new: Any) -> None:
    """Hold every witness against both sides again."""
    for found, ends in (
        (diff_inputs(old, new), (as_compared_input(old), as_compared_input(new))),
        (diff_outputs(old, new), (as_compared_output(new), as_compared_output(old))),
    ):
        for change in found.with_compatibility(Compatibility.BREAKING):
            assert change.witness is not None
            assert ends[0].accepts(change.witness.value)
            assert not ends[1].accepts(change.witness.value)


def tried(side: ComparedSchema) -> Iterator[Any]:
    """Make values of a side, as far as any can be made."""
    for n in range(6):
        with suppress(GenerationError):
            yield side.generator.generate(RandomChoiceSource.from_seed(str(n)))


def nothing_contradicts(old: Any, new: Any) -> None:
    """Look for a value that only the side takes which should take less."""
    for found, ends in (
        (diff_inputs(old, new), (as_compared_input(old), as_compared_input(new))),
        (diff_outputs(old, new), (as_compared_output(new), as_compared_output(old))),
    ):
        if found.compatibility in (Compatibility.COMPATIBLE, Compatibility.UNCHANGED):
            for value in tried(ends[0]):
                assert not ends[0].accepts(value) or ends[1].accepts(value), value


@given(INPUTS, INPUTS)
@SLOW
def test_every_break_has_a_witness_and_it_holds(old: Any, new: Any) -> None:
    """The witness of a break is taken by the old side and refused by the new (for answers the other way)."""
    witnesses_hold(old, new)


@given(INPUTS, INPUTS)
@SLOW
def test_no_value_contradicts_a_compatible(old: Any, new: Any) -> None:
    """Where nothing is worse than compatible, whatever the old input takes, the new takes (answers: the other way)."""
    nothing_contradicts(old, new)


def edits(schema: Any) -> st.SearchStrategy[Any]:
    """Edit one keyword of a schema or of one of its properties: gone, new, or with another value."""
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
    """One edit anywhere: its breaks have witnesses that hold, and no value contradicts a compatible."""
    witnesses_hold(*pair)
    nothing_contradicts(*pair)


@given(INPUTS, INPUTS, st.booleans())
@SLOW
def test_the_law_is_one_for_both_directions(old: Any, new: Any, closed: bool) -> None:
    """What takes values away in one direction adds them in the other: a request's break is an answer's, turned round."""
    there = list(compare_schemas(to_normal_form(old), to_normal_form(new), closed=closed))
    back = list(compare_schemas(to_normal_form(new), to_normal_form(old), closed=closed))
    lost, won = ([(c.schema_pointer, c.name, c.shrinks) for c in side] for side in (there, back))
    assert sorted(lost) == sorted((c.schema_pointer, c.name, c.grows) for c in back)
    assert sorted(won) == sorted((c.schema_pointer, c.name, c.grows) for c in there)


def opened(schema: Any) -> Any:
    """Let unknown fields pass, everywhere in a schema."""
    if not isinstance(schema, dict):
        return schema
    return {"additionalProperties": True, **map_subschemas(schema, lambda _, sub: opened(sub))}


@given(INPUTS, INPUTS)
@SLOW
def test_the_same_specs_give_the_same_answer(old: Any, new: Any) -> None:
    """Asked twice, the same comparison gives the same changes with the same witnesses."""
    assert diff_inputs(old, new) == diff_inputs(old, new)


@given(INPUTS.map(opened), INPUTS.map(opened))
@settings(SLOW, derandomize=True)
def test_a_break_of_a_request_is_a_break_of_an_answer_turned_round(old: Any, new: Any) -> None:
    """Where unknown fields are let pass on both sides, the two verdicts are one."""
    there, back = diff_inputs(old, new), diff_outputs(new, old)
    assert (there.compatibility is Compatibility.BREAKING) == (
        back.compatibility is Compatibility.BREAKING
    )


def test_the_machine_s_form_is_json() -> None:
    """A difference is told as JSON of the documented form."""
    found = json.loads(
        json.dumps(
            diff_inputs(wrap_property({"maximum": 3}), wrap_property({"maximum": 2})).as_json()
        )
    )
    assert found["verdict"] == "breaking"
    assert [set(change) for change in found["changes"]] == [
        {"endpoint", "pointer", "kind", "verdict", "message", "witness"}
    ]
