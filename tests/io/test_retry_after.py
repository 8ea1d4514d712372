"""One reader of `Retry-After` for syncs and for servers under test."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.retry_after import retry_after_seconds

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
DATE = "Thu, 01 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5),
        ("7", 7),
        (" 0.5 ", 0.5),
        ("120.", 120),
        ("3600", 3600),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30),
        ("Thu, 01 Jan 2026 12:01:30 GMT", 90),
        ("Thu, 01 Jan 2026 12:01:30", 90),
        ("Thu, 01 Jan 2026 13:01:30 +0100", 90),
        ("Thu, 01 Jan 2026 11:58:30 GMT", 0),
    ],
)
def test_seconds_and_dates_are_read(value: str, seconds: float) -> None:
    """Seconds may have fractions; a date counts from the response's `Date`, and the past is 0."""
    assert retry_after_seconds({"retry-after": value, "date": DATE}, default=99) == seconds


@pytest.mark.parametrize(
    "value",
    ["", "soon", "-1", "-5", "inf", "nan", "²", "٧", "9" * 400, "Thu, 99 Jan 2026 12:01:30 GMT"],
)
@pytest.mark.parametrize("default", [1.0, 2.0])
def test_unusable_values_are_the_default(value: str, default: float) -> None:
    """A value that is neither seconds nor a date, or has too many digits, is ignored."""
    assert retry_after_seconds({"retry-after": value, "date": DATE}, default=default) == default


def test_missing_header_is_the_default() -> None:
    """A response without the header gives the default."""
    assert retry_after_seconds({}, default=2.0) == 2.0


@pytest.mark.parametrize("date", [{}, {"date": "yesterday"}])
def test_date_counts_from_own_clock_without_a_date_header(date: dict[str, str]) -> None:
    """Without a usable `Date`, a date counts from this computer's clock."""
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < retry_after_seconds({"retry-after": then, **date}, default=2.0) <= 60


def test_largest_value_is_finite_json() -> None:
    """The longest number that is read can be printed and stored as JSON."""
    assert (
        json.dumps(retry_after_seconds({"retry-after": "9" * 12}, default=2.0)) == "999999999999.0"
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_gives_a_wait(value: str, date: str) -> None:
    """Whatever the headers contain, the result is a number of seconds, never negative."""
    assert retry_after_seconds({"retry-after": value, "date": date}, default=1.0) >= 0
