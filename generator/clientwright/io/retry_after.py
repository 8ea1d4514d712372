"""The `Retry-After` header of an HTTP response, as a number of seconds to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,12}(\.[0-9]{0,12})?")
"""At most twelve digits, so that a float can carry them and a message can print them."""


def retry_after_seconds(headers: Mapping[str, str], *, default: float) -> float:
    """Return the seconds to wait before the next request; `default` without a usable header.

    The header is a number of seconds (fractions allowed) or an HTTP date. A date counts from
    the response's own `Date`, so that a wrong clock on this computer does not matter; a date in
    the past is 0. `headers` is looked up by lower-case names.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    then = _parse_date(value)
    if then is None:
        return default
    now = _parse_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def _parse_date(text: str) -> datetime | None:
    """Parse an HTTP date; one without a time zone is in UTC."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
