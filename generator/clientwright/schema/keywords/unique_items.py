"""`uniqueItems`: if all items must differ, arrays with equal items are rejected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from clientwright.schema.generation.choice_sources import SimplestChoiceSource
from clientwright.schema.generation.generation_error import GenerationError
from clientwright.schema.generation.value_generator import ValueGenerator
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair
from clientwright.specs.json_text import Schema

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
