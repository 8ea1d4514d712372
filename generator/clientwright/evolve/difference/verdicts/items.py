"""`items` and `prefixItems`: what stands in an array, place by place.

The client does not look for unknown fields in arrays whose first items are told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.evolve.difference.values import Edit
from clientwright.specs.json_text import Schema
from clientwright.specs.schema_keywords import walk_schemas

FIRST = "prefixItems"


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the first items one by one, then all that follow."""
    if not pair.speaks("items"):
        return
    count = max(len(schema.get(FIRST, ())) for schema in (pair.old, pair.new))
    below = pair.inside if count else pair.below
    for n in range(count):
        yield from below(_nth(pair.old, n), _nth(pair.new, n), FIRST, n)
    yield from below(_nth(pair.old, count), _nth(pair.new, count), "items")
    if pair.closed and pair.edit(FIRST) is Edit.REMOVED and _names_fields(pair.new.get("items")):
        yield pair.claim(FIRST, Edit.REMOVED, shrinks=True, grows=True)


def _nth(schema: Schema, n: int) -> Any:
    first = schema.get(FIRST, ())
    return first[n] if n < len(first) else schema.get("items", {})


def _names_fields(items: Any) -> bool:
    return any(sub.get("properties") for _, sub in walk_schemas(items))
