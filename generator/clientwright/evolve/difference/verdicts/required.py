"""`required`: a property that must now be there takes away what lacks it, with or without a default."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Isolate, Pair
from clientwright.evolve.difference.values import Edit
from clientwright.specs.json_text import Schema

KEYWORD = "required"


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare what must be there, name by name."""
    if not pair.speaks(KEYWORD):
        return
    old, new = set(pair.old.get(KEYWORD, ())), set(pair.new.get(KEYWORD, ()))
    for name in sorted(new - old):
        yield _claim(pair, name, Edit.ADDED)
    for name in sorted(old - new):
        yield _claim(pair, name, Edit.REMOVED)


def _claim(pair: Pair, name: str, edit: Edit) -> Claim:
    added = edit is Edit.ADDED
    default = pair.new.get("properties", {}).get(name, {})
    said = default.get("default") if isinstance(default, dict) else None
    return pair.claim(
        KEYWORD,
        edit,
        shrinks=added,
        grows=not added,
        said=(None, said),
        beyond=lambda accepting, refusing: [accepting],
        isolate=_asking(name),
        name=name,
    )


def _asking(name: str) -> Isolate:
    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        return {**accepting, KEYWORD: [*accepting.get(KEYWORD, ()), name]}

    return isolate
