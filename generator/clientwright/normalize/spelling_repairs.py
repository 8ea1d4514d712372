"""Repairs of keywords that are spelled as another language or library spells them."""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.io.json_types import Schema
from clientwright.normalize.keyword_values import KNOWN_KEYWORDS, fits_keyword_value
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    is_property_map,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT, Repair
from clientwright.normalize.text_value_repairs import read_keyword_value
from clientwright.normalize.type_names import NUMERIC_TYPES, types_of
from clientwright.normalize.type_repairs import TYPE_ALIASES
from clientwright.schema.equality import json_equal

KEYWORD_SPELLING = "keyword-spelling"
"""`max_length`, `MinItems`, `ge`, `le`, … in place of JSON Schema's names.

They are renamed if the value fits and the right name is free. `min` and `max` are so only where a
number is described: of a text or list they may mean anything, so that they stay, with a warning.
"""
_LETTERS = {name.lower(): name for name in KNOWN_KEYWORDS if name.isalpha()}
_BOUNDS: Mapping[str, str] = {"ge": "minimum", "gte": "minimum", "le": "maximum", "lte": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}  # fmt: skip
_OF_NUMBERS: Mapping[str, str] = {"min": "minimum", "max": "maximum", "minvalue": "minimum", "maxvalue": "maximum"}  # fmt: skip
_OTHER: Mapping[str, str] = {"minlen": "minLength", "maxlen": "maxLength", "regex": "pattern", "regexp": "pattern"}  # fmt: skip
_MEANT: Mapping[str, Mapping[str, str]] = {
    "string": {"min": "minLength", "max": "maxLength"},
    "array": {"min": "minItems", "max": "maxItems", "minlen": "minItems", "maxlen": "maxItems"},
    "object": {"min": "minProperties", "max": "maxProperties"},
}
_CHOICES = ("choices", "options", "values", "allowedvalues")


def repair_keyword_spelling(node: RepairContext) -> RepairOutcome:
    """Rename the keywords that are spelled otherwise, unless the names are those of properties."""
    schema, notes = node.schema, list[Repair]()
    for word in () if is_property_map(schema) else [*schema]:
        name = _unambiguous_name(word, schema)
        value = schema[word]
        fits = name and fits_keyword_value(name, read_keyword_value(name, value))
        if not name or not fits or not json_equal(schema.get(name, value), value):
            continue
        if name not in schema:
            notes.append(node.record_repair(name, KEYWORD_SPELLING, ABSENT, value))
        notes.append(node.record_repair(word, KEYWORD_SPELLING, value, ABSENT))
        schema = {**without_keywords(schema, word), name: value}
    return schema, tuple(notes)


def _unambiguous_name(word: str, schema: Schema) -> str:
    """Return the keyword that another spelling can only mean; empty if there is none."""
    if word in KNOWN_KEYWORDS or word.startswith("x-"):
        return ""
    plain, types = _letters(word), _plain_types(schema)
    if plain in _BOUNDS or plain in _OF_NUMBERS:
        numeric = bool(types) and types <= NUMERIC_TYPES
        return {**_BOUNDS, **_OF_NUMBERS}[plain] if numeric else ""
    if types == {"array"} and plain in _MEANT["array"]:
        return _MEANT["array"][plain] if "len" in plain else ""
    return _OTHER.get(plain) or _LETTERS.get(plain, "")


def meant_keyword(word: str, schema: Schema) -> str:
    """Return the keyword that a word which stays as it is may have meant; empty if nothing is known of it."""
    plain, types = _letters(word), _plain_types(schema)
    by_type = [
        _MEANT[kind][plain] for kind in sorted(types & _MEANT.keys()) if plain in _MEANT[kind]
    ]
    known = {**_BOUNDS, **_OF_NUMBERS, **_OTHER, **dict.fromkeys(_CHOICES, "enum"), **_LETTERS}
    return by_type[0] if by_type else known.get(plain, "")


def _letters(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _plain_types(schema: Schema) -> frozenset[str]:
    """Return the types of a schema by JSON Schema's names, without null."""
    names = (TYPE_ALIASES.get(name.lower(), name.lower()) for name in types_of(schema))
    return frozenset(names) - {"null"}
