"""Compare two schemas in normal form: the edits of their keywords, and what each adds or removes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from clientwright.schema.contradictions import SchemaRefuter
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import (
    ACCEPTS_NOTHING,
    EditKind,
    KeywordEdit,
    SchemaPair,
    changed_edit_kind,
)
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.representatives import representatives
from clientwright.schema.semantics import SEMANTICS
from clientwright.schema.union_comparison import UnionPair
from clientwright.schema.validator import make_validator


def compare_schemas(
    old: Any, new: Any, pointer: str = "", closed: bool = True
) -> Iterator[KeywordEdit]:
    """Yield the edits between two schemas in normal form, each with its effect on the accepted values.

    What no value fits is the same as `False`, however it is written.
    """
    if is_same_schema(old, new):
        return
    refuter = SchemaRefuter(SEMANTICS, closed=closed)
    old, new = (False if refuter.refute(side) is not None else side for side in (old, new))
    if old is False and new is False:
        return
    if old is False or new is False:
        yield _accepts_nothing(old, new, pointer)
        return
    pair = SchemaPair(old, new, pointer, closed, compare_schemas, SEMANTICS)
    unions = UnionPair.of(pair)
    found = list(_keyword_edits(pair) if unions is None else unions.edits())
    yield from _decide(found, old, new)


def _keyword_edits(pair: SchemaPair) -> Iterator[KeywordEdit]:
    listed = _lists_scalars(pair.old) or _lists_scalars(pair.new)
    for constraint in CONSTRAINTS:
        redundant = listed and constraint.asserts and not constraint.beside_enum
        if constraint.compare is not None and not redundant:
            yield from constraint.compare(pair)


def _decide(edits: list[KeywordEdit], old: Any, new: Any) -> list[KeywordEdit]:
    """Return the edits with their exact effect, where a few values stand for all others."""
    effective = [edit for edit in edits if edit.shrinks or edit.grows]
    lists = _lists_scalars(old) and _lists_scalars(new)
    if not effective or (lists and all(edit.keyword == "enum" for edit in effective)):
        return edits  # two lists are compared value by value already
    known = representatives(old, new)
    if not known.complete:
        return edits
    before, after = (
        [value for value in known.values if make_validator(side).is_valid(value)]
        for side in (old, new)
    )
    return [_exact_edit(edit, before, after) for edit in edits]


def _exact_edit(edit: KeywordEdit, before: list[Any], after: list[Any]) -> KeywordEdit:
    """Return an edit with the values that it alone removes and adds."""
    if edit.undecidable or not (edit.shrinks or edit.grows):
        return edit
    lost = _refused(before, edit.isolate(edit.old, edit.new)) if edit.shrinks else []
    gained = _refused(after, edit.isolate(edit.new, edit.old)) if edit.grows else []
    shrinks, grows = bool(lost), bool(gained)
    on_both = edit.edit_kind not in (EditKind.ADDED, EditKind.REMOVED)
    kind = changed_edit_kind(shrinks, grows) if on_both and shrinks != grows else edit.edit_kind
    decided = replace(edit, edit_kind=kind, shrinks=shrinks, grows=grows)

    def witness_schemas(accepting: Any, refusing: Any) -> Iterator[Any]:
        yield from edit.witness_schemas(accepting, refusing)
        for value in lost if accepting is edit.old else gained:
            yield {**accepting, "enum": [value]}

    return replace(decided, witness_schemas=witness_schemas)


def _refused(values: list[Any], schema: Any) -> list[Any]:
    validator = make_validator(schema)
    return [value for value in values if not validator.is_valid(value)]


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
