"""How long a server asks to be left alone: its Retry-After, in seconds or as a date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DEFAULT_RETRY_SECONDS = 1.0
"""Seconds to wait where a server does not say how long, or says what cannot be read."""


def retry_after_seconds(headers: Mapping[str, str]) -> float:
    """Give the seconds until a server wants to be asked again; a date counts from the server's own."""
    asked = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{0,12})?", asked):
        return float(asked)
    then = _parse_date(asked)
    if then is None:
        return DEFAULT_RETRY_SECONDS
    now = _parse_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def _parse_date(text: str) -> datetime | None:
    """Read an HTTP date; one that names no zone is meant in UTC."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
