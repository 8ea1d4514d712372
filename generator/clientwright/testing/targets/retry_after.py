"""The Retry-After header, in seconds or as a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DEFAULT_RETRY_SECONDS = 1.0
"""Seconds to wait if a server sends no Retry-After, or one that cannot be parsed."""


def retry_after_seconds(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait; a date is relative to the server's own Date header."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{0,12})?", value):
        return float(value)
    then = _parse_date(value)
    if then is None:
        return DEFAULT_RETRY_SECONDS
    now = _parse_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def _parse_date(text: str) -> datetime | None:
    """Parse an HTTP date; without a time zone it is UTC."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
