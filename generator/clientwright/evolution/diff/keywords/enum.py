"""`enum` and `const`: a value that is no longer listed is rejected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    refined_edit_kind,
)
from clientwright.evolution.diff.model.keyword_types import accepted_types
from clientwright.io.json_types import Schema
from clientwright.lint.schema_validator import make_validator
from clientwright.normalize.json_equality import canonical_json

_FINITE: dict[str, list[Any]] = {"null": [None], "boolean": [False, True]}


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare two lists of values, or a list with a schema that has none."""
    if "enum" not in pair.old and "enum" not in pair.new:
        return
    shrinks, grows = _loses_values(pair.old, pair.new), _loses_values(pair.new, pair.old)
    if not shrinks and not grows:
        return
    edit_kind = refined_edit_kind(pair.edit_kind("enum"), shrinks, grows)
    yield pair.keyword_edit(
        "enum",
        edit_kind,
        shrinks=shrinks,
        grows=grows,
        witness_schemas=_refused_values_schemas,
        isolate=lambda accepting, refusing: refusing,
    )


def countable_values(schema: Schema) -> list[Any] | None:
    """Return the values that a schema accepts, if they can be counted."""
    if "enum" in schema:
        fits = make_validator({word: value for word, value in schema.items() if word != "enum"})
        return [value for value in schema["enum"] if fits.is_valid(value)]
    kinds = accepted_types(schema)
    if kinds <= _FINITE.keys():
        return [value for kind in sorted(kinds) for value in _FINITE[kind]]
    return None


def refused_values(old: Schema, new: Schema) -> list[Any]:
    """Return the values of the old list that the new schema rejects."""
    values, known = countable_values(old) or [], countable_values(new)
    if known is not None:
        spelled = set(map(canonical_json, known))
        return [value for value in values if canonical_json(value) not in spelled]
    fits = make_validator(new)
    return [value for value in values if not fits.is_valid(value)]


def _loses_values(old: Schema, new: Schema) -> bool:
    return bool(refused_values(old, new)) if countable_values(old) is not None else True


def _refused_values_schemas(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    yield from ({**accepting, "enum": [value]} for value in refused_values(accepting, refusing))
