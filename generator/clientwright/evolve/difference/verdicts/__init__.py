"""One file for each group of keywords: what an edit of them does to the values that a schema takes.

A table reads a `Pair` and yields claims; a new keyword is a new line in one of the tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.verdicts import (
    bounds,
    branches,
    conditions,
    contains,
    defaults,
    formats,
    items,
    listed,
    marks,
    media,
    multiples,
    needs,
    patterns,
    properties,
    required,
    types,
    unique,
)

Table = Callable[[Pair], Iterator[Claim]]

LISTED: tuple[Table, ...] = (listed.claims,)
TABLES: tuple[Table, ...] = (
    types.claims,
    bounds.claims,
    multiples.claims,
    patterns.claims,
    required.claims,
    properties.claims,
    needs.claims,
    items.claims,
    unique.claims,
    contains.claims,
    branches.claims,
    conditions.claims,
)
ALWAYS: tuple[Table, ...] = (media.claims, defaults.claims, formats.claims, marks.claims)
