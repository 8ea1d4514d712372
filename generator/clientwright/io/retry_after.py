"""How long a server asks to wait (`Retry-After`), and a wait that several workers share."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class SharedBackoff:
    """When one worker has to wait, all wait: the earliest time of the next request; tests replace `clock` and `sleep`."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait_until_allowed(self) -> None:
        """Sleep until the next request is allowed."""
        while (left := self._until - self.clock()) > 0:
            self.sleep(left)

    def postpone(self, seconds: float) -> None:
        """Allow no request for this many seconds."""
        with self._lock:
            self._until = max(self._until, self.clock() + seconds)


def _parse_date(text: str) -> datetime | None:
    """Parse an HTTP date; one without a time zone is in UTC."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
