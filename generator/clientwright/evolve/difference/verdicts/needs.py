"""`dependentRequired` and `dependentSchemas`: what must hold where a field is there."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair, edited
from clientwright.specs.json_text import Schema

REQUIRED, SCHEMAS = "dependentRequired", "dependentSchemas"


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare what fields ask of others, then of the whole object."""
    if not pair.speaks(REQUIRED):
        return
    old, new = _needs(pair.old), _needs(pair.new)
    if old != new:
        shrinks, grows = bool(new - old), bool(old - new)
        yield pair.claim(
            REQUIRED,
            edited(pair.edit(REQUIRED), shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            beyond=_each,
        )
    yield from _schemas(pair)


def _needs(schema: Schema) -> set[tuple[str, str]]:
    found = schema.get(REQUIRED, {}).items()
    return {(name, need) for name, needs in found for need in needs if need != name}


def _schemas(pair: Pair) -> Iterator[Claim]:
    old, new = pair.old.get(SCHEMAS, {}), pair.new.get(SCHEMAS, {})
    if old == new:
        return
    below = [
        claim
        for name in {**old, **new}
        for claim in pair.inside(old.get(name, {}), new.get(name, {}), SCHEMAS, name)
    ]
    shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
    found = edited(pair.edit(SCHEMAS), shrinks, grows)
    yield pair.claim(SCHEMAS, found, shrinks=shrinks, grows=grows, beyond=_each)


def _each(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Ask for each field that the refusing side speaks of."""
    for name in {**refusing.get(REQUIRED, {}), **refusing.get(SCHEMAS, {})}:
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}
