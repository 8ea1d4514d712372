"""Two schemas in normal form become claims: a walk down both, with a table of verdicts for each keyword."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.evolve.difference.claims import NOTHING, Claim, Pair
from clientwright.evolve.difference.normal import same
from clientwright.evolve.difference.values import Edit
from clientwright.evolve.difference.verdicts import ALWAYS, LISTED, TABLES


def compare(old: Any, new: Any, at: str = "", closed: bool = True) -> Iterator[Claim]:
    """List what was edited between two normal schemas, each with what it does to the values taken."""
    if same(old, new):
        return
    if old is False or new is False:
        yield _nothing(old, new, at)
        return
    pair = Pair(old, new, at, closed, compare)
    tables = LISTED if _named(old) or _named(new) else (*LISTED, *TABLES)
    for table in (*tables, *ALWAYS):
        yield from table(pair)


def _nothing(old: Any, new: Any, at: str) -> Claim:
    edit = Edit.ADDED if new is False else Edit.REMOVED
    shut: dict[str, Any] = {"not": {}}
    return Claim(
        at, NOTHING, edit, old or shut, new or shut, new is False, old is False,
        beyond=lambda accepting, refusing: [accepting],
    )  # fmt: skip


def _named(schema: dict[str, Any]) -> bool:
    """Tell whether a schema lists scalar values, which says all."""
    listed = schema.get("enum")
    return listed is not None and not any(isinstance(v, (dict, list)) for v in listed)
