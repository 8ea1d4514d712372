"""Search for a witness: a small value that one side accepts and the other rejects, checked by both."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from clientwright.evolution.diff.changes import Witness
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.sample_values import (
    drop_conditions,
    few_choices,
    object_differences,
    sample_differences,
)
from clientwright.evolution.diff.sum_witness import sum_payloads
from clientwright.io.json_pointer import join_pointer, split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.json_edit import delete_value, value_at
from clientwright.schema import narrowing
from clientwright.schema.keyword_edit import KeywordEdit
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.payload_generator import PayloadGenerator

MAX_SEEDS = 16
"""How many narrowed schemas are tried for one witness."""

Differences = Callable[[Schema, Any, tuple[str, ...]], Iterator[Schema]]
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
    differences = sample_differences
    for seed in seeds:
        with suppress(LookupError):
            yield narrowing.require_at(accepting.schema, steps, seed)
            differences = object_differences  # other values were tried already
    yield from _seeds_above(accepting, isolated, steps, differences)


def _seed_schemas(
    edit: KeywordEdit, sub: tuple[Schema, Schema], schemes: tuple[str, ...]
) -> Iterator[Schema]:
    yield from edit.witness_schemas(*sub)
    yield from sample_differences(sub[0], edit.isolate(*sub), schemes)


def _seeds_above(
    accepting: ComparedSchema,
    isolated: ComparedSchema,
    steps: Sequence[str],
    differences: Differences,
) -> Iterator[Schema]:
    """Yield narrowed schemas of an outer schema: the edited one may not be reached by name, or beside its conditions."""
    for n in reversed(range(len(steps))):
        with suppress(LookupError, ValueError):
            own, theirs = (
                narrowing.subschema_at(side.schema, steps[:n]) for side in (accepting, isolated)
            )
            if is_dict(own) and is_dict(theirs) and _is_schema(steps[:n]):
                for seed in islice(differences(own, theirs, accepting.schemes), MAX_SEEDS):
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
