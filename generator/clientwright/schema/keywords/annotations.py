"""Titles, descriptions, examples, comments; `deprecated`, `readOnly`, `writeOnly`; `default`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair
from clientwright.schema.protocols import Semantics
from clientwright.schema.wording import show_value

TEXT_ANNOTATIONS = ("title", "description", "examples", "$comment", "$schema")
FLAG_ANNOTATIONS = ("deprecated", "readOnly", "writeOnly")


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare annotations: texts never matter; a new or changed flag is undecidable."""
    yield from _compare_defaults(pair)
    for keyword in (*TEXT_ANNOTATIONS, *FLAG_ANNOTATIONS):
        if pair.old.get(keyword) != pair.new.get(keyword):
            edit_kind = pair.edit_kind(keyword)
            yield pair.keyword_edit(
                keyword,
                edit_kind,
                undecidable=keyword in FLAG_ANNOTATIONS and edit_kind is not EditKind.REMOVED,
            )


def _compare_defaults(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the values that the service fills in: a first one only documents what was so before, others are undecidable."""
    defaults = [
        {w: v for w, v in schema.items() if w == "default"} for schema in (pair.old, pair.new)
    ]
    if not is_same_schema(*defaults):
        edit_kind = pair.edit_kind("default")
        yield pair.keyword_edit("default", edit_kind, undecidable=edit_kind is not EditKind.ADDED)


def tell(edit: KeywordEdit, field: str) -> str:
    """Tell another default, a mark, or that a text was changed."""
    if edit.keyword == "default":
        return _tell_default(edit, field)
    if edit.keyword in FLAG_ANNOTATIONS:
        text = "is no longer marked" if edit.edit_kind is EditKind.REMOVED else "is now marked"
        return f"{field} {text} {edit.keyword}."
    return f"the {edit.keyword.strip('$')} of {field} was {edit.edit_kind}."


def _tell_default(edit: KeywordEdit, field: str) -> str:
    was, now = show_value(edit.old_value), show_value(edit.new_value)
    if edit.edit_kind is EditKind.ADDED:
        return f"the documented default of {field} is {now}; before, none was documented."
    if edit.edit_kind is EditKind.REMOVED:
        return f"{field} has no documented default any more (it was {was})."
    return f"the default of {field} is now {now}; it was {was}."


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop the flags that are not set."""
    return {word: v for word, v in schema.items() if not (word in FLAG_ANNOTATIONS and v is False)}


_ANNOTATES = "an annotation accepts every value"
ANNOTATIONS = Constraint(
    "annotations",
    ("default", *TEXT_ANNOTATIONS, *FLAG_ANNOTATIONS),
    compare=compare,
    tell=tell,
    normalize=normalize,
    waived=dict.fromkeys(
        ("accept", "generate", "violate", "describe", "mutate", "emit"), _ANNOTATES
    ),
)
