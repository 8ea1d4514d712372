"""`minProperties`, `maxProperties`: how many properties an object has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from clientwright.schema.additional_properties import property_schema, surely_additional_schema
from clientwright.schema.border_faults import Named, border_faults
from clientwright.schema.constraint import Constraint, library_checks
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, Schema
from clientwright.schema.keywords.properties import accepted_properties
from clientwright.schema.keywords.required import required_names
from clientwright.schema.possible_names import possible_names
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import SizeBounds

LOW, HIGH = "minProperties", "maxProperties"
_SIZES = SizeBounds(LOW, HIGH, "object", "field")


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object with one property too few, and one with one too many."""
    if not _SIZES.applies_to(schema):
        return
    low = schema.get(LOW, 0)
    if low > 0:
        remove = partial(_remove_properties, schema, semantics)
        yield _SIZES.break_bound(schema, LOW, _SIZES.of_size, remove)
    if HIGH in schema:
        add = partial(_add_properties, schema, semantics)
        yield _SIZES.break_bound(schema, HIGH, _SIZES.of_size, add)
    if low > 0:
        pool = _without_each(schema, low, semantics)
        sentence = f"{_SIZES.promise(LOW, low)}, whichever they are"
        yield from border_faults(schema, pool, sentence, semantics, lambda at, _: at == (LOW,))


def _without_each(schema: Schema, low: int, semantics: Semantics) -> Iterator[Named]:
    """Yield, for each named property, objects without it that have just enough others, and one too few."""
    names = [*accepted_properties(schema)]
    for name in names if low <= _MOST_FIELDS else ():
        others = [other for other in names if other != name]
        with suppress(GenerationError):
            values = {
                other: semantics.simplest(property_schema(schema, other)) for other in others[:low]
            }
            for size in (low, low - 1):
                yield f"without-{name}", {other: values[other] for other in others[:size]}


_MOST_FIELDS = 20
"""The most fields of objects that are made without each property."""


def _remove_properties(schema: Schema, semantics: Semantics, size: int) -> MakeInvalid:
    """Return an edit that removes properties, which nothing else requires, down to a size."""

    def remove(_: Generator, valid: Any) -> Any:
        needed = {name: valid[name] for name in valid if name in required_names(schema)}
        orders = [
            [*needed, *(name for name in valid if name not in needed and name != first)]
            for first in valid
        ]
        for order in orders:
            fewer = {name: valid[name] for name in order[:size]}
            if semantics.only_broken(schema, fewer) == (LOW,):
                return fewer
        raise GenerationError("", "every property is required")

    return remove


def _add_properties(schema: Schema, semantics: Semantics, size: int) -> MakeInvalid:
    """Return an edit that adds properties which the schema allows, up to a size."""

    def add(generator: Generator, valid: Any) -> Any:
        names = possible_names(generator, {**schema, LOW: size})
        free = [name for name in names if name not in valid]
        for n in range(len(free)):
            more = dict(valid)
            for name in free[n : n + size - len(valid)]:
                more[name] = generator.generate(property_schema(schema, name))
            if semantics.only_broken(schema, more) == (HIGH,):
                return more
        raise GenerationError("", "no further property is possible")

    return add


def smallest_size(schema: Schema) -> float:
    """Return how many properties an object has at least."""
    least: float = max(schema.get(LOW, 0), len(schema.get("required", ())))
    return least


def largest_size(schema: Schema, closed: bool) -> float:
    """Return how many properties an object may have; `closed`: unknown ones are rejected."""
    bounds = [schema[HIGH]] if HIGH in schema else []
    if surely_additional_schema(schema, closed=closed) is False and not schema.get(
        "patternProperties"
    ):
        bounds.append(len(accepted_properties(schema)))
    return min(bounds, default=math.inf)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare both bounds for objects that both sides accept."""
    yield from _SIZES.compare(
        pair, smallest=smallest_size, largest=lambda schema: largest_size(schema, pair.closed)
    )


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that an object must have more properties than it may have."""
    if kind != "object":
        return None
    low, most, needed = schema.get(LOW, 0), schema.get(HIGH, math.inf), required_names(schema)
    if low > most:
        return Contradiction(
            (LOW,), f"no object has {_SIZES.wording[LOW].phrase(low)} and at most {most}"
        )
    if len(needed) > most:
        reason = f"no object has {_SIZES.wording[HIGH].phrase(most)}, since it must have {', '.join(needed)}"
        return Contradiction((HIGH,), reason)
    if surely_additional_schema(schema, closed=False) is not False or schema.get(
        "patternProperties"
    ):
        return None
    possible = [
        name for name, sub in accepted_properties(schema).items() if not refuter.refute(sub)
    ]
    if low > len(possible):
        reason = f"no object has {_SIZES.wording[LOW].phrase(low)}, since only {len(possible)} can be given"
        return Contradiction((LOW,), reason)
    return None


PROPERTY_COUNTS = Constraint(
    "property counts",
    _SIZES.keywords,
    accept=library_checks(*_SIZES.keywords),
    violate=violate,
    compare=compare,
    describe=_SIZES.describe,
    wording=_SIZES.wording,
    mutate=_SIZES.mutate,
    intersect=_SIZES.intersect,
    normalize=_SIZES.normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the objects that `properties` makes have so many",
    },
)
