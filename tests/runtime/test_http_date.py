"""Dates in HTTP headers: read as the standard says, and never a crash."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.retry_delay import http_date

SECONDS = st.integers(0, 4_000_000_000)


@given(SECONDS, st.sampled_from(["GMT", "UTC", "+0000", "-0000", ""]))
def test_a_date_is_its_time(seconds: int, zone: str) -> None:
    """A date is read as it was written, in UTC also where it names no time zone."""
    written = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert http_date(f"{written:%a, %d %b %Y %H:%M:%S} {zone}") == seconds


@given(st.text() | st.from_regex(r"Mon, [0-9]+ Jan [0-9]+ [0-9]+:[0-9]+:[0-9]+ [+-][0-9]+"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Whatever a server sends, the answer is a number or nothing."""
    assert isinstance(http_date(text), float | None)


@pytest.mark.parametrize(
    "text", [None, "", "5", "soon", f"Mon, 01 Jan 2024 00:00:00 +{'9' * 20}", "Mon, 99 Jan 2024"]
)
def test_what_is_no_date(text: str | None) -> None:
    """Another text, or a zone beyond all others, is no date."""
    assert http_date(text) is None
