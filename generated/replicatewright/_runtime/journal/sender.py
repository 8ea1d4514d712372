# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Who sends a submit, and until when its request can be on its way at most, as the text that an entry keeps.

A sender that cannot be seen may be alive: in another container, or without its connection to the
database. Until the end of its submit it counts as alive.
"""

from __future__ import annotations

import time

from .entry import Entry
from .errors import JournalError
from .store import Dialect

ENDED = "the process that submitted it ended before it noted the answer"
UNSEEN = "the process that submitted it noted no answer in time, and cannot be seen from here"
_UNTIL = " until "


def with_end(owner: str, seconds: float) -> str:
    """Return the text of who sends a submit that takes at most so long."""
    return f"{owner}{_UNTIL}{int(time.time() + seconds)}"


def why_lost(dialect: Dialect, entry: Entry) -> str | None:
    """Return why nobody sends an entry's submit any more, or will note its answer; None if somebody may."""
    if entry.state != "sending":
        return None
    who, end = who_and_end(entry.owner)
    if dialect.is_sending(who, entry.token):
        return None
    if dialect.has_ended(who):
        return ENDED
    return UNSEEN if time.time() >= end else None


def check_not_sending(entry: Entry) -> None:
    """Refuse to settle a submit that may be on its way.

    Raises:
        JournalError: it may.
    """
    if entry.state == "sending":
        end = time.strftime("%H:%M:%S", time.localtime(who_and_end(entry.owner)[1]))
        raise JournalError(
            f"{entry} may still be on its way, so it cannot be settled yet; it is unchanged. Look at it "
            f"again when its process has noted the answer or ended, or after {end} if that "
            "process cannot be seen from here",
            entry=entry,
        )


def who_and_end(owner: str) -> tuple[str, float]:
    """Return who sends a submit, and until when at most, by the text that its entry keeps."""
    who, until, end = owner.rpartition(_UNTIL)
    return (who, float(end)) if until and end.isdecimal() else (owner, 0.0)
