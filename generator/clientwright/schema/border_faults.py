"""Faults of a keyword that no value shows by its shape: pairs of values at both sides of what the keyword decides."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.equality import canonical_json
from clientwright.schema.keyword_fault import WRONG_VALUES, KeywordFault, MakeInvalid, Schema
from clientwright.schema.numbers import is_number
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import json_type_of

Named = tuple[str, Any]
"""A value with the name of the keyword that it just keeps or just breaks."""
MOST_FAULTS = 40
"""The most faults of one keyword group of a schema."""
_MOST_OF_A_NAME = 3
_ANY = "any"
_PLAIN = frozenset(("value", _ANY))
"""Names of values that are at no boundary: one of them is enough."""


def conjoined(semantics: Semantics, *parts: Any) -> Any:
    """Return a schema for the values that fit each of the parts."""
    return semantics.normal_form({"allOf": list(parts)})


def without(schema: Schema, *keywords: str) -> dict[str, Any]:
    """Return a schema without some keywords."""
    return {word: value for word, value in schema.items() if word not in keywords}


def boundary_pool(semantics: Semantics, *schemas: Any) -> Iterator[Named]:
    """Yield the boundary values of some schemas, and values of every type."""
    for schema in schemas:
        yield from semantics.boundary(schema)
    yield from ((f"{_ANY}-{json_type_of(value)}", value) for value in WRONG_VALUES)


def exchanged(
    pool: Iterable[Named], other: Iterable[Named], names: Iterable[str]
) -> Iterator[Named]:
    """Yield the objects of a pool with some fields as in other objects, or without them."""
    objects = [(label, value) for label, value in other if is_dict(value)]
    for label, value in pool:
        for name in names if is_dict(value) else ():
            yield f"{label}-{name}-absent", {k: v for k, v in value.items() if k != name}
            for also, source in objects:
                if name in source:
                    yield f"{label}-{also}", {**value, name: source[name]}


def border_faults(
    schema: Schema,
    pool: Iterable[Named],
    sentence: str,
    semantics: Semantics,
    is_own: Callable[[tuple[str, ...], Any], bool],
) -> Iterator[KeywordFault]:
    """Yield a pair for each value of a pool that breaks one own keyword alone, then for each accepted value.

    `is_own` is asked with the steps to the keyword and the value. The twin is the next accepted value.
    """
    accepted: list[tuple[int, Named]] = []
    broken: list[tuple[int, Named, tuple[str, ...]]] = []
    unique = {canonical_json(value): (label, value) for label, value in reversed([*pool])}
    for n, (label, value) in enumerate(reversed(unique.values())):
        steps = semantics.broken_steps(schema, value)
        if not steps:
            accepted.append((n, (label, value)))
        elif len(steps) == 1 and is_own(steps[0], value):
            broken.append((n, (label, value), steps[0]))
    if accepted and broken:
        yield from islice(_paired(accepted, broken, sentence), MOST_FAULTS)


def _paired(
    accepted: list[tuple[int, Named]],
    broken: list[tuple[int, Named, tuple[str, ...]]],
    sentence: str,
) -> Iterator[KeywordFault]:
    """Yield each broken value with the accepted one that is nearest to it, then each that is left.

    Of those with the same name only a few are taken.
    """
    names, used = Counter[str](), set[int]()
    for at, (label, invalid), steps in broken:
        n, (_, valid) = min(accepted, key=lambda one: (_has_empty(one[1][1]), abs(one[0] - at)))
        if name := _next_name(names, f"{steps[0]}-{label}"):
            used.add(n)
            yield _fixed_fault(name, steps, sentence, valid, invalid)
    for at, (label, valid) in accepted:
        _, (_, invalid), steps = min(
            broken, key=lambda one: (_has_empty(one[1][1]), abs(one[0] - at))
        )
        if at not in used and (name := _next_name(names, f"{steps[0]}-{label}-kept")):
            yield _fixed_fault(name, steps, sentence, valid, invalid)


def _has_empty(value: Any) -> bool:
    """Return whether a value is or has an empty text or array, of which documents often say nothing."""
    inner = value.values() if is_dict(value) else value if is_list(value) else ()
    return value in ("", []) or any(map(_has_empty, inner))


def _next_name(names: Counter[str], name: str) -> str:
    """Return a name of its own for a further fault, or "" if there are enough of the name."""
    names[name] += 1
    if names[name] > (1 if _PLAIN & {*name.split("-")} else _MOST_OF_A_NAME):
        return ""
    return name if names[name] == 1 else f"{name}-{names[name]}"


def _fixed_fault(
    name: str, steps: tuple[str, ...], sentence: str, valid: Any, invalid: Any
) -> KeywordFault:
    *below, keyword = steps
    edit, make = _constant(invalid), _constant(valid)
    return KeywordFault(keyword, name, sentence, edit, make, below=tuple(below), most_examples=1)


def _constant(value: Any) -> MakeInvalid:
    return lambda generator, _: copy.deepcopy(value)


def values_apart(schemas: Sequence[Any], semantics: Semantics) -> Iterator[Any]:
    """Yield values that may fit some of the schemas and not others, each once."""
    for schema in schemas:
        with suppress(GenerationError):
            yield semantics.simplest(schema)
    parts = [schema for schema in schemas if is_dict(schema)]
    yield from (value for part in parts for value in part.get("enum", ()))
    bounds = [bound for part in parts for bound in part.values() if is_number(bound)]
    yield from (bound + step for bound in bounds for step in (-1, 0, 0.5, 1))
    yield from (*WRONG_VALUES, *range(1, 7), *"abcdef")
