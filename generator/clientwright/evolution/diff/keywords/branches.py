"""`allOf`, `anyOf`, `oneOf`: branches added, removed, changed.

More branches of `anyOf` accept more, of `allOf` less; of `oneOf` either may remove
values, because a value that matches two branches is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.evolution.diff.model import subschemas
from clientwright.evolution.diff.model.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema
from clientwright.normalize.json_equality import canonical_json


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare each of the three keywords."""
    for keyword in ("anyOf", "allOf", "oneOf"):
        if pair.old.get(keyword) != pair.new.get(keyword):
            edits = _branch_edits(pair, keyword)
            shrinks, grows = _effect(pair, keyword, edits)
            yield pair.keyword_edit(
                keyword,
                refined_edit_kind(pair.edit_kind(keyword), shrinks, grows),
                shrinks=shrinks,
                grows=grows,
                witness_schemas=_branch_by_branch(pair, keyword),
                branch_edits=edits,
            )


def _branch_edits(pair: SchemaPair, keyword: str) -> list[KeywordEdit]:
    """Compare the branches that only one side has, pairwise in order."""
    removed, added = _unshared_branches(pair.old.get(keyword, []), pair.new.get(keyword, []))
    return [
        edit
        for n, (old, new) in enumerate(zip(removed, added, strict=False))
        for edit in pair.compare_branch(old, new, keyword, n)
    ]


def _effect(pair: SchemaPair, keyword: str, edits: list[KeywordEdit]) -> tuple[bool, bool]:
    if keyword not in pair.old or keyword not in pair.new:
        return keyword in pair.new, keyword in pair.old
    if keyword == "oneOf":
        return True, True
    removed, added = _unshared_branches(pair.old[keyword], pair.new[keyword])
    shrinks, grows = any(c.shrinks for c in edits), any(c.grows for c in edits)
    fewer, more = len(removed) > len(added), len(added) > len(removed)
    if keyword == "anyOf":
        return shrinks or fewer, grows or more
    return shrinks or more, grows or fewer


def _unshared_branches(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the branches that only one side has, in order."""
    before, after = ({canonical_json(branch): branch for branch in side} for side in (old, new))
    return (
        [branch for key, branch in before.items() if key not in after],
        [branch for key, branch in after.items() if key not in before],
    )


def _branch_by_branch(pair: SchemaPair, keyword: str) -> WitnessSchemas:
    """Return witness schemas: one branch each, first the values that it lost."""

    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        if keyword == "allOf":
            return
        mine, theirs = _unshared_branches(accepting.get(keyword, []), refusing.get(keyword, []))
        for one, other in zip(mine, theirs, strict=False):
            for edit in pair.compare(one, other, "", False):
                yield from ({**accepting, keyword: [lost]} for lost in _lost_values(one, edit))
        others = (branch for branch in accepting.get(keyword, ()) if branch not in mine)
        for branch in (*mine, *others):
            yield {**accepting, keyword: [branch]}

    return narrowed


def _lost_values(branch: Any, edit: KeywordEdit) -> Iterator[Schema]:
    """Yield the branch narrowed to values that its other form rejects."""
    for seed in edit.witness_schemas(edit.old, edit.new) if edit.shrinks else ():
        with suppress(LookupError):
            yield subschemas.require_at(branch, split_pointer(edit.schema_pointer), seed)
