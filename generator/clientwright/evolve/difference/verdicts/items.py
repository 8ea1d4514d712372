"""`items` and `prefixItems`: what stands in an array, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.evolve.difference.claims import Claim, Pair
from clientwright.spec.jsontext import Schema


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the first items one by one, then all that follow."""
    if not pair.speaks("items"):
        return
    count = max(len(schema.get("prefixItems", ())) for schema in (pair.old, pair.new))
    for n in range(count):
        yield from pair.below(_nth(pair.old, n), _nth(pair.new, n), "prefixItems", n)
    yield from pair.below(_nth(pair.old, count), _nth(pair.new, count), "items")


def _nth(schema: Schema, n: int) -> Any:
    first = schema.get("prefixItems", ())
    return first[n] if n < len(first) else schema.get("items", {})
