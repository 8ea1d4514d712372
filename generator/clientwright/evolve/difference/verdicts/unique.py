"""`uniqueItems`: where all items must differ, arrays with equal ones are taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.values import Edit
from clientwright.specs.json_text import Schema
from clientwright.testing.payloads.generation.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.value_generator import ValueGenerator

KEYWORD = "uniqueItems"


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare whether all items must differ."""
    if pair.speaks(KEYWORD) and pair.old.get(KEYWORD) != pair.new.get(KEYWORD):
        found = pair.edit(KEYWORD)
        added = found is Edit.ADDED
        yield pair.claim(KEYWORD, found, shrinks=added, grows=not added, beyond=_twice)


def _twice(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    with suppress(GenerationError):
        item = ValueGenerator(SimplestChoiceSource()).make(accepting.get("items", {}))
        yield {**accepting, "enum": [[item] * max(2, accepting.get("minItems", 0))]}
