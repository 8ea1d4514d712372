"""Titles, descriptions, examples, comments; `deprecated`, `readOnly`, `writeOnly`; `default`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair
from clientwright.schema.protocols import Semantics

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


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop the flags that are not set."""
    return {word: v for word, v in schema.items() if not (word in FLAG_ANNOTATIONS and v is False)}


_ANNOTATES = "an annotation accepts every value"
ANNOTATIONS = Constraint(
    "annotations",
    ("default", *TEXT_ANNOTATIONS, *FLAG_ANNOTATIONS),
    asserts=False,
    compare=compare,
    normalize=normalize,
    waived=dict.fromkeys(
        ("accept", "generate", "violate", "describe", "mutate", "emit"), _ANNOTATES
    ),
)
