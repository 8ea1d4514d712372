"""Values of schemas with keywords that no choice keeps: some are made without them, the first that fits is taken.

The attempts are bounded, and the same in every run. A value is looked for once by sources of their
own; if they find none, no draw finds one either, and the place is reported with what was tried.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    NthChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.constraint import Schema
from clientwright.schema.protocols import GenerationError, Generator
from clientwright.schema.relaxed_schemas import relaxed_schema, tried_keywords
from clientwright.schema.types import shown_values

OWN_TRIES = 6
"""The values that are made by the choices of the caller."""
SEEDED_TRIES = 100
"""The values that are made by other sources, before a schema counts as one that nothing can be made for."""
_SIMPLE: tuple[PayloadChoiceSource, ...] = (SimplestChoiceSource(), FullestChoiceSource())
_SIMPLE_TRIES = 40
"""How many of them are plain, one after the other for each way to keep all keywords."""


def generate(generator: Generator, schema: Schema, at: str) -> Any:
    """Return a value that fits all keywords of a schema.

    Raises:
        GenerationError: none of the values that were made fits.
    """
    value, reason = generator.remember(("tried", schema), lambda: _find(generator, schema))
    if reason:
        raise GenerationError(at, reason)
    for turn in range(OWN_TRIES):
        with suppress(GenerationError):
            made = generator.generate(relaxed_schema(schema, generator.choices, turn), at)
            if generator.fits(schema, made):
                return made
    return copy.deepcopy(value)


def _find(generator: Generator, schema: Schema) -> tuple[Any, str]:
    """Return a value that fits, whatever the caller's choices, or why there is none."""
    errors: list[GenerationError] = []
    for value in _candidates(generator, schema, errors):
        if generator.fits(schema, value):
            return value, ""
    if len(errors) == SEEDED_TRIES:
        last = errors[-1]
        return None, f"{last.pointer}: {last.reason}" if last.pointer else last.reason
    words = ", ".join(sorted(tried_keywords(schema)))
    return None, f"none of {SEEDED_TRIES} values that were made without {words} fits all keywords"


def _candidates(
    generator: Generator, schema: Schema, errors: list[GenerationError]
) -> Iterator[Any]:
    """Yield values of schemas that keep it in one way each, plain ones first, then those that it shows."""
    for turn in range(SEEDED_TRIES):
        choices = _SIMPLE[turn % len(_SIMPLE)] if turn < _SIMPLE_TRIES else _seeded(turn)
        ways = NthChoiceSource(turn // len(_SIMPLE)) if turn < _SIMPLE_TRIES else choices
        try:
            yield generator.with_choices(choices).generate(relaxed_schema(schema, ways))
        except GenerationError as error:
            errors.append(error)
    yield from shown_values(schema)


def _seeded(turn: int) -> PayloadChoiceSource:
    return RandomChoiceSource.from_seed(f"tried:{turn}")
