"""The bars of ranges show the points that were tried, where they are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.testing.promises import Quantity, Target, TriedPoint, TriedRange
from clientwright.testing.report.range_bars import INSIDE, PointKind, format_number, range_bars
from testing.report.sample_reports import ranges, tried_range

COUNTED = {
    PointKind.ACCEPTED: "accepted",
    PointKind.REFUSED: "refused",
    PointKind.WRONG: "wrong",
}


@given(st.lists(ranges, max_size=4))
@settings(max_examples=150)
def test_points_are_those_that_were_tried(found: list[TriedRange]) -> None:
    """A bar has a mark for each value and each kind of answer that some target gave, and no other."""
    bars = range_bars(found)
    tried = {
        (one.pointer + one.field, one.quantity, point.value, kind)
        for one in found
        for point in one.points
        for kind, name in COUNTED.items()
        if getattr(point, name)
    }
    keys = list(dict.fromkeys((one.pointer + one.field, one.quantity) for one in found))
    shown = [
        (*key, point.value, point.kind)
        for key, bar in zip(keys, bars, strict=True)
        for point in bar.points
    ]
    assert set(shown) == tried
    assert len(shown) == len(tried)
    assert sum(bar.omitted for bar in bars) == sum(one.omitted for one in found)


@given(ranges)
@settings(max_examples=150)
def test_places_follow_the_values(one: TriedRange) -> None:
    """Points are in the order of their values, on the bar, and outside the range only if they are."""
    (bar,) = range_bars([one])
    for first, second in pairwise(sorted(bar.points, key=lambda point: point.value)):
        assert first.at <= second.at
    for point in bar.points:
        assert 0 <= point.at <= 100
        is_low = one.low is not None and point.value < one.low
        is_high = one.high is not None and point.value > one.high
        if one.low is not None and not (is_low or is_high):
            assert point.at >= INSIDE[0]
        if one.high is not None and not (is_low or is_high):
            assert point.at <= INSIDE[1]


def test_scale_is_linear_inside() -> None:
    """Inside the range the distance on the bar is that of the values."""
    one = TriedRange(
        "m",
        Target.SERVER,
        "a",
        "/input/properties/a",
        Quantity.VALUE,
        0,
        10,
        points=tuple(TriedPoint(value, 1) for value in (0, 2.5, 5, 10)),
    )
    (bar,) = range_bars([one])
    low, high = INSIDE
    assert [point.at for point in bar.points] == [low, low + (high - low) / 4, 50, high]


def test_targets_share_a_bar() -> None:
    """What several targets tried is one bar, which names those with a wrong answer."""
    (bar,) = range_bars([tried_range(wrong=1), tried_range(Target.CLIENT)])
    assert (bar.field, bar.range, bar.low, bar.high) == ("duration", "3 to 15", "3", "15")
    assert dict(bar.summary) == {
        PointKind.ACCEPTED: "3, 15",
        PointKind.REFUSED: "2, 16",
        PointKind.WRONG: "2 (server)",
    }


@pytest.mark.parametrize(
    ("low", "high", "excluded", "text"),
    [
        (3, 15, (False, False), "3 to 15"),
        (0, None, (True, False), "more than 0"),
        (None, 1.5, (False, True), "less than 1.5"),
        (0, 1, (False, True), "at least 0, less than 1"),
        (None, None, (False, False), "no bounds"),
    ],
)
def test_range_in_words(
    low: int | None, high: float | None, excluded: tuple[bool, bool], text: str
) -> None:
    """A range says what it includes and excludes."""
    one = TriedRange("m", Target.SERVER, "a", "/a", Quantity.VALUE, low, high, *excluded)
    (bar,) = range_bars([one])
    assert bar.range == text


@given(st.integers(-(10**600), 10**600) | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_short(value: float) -> None:
    """However long a number is, its label is not."""
    assert len(format_number(value)) <= 24
