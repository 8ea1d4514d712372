"""`pattern`: whether one takes away what another let in is shown by a text, or stays open."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.values import Edit


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the patterns; two different ones may do anything."""
    if not pair.speaks("pattern") or pair.old.get("pattern") == pair.new.get("pattern"):
        return
    found = pair.edit("pattern")
    yield pair.claim(
        "pattern", found, shrinks=found is not Edit.REMOVED, grows=found is not Edit.ADDED
    )
