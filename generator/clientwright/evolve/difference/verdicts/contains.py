"""`contains`, `minContains`, `maxContains`: how many items of a kind an array has."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair, edited
from clientwright.specs.json_text import Schema

WORDS = ("contains", "minContains", "maxContains")


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the counts where the kind is the same; another kind may do anything."""
    if not pair.speaks("contains") or _part(pair.old) == _part(pair.new):
        return
    old, new = pair.old.get("contains"), pair.new.get("contains")
    if old is not None and new is not None and old != new:
        yield from _other_kind(pair)
        return
    (low, high), (low_now, high_now) = _counts(pair.old), _counts(pair.new)
    for word, tighter, looser in (
        ("minContains", low_now > low, low_now < low),
        ("maxContains", high_now < high, high_now > high),
    ):
        if tighter or looser:
            keyword = word if old is not None and new is not None else "contains"
            edit = edited(pair.edit(keyword), tighter, looser)
            yield pair.claim(keyword, edit, shrinks=tighter, grows=looser, words=WORDS)


def _other_kind(pair: Pair) -> Iterator[Claim]:
    below = list(pair.inside(pair.old["contains"], pair.new["contains"], "contains"))
    capped = "maxContains" in pair.old or "maxContains" in pair.new
    counted = _counts(pair.old) != _counts(pair.new)
    shrinks = capped or counted or any(c.shrinks for c in below)
    grows = capped or counted or any(c.grows for c in below)
    edit = edited(pair.edit("contains"), shrinks, grows)
    yield pair.claim("contains", edit, shrinks=shrinks, grows=grows, words=WORDS)


def _part(schema: Schema) -> Schema:
    return {word: schema[word] for word in WORDS if word in schema}


def _counts(schema: Schema) -> tuple[float, float]:
    if "contains" not in schema:
        return 0, math.inf
    return schema.get("minContains", 1), schema.get("maxContains", math.inf)
