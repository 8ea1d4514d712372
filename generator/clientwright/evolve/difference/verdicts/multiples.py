"""`multipleOf`: a multiple of the old step takes values away."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair, edited
from clientwright.evolve.difference.values import Edit
from clientwright.rules.numbers import to_fraction


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the steps."""
    if not pair.speaks("multipleOf") or pair.old.get("multipleOf") == pair.new.get("multipleOf"):
        return
    found = pair.edit("multipleOf")
    if found is Edit.CHANGED:
        old, new = to_fraction(pair.old["multipleOf"]), to_fraction(pair.new["multipleOf"])
        shrinks, grows = (old / new).denominator != 1, (new / old).denominator != 1
    else:
        shrinks, grows = found is Edit.ADDED, found is Edit.REMOVED
    yield pair.claim("multipleOf", edited(found, shrinks, grows), shrinks=shrinks, grows=grows)
