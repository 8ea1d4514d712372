"""A field that went while another of the same kind came may have been renamed: a guess, said as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from clientwright.evolve.difference import lifting
from clientwright.evolve.difference.kinds import kinds_of
from clientwright.evolve.difference.normal import same
from clientwright.evolve.difference.sides import Side
from clientwright.evolve.difference.values import Change
from clientwright.narrow import is_dict
from clientwright.spec.jsontext import Schema, split

LIKE = 0.5
"""From so much likeness of their names on, two fields of one type may be the same one."""
ALIKE = 0.3
"""From so much on where everything else about them is equal."""
_GONE, _NEW = "property-removed", "property-added"


def guessed(
    changes: Sequence[Change], old: Side, new: Side, above: Sequence[str] = ()
) -> Iterator[Change]:
    """Add to each property that is gone the new one that it may be called now; `above` leads to the root of pointers."""
    come = [change.pointer for change in changes if change.kind == _NEW]
    for change in changes:
        name = _likeliest(change.pointer, come, (old, new), above) if change.kind == _GONE else ""
        guess = f" It may be called `{name}` now (a guess by its name and type): rename it."
        yield replace(change, advice=change.advice + guess) if name else change


def _likeliest(
    gone: str, come: Sequence[str], sides: tuple[Side, Side], above: Sequence[str]
) -> str:
    new, before = sides[1], _schema(sides[0], above, gone)
    found = [
        (
            _likeness(_name(gone), _name(other), same(before, _schema(new, above, other))),
            _name(other),
        )
        for other in come
        if other.rpartition("/")[0] == gone.rpartition("/")[0]
        and kinds_of(before) & kinds_of(_schema(new, above, other))
    ]
    score, name = max(found, default=(0.0, ""))
    return name if score > 0 else ""


def _likeness(one: str, other: str, equal: bool) -> float:
    score = SequenceMatcher(None, one, other).ratio()
    shared = set(one.split("_")) & set(other.split("_"))
    score = max(score, LIKE if shared else 0.0)
    return score if score >= (ALIKE if equal else LIKE) else 0.0


def _name(pointer: str) -> str:
    return split(pointer)[-1]


def _schema(side: Side, above: Sequence[str], pointer: str) -> Schema:
    found: Any = lifting.at(side.schema, [*above, *split(pointer)[1:]])
    return found if is_dict(found) else {}
