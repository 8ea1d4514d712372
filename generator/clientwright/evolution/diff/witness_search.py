"""Search for a witness: a small value that one side accepts and the other rejects, checked by both."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from clientwright.evolution.diff.changes import Witness
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.sum_witness import sum_payloads
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.json_edit import delete_value, value_at
from clientwright.schema import narrowing
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.keyword_edit import KeywordEdit
from clientwright.schema.numbers import is_number
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import UNMADE_KEYWORDS, ValueGenerator
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import map_subschemas
from clientwright.testing.payloads.payload_generator import PayloadGenerator

MAX_SEEDS = 16
"""How many narrowed schemas are tried for one witness."""
MAX_SAMPLES = 40
"""How many random values are tried."""
SIMPLE_VALUES: tuple[Any, ...] = ("a", 1, 0, 0.5, True, False, None, [], {}, "", [1], {"a": 1})

ShowsEdit = Callable[[Any], bool]


def find_schema_witness(
    edit: KeywordEdit,
    accepting: ComparedSchema,
    refusing: ComparedSchema,
    sub: tuple[Schema, Schema],
) -> Witness | None:
    """Return a value that shows an edit of a schema; `sub` is the edited subschema of both sides."""
    steps = split_pointer(edit.schema_pointer)
    isolated = _with_one_edit(accepting, steps, edit.isolate(*sub))
    for schema in _narrowed_schemas(edit, accepting, sub, steps, isolated):
        found = _first_witness(accepting, refusing, isolated, generate_values(accepting, schema))
        if found:
            return found
    summed = sum_payloads(
        edit.schema_pointer, _seed_schemas(edit, sub, accepting.schemes), accepting
    )
    return _first_witness(accepting, refusing, isolated, summed)


def find_value_witness(
    accepting: ComparedSchema,
    refusing: ComparedSchema,
    isolated: ComparedSchema,
    candidates: Iterable[Any],
) -> Witness | None:
    """Return a witness among given values, trying the shortest first."""
    return _first_witness(
        accepting, refusing, isolated, sorted(candidates, key=lambda v: len(repr(v)))
    )


def _with_one_edit(
    accepting: ComparedSchema, steps: Sequence[str], isolated: Any
) -> ComparedSchema:
    schema = narrowing.replace_at(accepting.schema, steps, isolated)
    return accepting.with_schema(schema if is_dict(schema) else {"not": {}})


def _narrowed_schemas(
    edit: KeywordEdit,
    accepting: ComparedSchema,
    sub: tuple[Schema, Schema],
    steps: Sequence[str],
    isolated: ComparedSchema,
) -> Iterator[Schema]:
    """Yield the whole schema narrowed to likely witnesses, the likeliest first."""
    seeds = islice(_seed_schemas(edit, sub, accepting.schemes), MAX_SEEDS)
    known = False
    for seed in seeds:
        with suppress(LookupError):
            yield narrowing.require_at(accepting.schema, steps, seed)
            known = True
    if not known:
        yield from _seeds_above(accepting, isolated, steps)


def _seed_schemas(
    edit: KeywordEdit, sub: tuple[Schema, Schema], schemes: tuple[str, ...]
) -> Iterator[Schema]:
    yield from edit.witness_schemas(*sub)
    yield from sample_differences(sub[0], edit.isolate(*sub), schemes)


def _seeds_above(
    accepting: ComparedSchema, isolated: ComparedSchema, steps: Sequence[str]
) -> Iterator[Schema]:
    """Yield narrowed schemas of an outer schema, if the edited one cannot be reached by name."""
    for n in reversed(range(len(steps))):
        with suppress(LookupError, ValueError):
            own, theirs = (
                narrowing.subschema_at(side.schema, steps[:n]) for side in (accepting, isolated)
            )
            if is_dict(own) and is_dict(theirs) and _is_schema(steps[:n]):
                for seed in sample_differences(own, theirs, accepting.schemes):
                    yield narrowing.require_at(accepting.schema, steps[:n], seed)


def _is_schema(steps: Sequence[str]) -> bool:
    return not steps or steps[-1] == "items" or steps[-2:-1] in (["properties"], ["prefixItems"])


def generate_values(accepting: ComparedSchema, schema: Schema) -> Iterator[Any]:
    """Yield values of a narrowed schema that keep the side's rules, the simplest first."""
    for wanted in (schema, drop_conditions(schema)):
        generator = PayloadGenerator(accepting.with_schema(wanted).endpoint, accepting.schemes)
        any_value = False
        for value in _payloads(generator):
            yield value
            any_value = True
        if any_value:
            return


def _payloads(generator: PayloadGenerator) -> Iterator[Any]:
    for draw in few_choices():
        with suppress(GenerationError):
            yield generator.generate(draw)


def _first_witness(
    accepting: ComparedSchema,
    refusing: ComparedSchema,
    isolated: ComparedSchema,
    candidates: Iterable[Any],
) -> Witness | None:
    def shows(value: Any) -> bool:
        return (
            accepting.accepts(value) and not refusing.accepts(value) and not isolated.accepts(value)
        )

    for value in candidates:
        if shows(value):
            small = shrink_value(value, shows)
            return Witness(small, _refusal_reason(refusing, isolated, small))
    return None


def _refusal_reason(refusing: ComparedSchema, isolated: ComparedSchema, value: Any) -> str:
    """Return why a value is rejected, preferably because of this edit."""
    mine = {(fault.constraint, fault.payload_pointer) for fault in isolated.faults(value)}
    found = refusing.faults(value)
    own = [fault for fault in found if (fault.constraint, fault.payload_pointer) in mine]
    fault = (own or found)[0]
    where = fault.payload_pointer or "the whole payload"
    return f"{where}: {fault.reason or fault.constraint}"


def shrink_value(value: Any, shows: ShowsEdit) -> Any:
    """Remove everything from a value that is not needed to show the edit."""
    for pointer in list(_pointers(value, "")):
        less = copy.deepcopy(value)
        delete_value(less, pointer)
        if value_at(value, pointer) is not value_at(less, pointer) and shows(less):
            return shrink_value(less, shows)
    return value


def _pointers(value: Any, pointer: str) -> Iterator[str]:
    """Yield the pointers inside a value, outer first, the last item of a list first."""
    if is_dict(value):
        below = [(join_pointer(pointer, key), inner) for key, inner in value.items()]
    elif is_list(value):
        below = [(join_pointer(pointer, n), inner) for n, inner in reversed(list(enumerate(value)))]
    else:
        return
    yield from (at for at, _ in below)
    for inside, inner in below:
        yield from _pointers(inner, inside)


def few_choices() -> tuple[PayloadChoiceSource, ...]:
    """Return the choice sources that payloads are generated with, the simplest first; always the same."""
    return (
        SimplestChoiceSource(),
        FullestChoiceSource(),
        *(RandomChoiceSource.from_seed(f"witness:{n}") for n in range(4)),
    )


def sample_differences(
    accepting: Schema, refusing: Any, schemes: tuple[str, ...]
) -> Iterator[Schema]:
    """Yield schemas of single values that only the accepting side accepts."""
    fits, theirs = make_validator(accepting), make_validator(refusing)
    seen = list[Any]()
    for value in (*_generated_values(accepting, schemes), *mentioned_values(accepting, refusing)):
        if value not in seen and fits.is_valid(value) and not theirs.is_valid(value):
            seen.append(value)
            yield {**accepting, "enum": [value]}


def _generated_values(schema: Schema, schemes: tuple[str, ...]) -> Iterator[Any]:
    """Yield many values of a schema, then a few simple ones."""
    draws = (
        *few_choices(),
        *(RandomChoiceSource.from_seed(f"sample:{n}") for n in range(MAX_SAMPLES)),
    )
    for wanted in (schema, drop_conditions(schema)):
        for draw in draws:
            with suppress(GenerationError):
                yield ValueGenerator(draw, schemes).generate(wanted)
        if wanted == drop_conditions(schema):
            break
    yield from SIMPLE_VALUES


def mentioned_values(*schemas: Any) -> Iterator[Any]:
    """Yield the constants in schemas, the numbers next to them, and each alone in an array."""
    for value in _constants(schemas):
        near = (
            [value, value + 1, value - 1, value + 0.5, value - 0.5] if is_number(value) else [value]
        )
        yield from near
        yield from ([one] for one in near)


def _constants(value: Any) -> Iterator[Any]:
    if is_dict(value):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from _constants(inner)
    else:
        yield value


def drop_conditions(schema: Any) -> Any:
    """Return a schema without the keywords that the generator does not support; values are checked later."""
    if not is_dict(schema):
        return schema
    kept = {word: value for word, value in schema.items() if word not in UNMADE_KEYWORDS}
    return map_subschemas(kept, lambda _, sub: drop_conditions(sub))
