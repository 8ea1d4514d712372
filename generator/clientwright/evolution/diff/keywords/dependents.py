"""`dependentRequired` and `dependentSchemas`: what a field requires if it is present."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    refined_edit_kind,
)
from clientwright.io.json_types import Schema

REQUIRED, SCHEMAS = "dependentRequired", "dependentSchemas"


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare which other fields a field requires, then which schemas."""
    if not pair.applies(REQUIRED):
        return
    old, new = _dependencies(pair.old), _dependencies(pair.new)
    if old != new:
        shrinks, grows = bool(new - old), bool(old - new)
        yield pair.keyword_edit(
            REQUIRED,
            refined_edit_kind(pair.edit_kind(REQUIRED), shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            witness_schemas=_require_each,
        )
    yield from _compare_dependent_schemas(pair)


def _dependencies(schema: Schema) -> set[tuple[str, str]]:
    found = schema.get(REQUIRED, {}).items()
    return {
        (name, dependency) for name, needs in found for dependency in needs if dependency != name
    }


def _compare_dependent_schemas(pair: SchemaPair) -> Iterator[KeywordEdit]:
    old, new = pair.old.get(SCHEMAS, {}), pair.new.get(SCHEMAS, {})
    if old == new:
        return
    below = [
        edit
        for name in {**old, **new}
        for edit in pair.compare_branch(old.get(name, {}), new.get(name, {}), SCHEMAS, name)
    ]
    shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
    edit_kind = refined_edit_kind(pair.edit_kind(SCHEMAS), shrinks, grows)
    yield pair.keyword_edit(
        SCHEMAS, edit_kind, shrinks=shrinks, grows=grows, witness_schemas=_require_each
    )


def _require_each(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Yield schemas that require each field with a dependency on the rejecting side."""
    for name in {**refusing.get(REQUIRED, {}), **refusing.get(SCHEMAS, {})}:
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}
