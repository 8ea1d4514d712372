# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a wait says whose time is up."""

from __future__ import annotations

from typing import Any

from .errors import ClientError
from .responses import Result, Status


def timeout_text(last: Status | Result[Any] | None, error: ClientError | None) -> str:
    """Return what the last answer said, and why the last look failed, if it did."""
    if last is None:
        text = "the wait timed out before the service told the job's status"
    elif last.phase in ("waiting", "running"):
        text = f"the wait timed out; the job continues, its last status is {last.status}"
    else:
        text = f"the wait timed out; the last status is {last.raw_status!r}, without a result"
    return text + (f"; the last look failed: {error.message}" if error else "")
