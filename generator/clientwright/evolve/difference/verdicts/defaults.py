"""`default`: a value that the service fills in. Another one changes what a payload without it means."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.normal import same
from clientwright.evolve.difference.values import Edit


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare defaults: a first one only tells what was so before, another is a question to the caller."""
    said = [{w: v for w, v in schema.items() if w == "default"} for schema in (pair.old, pair.new)]
    if not same(*said):
        found = pair.edit("default")
        yield pair.claim("default", found, open=found is not Edit.ADDED)
