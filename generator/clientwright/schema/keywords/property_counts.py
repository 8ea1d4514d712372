"""`minProperties`, `maxProperties`: how many properties an object has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from clientwright.schema.additional_properties import property_schema
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, MakeValid, Schema
from clientwright.schema.keywords.properties import accepted_properties
from clientwright.schema.keywords.required import required_names
from clientwright.schema.object_generation import possible_names
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import compare_sizes, drop_zero, size_mutations, tighter_sizes
from clientwright.schema.types import OBJECTS, schema_types
from clientwright.schema.unnamed_properties import surely_additional_schema
from clientwright.schema.wording import count_wording, range_phrases

KEYWORDS = LOW, HIGH = ("minProperties", "maxProperties")
_WORDING = {
    LOW: count_wording("field", "at least", "have as few fields as {}"),
    HIGH: count_wording("field", "at most", "have up to {} fields"),
}


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object with one property too few, and one with one too many."""
    if "object" not in schema_types(schema):
        return
    low, high = schema.get(LOW, 0), schema.get(HIGH)
    if low > 0:
        edit, valid = _remove_one(schema, semantics), _object_of_size(low)
        yield KeywordFault(LOW, LOW, _WORDING[LOW].promise(low), edit, valid)
    if high is not None:
        edit, valid = _add_one(schema, semantics), _object_of_size(high)
        yield KeywordFault(HIGH, HIGH, _WORDING[HIGH].promise(high), edit, valid)


def _object_of_size(size: int) -> MakeValid:
    """Return a function that makes objects of exactly so many properties."""
    return lambda generator, schema: generator.generate(
        {**schema, "type": "object", LOW: size, HIGH: size}
    )


def _remove_one(schema: Schema, semantics: Semantics) -> MakeInvalid:
    """Return an edit that removes a property which nothing else requires."""

    def remove(_: Generator, valid: Any) -> Any:
        for name in valid:
            fewer = {key: value for key, value in valid.items() if key != name}
            if semantics.only_broken(schema, fewer) == (LOW,):
                return fewer
        raise GenerationError("", "every property is required")

    return remove


def _add_one(schema: Schema, semantics: Semantics) -> MakeInvalid:
    """Return an edit that adds a property which the schema allows."""

    def add(generator: Generator, valid: Any) -> Any:
        for name in possible_names(generator, {**schema, LOW: len(valid) + 1}):
            if name not in valid:
                more = {**valid, name: generator.generate(property_schema(schema, name))}
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
    if pair.shares(OBJECTS):
        yield from compare_sizes(
            pair,
            LOW,
            HIGH,
            smallest=smallest_size,
            largest=lambda schema: largest_size(schema, pair.closed),
        )


def describe(schema: Schema) -> Iterator[str]:
    """Yield the range of the number of properties."""
    yield from range_phrases(drop_zero({**schema}, LOW), KEYWORDS, "{} to {} fields", _WORDING)


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each bound dropped, one looser and one tighter."""
    yield from size_mutations(schema, LOW, HIGH)


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the tighter of each bound."""
    return tighter_sizes(one, other, [KEYWORDS])


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop a lower bound of zero."""
    return drop_zero(schema, LOW)


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that an object must have more properties than it may have."""
    if kind != "object":
        return None
    low, most, needed = schema.get(LOW, 0), schema.get(HIGH, math.inf), required_names(schema)
    if low > most:
        return Contradiction(
            (LOW,), f"no object has {_WORDING[LOW].phrase(low)} and at most {most}"
        )
    if len(needed) > most:
        reason = (
            f"no object has {_WORDING[HIGH].phrase(most)}, since it must have {', '.join(needed)}"
        )
        return Contradiction((HIGH,), reason)
    if surely_additional_schema(schema, closed=False) is not False or schema.get(
        "patternProperties"
    ):
        return None
    possible = [
        name for name, sub in accepted_properties(schema).items() if not refuter.refute(sub)
    ]
    if low > len(possible):
        reason = (
            f"no object has {_WORDING[LOW].phrase(low)}, since only {len(possible)} can be given"
        )
        return Contradiction((LOW,), reason)
    return None


PROPERTY_COUNTS = Constraint(
    "property counts",
    KEYWORDS,
    accept=library_checks(*KEYWORDS),
    violate=violate,
    compare=compare,
    describe=describe,
    wording=_WORDING,
    mutate=mutate,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the objects that `properties` makes have so many",
    },
)
