"""Exact numbers of a payload: as decimals, and scaled to integers that add up without rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.sandbox.rules.json_query import (
    WILDCARD,
    Gap,
    Location,
    Segments,
    documented_default,
    nodes,
)

_SHOWN = 40
"""The most characters of a number in a message."""


def as_decimal(value: Any) -> Decimal | None:
    """Return a number as it is written, or None for every other value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    found = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
    return found if found.is_finite() else None


def excess(addends: Iterable[Decimal], limit: Decimal) -> tuple[int, str]:
    """Return the sign of the sum minus the limit, and the sum as text."""
    numbers = [number.as_tuple() for number in (*addends, limit)]
    lowest = min(int(number.exponent) for number in numbers)
    *scaled, most = [
        int(Decimal((number.sign, number.digits, int(number.exponent) - lowest)))
        for number in numbers
    ]
    total = sum(scaled)
    sign, digits, _ = Decimal(total).as_tuple()
    text = str(Decimal((sign, digits, lowest)))
    return (total > most) - (total < most), text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Addends:
    """What is to be added up, and how much of it is a documented default."""

    values: list[Decimal]
    by_default: int = 0


def addends(path: Segments, payload: Any, schema: Any) -> Addends | None:
    """Return what is to be added up, absent values by their default; None if that cannot be added.

    It cannot if there is nothing, or if a value is no number.
    """
    by_default = 0
    if path[-1] == WILDCARD:
        values = [value for _, value in nodes(path, payload)]
    else:
        holders = [value for _, value in nodes(path[:-1], payload)]
        by_default = sum(is_dict(holder) and path[-1] not in holder for holder in holders)
        default = documented_default(path, schema) if by_default else Gap.ABSENT
        values = [
            holder.get(path[-1], default) if is_dict(holder) else Gap.NO_OBJECT
            for holder in holders
        ]
    found = [as_decimal(value) for value in values]
    known = [number for number in found if number is not None]
    return Addends(known, by_default) if known and len(known) == len(found) else None


def outer_array(path: Segments) -> Location:
    """Return the location of the first array on the way to the addends."""
    return path[: path.index(WILDCARD)]


def addends_text(path: Segments, found: Addends) -> str:
    """Return the addends as a phrase for messages."""
    of = "" if path[-1] == WILDCARD else f" of {path[-1]}"
    how = f" ({found.by_default} of them by default)" if found.by_default else ""
    return f"the values{of} in {path[0]}{how}"


def equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal: 1 equals 1.0, true equals neither."""
    return bool(_canonical(one) == _canonical(other))


def _canonical(value: Any) -> Any:
    """Return a value in a form in which Python's equality is that of JSON."""
    number = as_decimal(value)
    if number is not None:
        return "number", number
    if is_list(value):
        return "array", _each(value)
    if is_dict(value):
        return "object", {key: _canonical(inner) for key, inner in value.items()}
    return type(value).__name__, value


def _each(values: Sequence[Any]) -> list[Any]:
    return [_canonical(value) for value in values]
