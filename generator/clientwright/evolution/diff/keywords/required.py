"""`required`: a newly required property rejects values without it, even if it has a default."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import IsolateEdit, KeywordEdit, SchemaPair
from clientwright.io.json_types import Schema

KEYWORD = "required"


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the required properties, name by name."""
    if not pair.applies(KEYWORD):
        return
    old, new = set(pair.old.get(KEYWORD, ())), set(pair.new.get(KEYWORD, ()))
    for name in sorted(new - old):
        yield _required_edit(pair, name, EditKind.ADDED)
    for name in sorted(old - new):
        yield _required_edit(pair, name, EditKind.REMOVED)


def _required_edit(pair: SchemaPair, name: str, edit_kind: EditKind) -> KeywordEdit:
    added = edit_kind is EditKind.ADDED
    property_schema = pair.new.get("properties", {}).get(name, {})
    default_value = property_schema.get("default") if isinstance(property_schema, dict) else None
    return pair.keyword_edit(
        KEYWORD,
        edit_kind,
        shrinks=added,
        grows=not added,
        values=(None, default_value),
        witness_schemas=lambda accepting, refusing: [accepting],
        isolate=_isolate_required(name),
        name=name,
    )


def _isolate_required(name: str) -> IsolateEdit:
    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        return {**accepting, KEYWORD: [*accepting.get(KEYWORD, ()), name]}

    return isolate
