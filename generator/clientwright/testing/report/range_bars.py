"""Bars: the range of a number, a length or a count, with the points that were tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clientwright.schema.numbers import to_fraction
from clientwright.testing.promises import Quantity, Target, TriedPoint, TriedRange

INSIDE = (16, 84)
"""Where the range begins and ends, in percent of the bar; what is outside has no scale."""

_UNITS = {
    Quantity.VALUE: "",
    Quantity.LENGTH: "characters",
    Quantity.ITEMS: "items",
    Quantity.FIELDS: "fields",
}
_MAX_LISTED, _MAX_DIGITS = 12, 14


class PointKind(StrEnum):
    """What targets did with a value."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class BarPoint:
    """A point of a bar; `at` is its position in percent."""

    at: float
    kind: PointKind
    value: int | float


@dataclass(frozen=True, slots=True)
class RangeBar:
    """The bar of one quantity of a field, for all targets; `low_at` and `high_at` are its ends in percent."""

    field: str
    unit: str
    range: str
    low: str
    high: str
    low_at: float
    high_at: float
    points: tuple[BarPoint, ...]
    summary: tuple[tuple[PointKind, str], ...]
    omitted: int


def range_bars(ranges: Iterable[TriedRange]) -> list[RangeBar]:
    """Return a bar for each field and quantity of an endpoint; what several targets tried is in one."""
    found: dict[tuple[str, Quantity], list[TriedRange]] = {}
    for one in ranges:
        found.setdefault((one.pointer + one.field, one.quantity), []).append(one)
    return [_bar(those) for those in found.values()]


def _bar(ranges: Sequence[TriedRange]) -> RangeBar:
    first = ranges[0]
    values = sorted({point.value for one in ranges for point in one.points})
    places = dict(_places(values, first))
    points = tuple(
        dict.fromkeys(
            BarPoint(places[point.value], kind, point.value)
            for one in ranges
            for point in one.points
            for kind in _kinds(point)
        )
    )
    omitted = sum(one.omitted for one in ranges)
    return RangeBar(
        first.field,
        _UNITS[first.quantity],
        _range_text(first),
        "" if first.low is None else format_number(first.low),
        "" if first.high is None else format_number(first.high),
        0.0 if first.low is None else INSIDE[0],
        100.0 if first.high is None else INSIDE[1],
        tuple(sorted(points, key=lambda point: (point.at, point.kind))),
        tuple(_summary(ranges, points)),
        omitted,
    )


def _kinds(point: TriedPoint) -> Iterator[PointKind]:
    if point.accepted:
        yield PointKind.ACCEPTED
    if point.refused:
        yield PointKind.REFUSED
    if point.wrong:
        yield PointKind.WRONG


def _places(
    values: Sequence[int | float], bounds: TriedRange
) -> Iterator[tuple[int | float, float]]:
    """Yield a position for each value: to scale inside the range, in order outside of it."""
    below = [one for one in values if bounds.low is not None and one < bounds.low]
    above = [one for one in values if bounds.high is not None and one > bounds.high]
    inside = values[len(below) : len(values) - len(above)]
    left = 4 if bounds.low is None else INSIDE[0]
    right = 96 if bounds.high is None else INSIDE[1]
    yield from zip(below, _spread(len(below), 0, INSIDE[0]), strict=True)
    yield from zip(above, _spread(len(above), INSIDE[1], 100), strict=True)
    if inside:
        low = to_fraction(inside[0] if bounds.low is None else bounds.low)
        high = to_fraction(inside[-1] if bounds.high is None else bounds.high)
        for one in inside:
            share = (to_fraction(one) - low) / (high - low) if high > low else 0
            yield one, round(left + float(share) * (right - left), 1)


def _spread(count: int, low: float, high: float) -> list[float]:
    """Return positions for values outside the range, with the same distance between them."""
    return [round(low + (high - low) * (n + 1) / (count + 1), 1) for n in range(count)]


def _summary(
    ranges: Sequence[TriedRange], points: Sequence[BarPoint]
) -> Iterator[tuple[PointKind, str]]:
    """Yield which values were accepted, refused, and wrongly answered by which targets."""
    for kind in PointKind:
        values = [point.value for point in points if point.kind is kind]
        if values:
            text = _list_values(sorted(values))
            if kind is PointKind.WRONG:
                text += f" ({', '.join(_wrong_targets(ranges))})"
            yield kind, text


def _wrong_targets(ranges: Sequence[TriedRange]) -> list[Target]:
    return [one.target for one in ranges if any(point.wrong for point in one.points)]


def _list_values(values: Sequence[int | float]) -> str:
    shown = [format_number(one) for one in values]
    if len(shown) > _MAX_LISTED:
        return f"{len(shown)} values from {shown[0]} to {shown[-1]}"
    return ", ".join(shown)


def _range_text(one: TriedRange) -> str:
    """Return a range in words: `3 to 15`, `more than 0`."""
    low = "" if one.low is None else format_number(one.low)
    high = "" if one.high is None else format_number(one.high)
    if low and high and not (one.excludes_low or one.excludes_high):
        return f"{low} to {high}"
    parts = [f"{'more than' if one.excludes_low else 'at least'} {low}"] if low else []
    parts += [f"{'less than' if one.excludes_high else 'at most'} {high}"] if high else []
    return ", ".join(parts) or "no bounds"


def format_number(value: int | float) -> str:
    """Return a number as text that is short enough for a label."""
    text = str(value)
    if len(text) <= _MAX_DIGITS:
        return text
    return f"{value:.4g}" if isinstance(value, float) else f"{text[:6]}… ({len(text)} digits)"
