"""`type`: a type that is gone takes its values away."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair, moved
from clientwright.evolve.difference.kinds import kinds_of
from clientwright.evolve.difference.values import Edit
from clientwright.specs.json_text import Schema


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare the types, null among them."""
    old, new = _wide(pair.old), _wide(pair.new)
    if old == new:
        return
    lost, gained = bool(old - new), bool(new - old)
    edit = (
        moved(lost, gained) if {"type"} <= pair.old.keys() & pair.new.keys() else pair.edit("type")
    )
    if edit is Edit.CHANGED or lost or gained:
        yield pair.claim("type", edit, shrinks=lost, grows=gained, beyond=_beyond)


def _wide(schema: Schema) -> frozenset[str]:
    kinds = kinds_of(schema)
    return kinds | {"integer"} if "number" in kinds else kinds


def _beyond(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    for kind in sorted(kinds_of(accepting) - _wide(refusing)):
        if kind == "number" and "integer" in kinds_of(refusing):
            yield {**accepting, "enum": [math.floor(accepting.get("minimum", 0)) + 0.5]}
        yield {**accepting, "type": kind}
