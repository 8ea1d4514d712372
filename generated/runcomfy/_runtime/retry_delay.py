# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""When a service that cannot answer now asks to be asked again."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .http_date import http_date


def retry_delay(headers: Mapping[str, str], wall: float) -> float | None:
    """Return the seconds of `Retry-After`: a number, or an HTTP date beside the answer's own `Date`."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        if (then := http_date(value)) is None:
            return None
        # the server's clock, since the local one may be wrong
        now = http_date(headers.get("date"))
        seconds = then - (wall if now is None else now)
    return max(0.0, seconds) if math.isfinite(seconds) else None
