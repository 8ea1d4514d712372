"""Titles and descriptions are lifted out of a schema: the structure has no language, its words do."""

from __future__ import annotations

from typing import Any

from clientwright.dialect.ambiguous import opaque
from clientwright.dialect.keywords import rebuilt
from clientwright.dialect.node import without
from clientwright.dialect.values import PointerWords
from clientwright.spec.jsontext import Schema, join

KEYS = ("title", "description")


def lift(schema: Schema) -> tuple[Schema, PointerWords]:
    """Part a schema from its words; empty words and the root's title say nothing and are dropped."""
    words: dict[str, dict[str, str]] = {}
    bare = _lifted(schema, "", words)
    words.get("", {}).pop("title", None)
    return bare, {pointer: found for pointer, found in words.items() if found}


def _lifted(schema: Schema, pointer: str, words: dict[str, dict[str, str]]) -> Schema:
    said = {key: schema[key] for key in KEYS if isinstance(schema.get(key), str)}
    words[pointer] = {key: text.strip() for key, text in said.items() if text.strip()}

    def each(way: tuple[str, ...], value: Any) -> Any:
        return value if opaque(way, value) else _lifted(value, join(pointer, *way), words)

    return rebuilt(without(schema, *said), each)
