"""Values around the boundary of a schema: those that just keep one of its keywords, and those that just break it."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.choice_sources import FullestChoiceSource, RandomChoiceSource
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.protocols import GenerationError, Generator
from clientwright.schema.types import listed_values, schema_types

SAMPLE = "value"
"""The name of values that are at no boundary."""
MOST_VALUES = 150
"""The most values of one schema."""
_RANDOM_VALUES = 4
_MOST_LISTED = 12
_MOST_DEPTH = 3


def boundary_values(generator: Generator, schema: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield values of a schema and values that break one of its keywords, each with a name.

    What cannot be made is left out. The names are stable, and may occur more than once.
    """
    found = _values(generator, schema, depth) if is_dict(schema) and depth < _MOST_DEPTH else ()
    yield from islice(found, MOST_VALUES)


def _values(
    generator: Generator, schema: Mapping[str, Any], depth: int
) -> Iterator[tuple[str, Any]]:
    for value in (listed_values(schema) or [])[:_MOST_LISTED]:
        yield "enum", value
    yield from _around_keywords(generator, schema)
    kinds = schema_types(schema)
    if "object" in kinds:
        yield from _in_properties(generator, schema, depth)
    if "array" in kinds and is_dict(items := schema.get("items")):
        for name, value in boundary_values(generator, items, depth + 1):
            yield f"items-{name}", [value] * max(1, int(schema.get("minItems", 1)))
    yield from _samples(generator, schema)


def _samples(generator: Generator, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the simplest value, the fullest, and some between."""
    sources = (
        generator.choices,
        FullestChoiceSource(),
        *(RandomChoiceSource.from_seed(f"boundary:{n}") for n in range(_RANDOM_VALUES)),
    )
    for source in sources if schema else ():
        with suppress(GenerationError):
            yield SAMPLE, generator.with_choices(source).generate(schema)


def _around_keywords(generator: Generator, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what each keyword's faults make: first the value that keeps it, then the one that does not."""
    for constraint in reversed(CONSTRAINTS):
        for fault in constraint.violate(schema, generator.semantics) if constraint.violate else ():
            with suppress(GenerationError):
                valid = fault.make_valid(generator, schema)
                broken = fault.make_invalid(generator, copy.deepcopy(valid))
                if not (isinstance(broken, float) and not math.isfinite(broken)):
                    yield fault.name, valid
                    yield fault.name, broken


def _in_properties(
    generator: Generator, schema: Mapping[str, Any], depth: int
) -> Iterator[tuple[str, Any]]:
    """Yield objects with a boundary value of each property, and one without it."""
    for name, sub in schema.get("properties", {}).items():
        with suppress(GenerationError):
            needed = {**schema, "type": "object", "required": [*schema.get("required", ()), name]}
            whole: dict[str, Any] = generator.generate(needed)
            yield f"{name}-absent", {key: value for key, value in whole.items() if key != name}
            for label, value in boundary_values(generator, sub, depth + 1):
                yield f"{name}-{label}", {**whole, name: value}
