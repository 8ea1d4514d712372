"""`type`: a removed type removes its values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clientwright.evolution.diff.model.changes import EditKind
from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    changed_edit_kind,
)
from clientwright.evolution.diff.model.keyword_types import accepted_types
from clientwright.io.json_types import Schema


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the types, including null."""
    old, new = _with_integers(pair.old), _with_integers(pair.new)
    if old == new:
        return
    lost, gained = bool(old - new), bool(new - old)
    edit_kind = (
        changed_edit_kind(lost, gained)
        if {"type"} <= pair.old.keys() & pair.new.keys()
        else pair.edit_kind("type")
    )
    if edit_kind is EditKind.CHANGED or lost or gained:
        yield pair.keyword_edit(
            "type", edit_kind, shrinks=lost, grows=gained, witness_schemas=_refused_types
        )


def _with_integers(schema: Schema) -> frozenset[str]:
    kinds = accepted_types(schema)
    return kinds | {"integer"} if "number" in kinds else kinds


def _refused_types(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    for kind in sorted(accepted_types(accepting) - _with_integers(refusing)):
        if kind == "number" and "integer" in accepted_types(refusing):
            yield {**accepting, "enum": [math.floor(accepting.get("minimum", 0)) + 0.5]}
        yield {**accepting, "type": kind}
