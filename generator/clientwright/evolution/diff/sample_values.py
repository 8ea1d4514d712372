"""Candidate values for a witness: generated, or mentioned by the schemas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.numbers import is_number
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import UNMADE_KEYWORDS, ValueGenerator
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import map_subschemas

MAX_SAMPLES = 40
"""How many random values are tried."""
SIMPLE_VALUES: tuple[Any, ...] = ("a", 1, 0, 0.5, True, False, None, [], {}, "", [1], {"a": 1})


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
