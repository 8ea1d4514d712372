"""Move titles and descriptions out of a schema: structure has no language, text has."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.ambiguous_items import is_opaque
from clientwright.normalize.keyword_table import map_subschemas
from clientwright.normalize.repair_context import without_keywords
from clientwright.normalize.repair_result import PointerWords

TEXT_KEYWORDS = ("title", "description")


def extract_text(schema: Schema) -> tuple[Schema, PointerWords]:
    """Return a schema without its texts, and the texts; empty ones and the root's title are dropped."""
    words: dict[str, dict[str, str]] = {}
    bare = _extract(schema, "", words)
    words.get("", {}).pop("title", None)
    return bare, {pointer: found for pointer, found in words.items() if found}


def _extract(schema: Schema, pointer: str, words: dict[str, dict[str, str]]) -> Schema:
    texts = {key: schema[key] for key in TEXT_KEYWORDS if isinstance(schema.get(key), str)}
    words[pointer] = {key: text.strip() for key, text in texts.items() if text.strip()}

    def each(path: tuple[str, ...], value: Any) -> Any:
        return (
            value
            if is_opaque(path, value)
            else _extract(value, join_pointer(pointer, *path), words)
        )

    return map_subschemas(without_keywords(schema, *texts), each)
