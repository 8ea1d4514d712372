"""What applies to the fields of an object that it does not name: patterns of names, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.additional_properties import additional_schema
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import (
    EditKind,
    IsolateEdit,
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.narrowing import UNNAMED_FIELD, require_value

SAMPLES: tuple[Any, ...] = (None, 0, "", [], {}, False, "text", 1.5)
"""Values of which most schemas refuse one."""
_BRANCHES = frozenset(("allOf", "anyOf", "oneOf", "if", "dependentSchemas"))
"""Keywords whose schemas may describe more fields of the same object."""


def surely_additional_schema(schema: Schema, *, closed: bool) -> Any:
    """Return the schema of unnamed fields, `False` only where no branch may describe some of them."""
    return additional_schema(schema, closed=closed and not _BRANCHES & schema.keys())


def compare_pattern_properties(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare pattern properties; a pattern on one side only frees names of what applies to the rest."""
    old, new = (schema.get("patternProperties", {}) for schema in (pair.old, pair.new))
    for pattern in dict.fromkeys([*old, *new]):
        if pattern in old and pattern in new:
            yield from pair.compare_below(old[pattern], new[pattern], "patternProperties", pattern)
        else:
            added = pattern in new
            rest = additional_schema(pair.old if added else pair.new, closed=pair.closed)
            frees = rest != {}
            yield pair.keyword_edit(
                "patternProperties",
                EditKind.ADDED if added else EditKind.REMOVED,
                shrinks=added or frees,
                grows=frees or not added,
                values=(pattern, pattern),
            )


def compare_additional(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the schemas of unnamed fields."""
    word = "additionalProperties"
    old, new = (additional_schema(schema, closed=pair.closed) for schema in (pair.old, pair.new))
    if is_same_schema(old, new):
        return
    if old is False or new is False or {} in (old, new):
        shrinks, grows = new is False or old == {}, old is False or new == {}
        edit_kind = pair.edit_kind(word)
        yield pair.keyword_edit(
            word,
            refined_edit_kind(edit_kind, shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            values=(old, new),
            witness_schemas=_additional_values(pair),
            isolate=_isolate_additional(pair.closed),
        )
    else:
        yield from pair.compare_below(old, new, word)


def _additional_values(pair: SchemaPair) -> WitnessSchemas:
    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        own, theirs = (
            additional_schema(accepting, closed=pair.closed),
            additional_schema(refusing, closed=pair.closed),
        )
        if own == {}:
            for value in SAMPLES:
                if theirs is False or not pair.semantics.is_valid(theirs, value):
                    yield require_value(accepting, UNNAMED_FIELD, value)
        else:
            given = {**accepting.get("properties", {}), UNNAMED_FIELD: own}
            yield {
                **accepting,
                "properties": given,
                "required": sorted({*accepting.get("required", ()), UNNAMED_FIELD}),
            }

    return narrowed


def _isolate_additional(closed: bool) -> IsolateEdit:
    def isolate(accepting: dict[str, Any], refusing: dict[str, Any]) -> dict[str, Any]:
        return {**accepting, "additionalProperties": additional_schema(refusing, closed=closed)}

    return isolate
