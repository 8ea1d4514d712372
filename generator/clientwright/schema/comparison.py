"""Compare two schemas in normal form: the edits of their keywords, and what each adds or removes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import ACCEPTS_NOTHING, EditKind, KeywordEdit, SchemaPair
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.semantics import SEMANTICS


def compare_schemas(
    old: Any, new: Any, pointer: str = "", closed: bool = True
) -> Iterator[KeywordEdit]:
    """Yield the edits between two schemas in normal form, each with its effect on the accepted values."""
    if is_same_schema(old, new):
        return
    if old is False or new is False:
        yield _accepts_nothing(old, new, pointer)
        return
    pair = SchemaPair(old, new, pointer, closed, compare_schemas, SEMANTICS)
    listed = _lists_scalars(old) or _lists_scalars(new)
    for constraint in CONSTRAINTS:
        redundant = listed and constraint.asserts and not constraint.listed
        if constraint.compare is not None and not redundant:
            yield from constraint.compare(pair)


def _accepts_nothing(old: Any, new: Any, pointer: str) -> KeywordEdit:
    edit = EditKind.ADDED if new is False else EditKind.REMOVED
    nothing: dict[str, Any] = {"not": {}}
    return KeywordEdit(
        pointer, ACCEPTS_NOTHING, edit, old or nothing, new or nothing, new is False, old is False,
        witness_schemas=lambda accepting, refusing: [accepting],
    )  # fmt: skip


def _lists_scalars(schema: dict[str, Any]) -> bool:
    """Return whether a schema lists scalar values, which makes its other keywords redundant."""
    listed = schema.get("enum")
    return listed is not None and not any(isinstance(v, (dict, list)) for v in listed)
