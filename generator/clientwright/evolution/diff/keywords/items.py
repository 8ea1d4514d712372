"""`items` and `prefixItems`: the items of an array.

The client does not check for unknown fields in arrays with `prefixItems`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit, SchemaPair
from clientwright.io.json_types import Schema
from clientwright.specs.schema_keywords import walk_schemas

PREFIX_ITEMS = "prefixItems"


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the first items one by one, then all that follow."""
    if not pair.applies("items"):
        return
    count = max(len(schema.get(PREFIX_ITEMS, ())) for schema in (pair.old, pair.new))
    below = pair.compare_branch if count else pair.compare_below
    for n in range(count):
        yield from below(_item_schema(pair.old, n), _item_schema(pair.new, n), PREFIX_ITEMS, n)
    yield from below(_item_schema(pair.old, count), _item_schema(pair.new, count), "items")
    if (
        pair.closed
        and pair.edit_kind(PREFIX_ITEMS) is EditKind.REMOVED
        and _names_fields(pair.new.get("items"))
    ):
        yield pair.keyword_edit(PREFIX_ITEMS, EditKind.REMOVED, shrinks=True, grows=True)


def _item_schema(schema: Schema, n: int) -> Any:
    first = schema.get(PREFIX_ITEMS, ())
    return first[n] if n < len(first) else schema.get("items", {})


def _names_fields(items: Any) -> bool:
    return any(sub.get("properties") for _, sub in walk_schemas(items))
