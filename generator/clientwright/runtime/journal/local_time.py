"""Times in messages: local, with their offset from UTC, since they are looked up in a provider's account."""

from __future__ import annotations

from datetime import UTC, datetime


def local_time(seconds: float) -> str:
    """Return a time in seconds since 1970 as text, such as `2026-11-28 14:05:58+01:00`."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(" ", "seconds")
