"""`allOf`, `anyOf`, `oneOf`: branches added, removed, changed.

More branches of `anyOf` let more in, more of `allOf` less; of `oneOf` either may take
values away, because a value of two branches is refused.
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
from clientwright.normalize.json_equality import canonical_json
from clientwright.specs.json_text import Schema, split_pointer


def compare_keywords(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the three, each by its own law."""
    for word in ("anyOf", "allOf", "oneOf"):
        if pair.old.get(word) != pair.new.get(word):
            inner = _branch_edits(pair, word)
            shrinks, grows = _effect(pair, word, inner)
            yield pair.keyword_edit(
                word,
                refined_edit_kind(pair.edit_kind(word), shrinks, grows),
                shrinks=shrinks,
                grows=grows,
                beyond=_branch_by_branch(pair, word),
                inner=inner,
            )


def _branch_edits(pair: SchemaPair, word: str) -> list[KeywordEdit]:
    """Compare the branches that only one side has, each with the one that came in its place."""
    gone, come = _unshared_branches(pair.old.get(word, []), pair.new.get(word, []))
    return [
        claim
        for n, (old, new) in enumerate(zip(gone, come, strict=False))
        for claim in pair.compare_branch(old, new, word, n)
    ]


def _effect(pair: SchemaPair, word: str, inner: list[KeywordEdit]) -> tuple[bool, bool]:
    if word not in pair.old or word not in pair.new:
        return word in pair.new, word in pair.old
    if word == "oneOf":
        return True, True
    gone, come = _unshared_branches(pair.old[word], pair.new[word])
    shrinks, grows = any(c.shrinks for c in inner), any(c.grows for c in inner)
    fewer, more = len(gone) > len(come), len(come) > len(gone)
    if word == "anyOf":
        return shrinks or fewer, grows or more
    return shrinks or more, grows or fewer


def _unshared_branches(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """Give the branches that only one side has, in their order."""
    before, after = ({canonical_json(branch): branch for branch in side} for side in (old, new))
    return (
        [branch for key, branch in before.items() if key not in after],
        [branch for key, branch in after.items() if key not in before],
    )


def _branch_by_branch(pair: SchemaPair, word: str) -> WitnessSchemas:
    """Narrow what accepts to one branch after the other, first to what such a branch has lost."""

    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        if word == "allOf":
            return
        mine, theirs = _unshared_branches(accepting.get(word, []), refusing.get(word, []))
        for one, other in zip(mine, theirs, strict=False):
            for claim in pair.compare(one, other, "", False):
                yield from ({**accepting, word: [lost]} for lost in _lost_values(one, claim))
        others = (branch for branch in accepting.get(word, ()) if branch not in mine)
        for branch in (*mine, *others):
            yield {**accepting, word: [branch]}

    return narrowed


def _lost_values(branch: Any, claim: KeywordEdit) -> Iterator[Schema]:
    """Narrow a branch to values that another form of it does not take."""
    for seed in claim.witness_schemas(claim.old, claim.new) if claim.shrinks else ():
        with suppress(LookupError):
            yield subschemas.require_at(branch, split_pointer(claim.schema_pointer), seed)
