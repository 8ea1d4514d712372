"""`uniqueItems`: if all items must differ, arrays with equal items are rejected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair
from clientwright.io.json_types import Schema
from clientwright.testing.payloads.generation.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.value_generator import ValueGenerator

KEYWORD = "uniqueItems"


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare whether all items must differ."""
    if pair.applies(KEYWORD) and pair.old.get(KEYWORD) != pair.new.get(KEYWORD):
        edit_kind = pair.edit_kind(KEYWORD)
        added = edit_kind is EditKind.ADDED
        yield pair.keyword_edit(
            KEYWORD, edit_kind, shrinks=added, grows=not added, witness_schemas=_equal_items
        )


def _equal_items(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    with suppress(GenerationError):
        item = ValueGenerator(SimplestChoiceSource()).generate(accepting.get("items", {}))
        yield {**accepting, "enum": [[item] * max(2, accepting.get("minItems", 0))]}
