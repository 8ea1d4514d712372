# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a person says of an unknown submit, and whether that can be said of an entry."""

from __future__ import annotations

from collections.abc import Iterable

from .entry import FREE, Entry
from .errors import JournalError

BY_HAND = "settled by hand"
SETTLED = f"{BY_HAND}: it was never accepted"
_ACCEPTED = f"{BY_HAND}: it was accepted"
_NAMED = "; its answer named request "


def check_settles(
    entry: Entry, request_id: str | None, token: str | None, others: Iterable[Entry]
) -> None:
    """Refuse to settle what is known, or is not what the caller has seen.

    `token` is that of the attempt that is meant, if any; `others` are the entries that have the
    request already.

    Raises:
        JournalError: the entry cannot be settled.
    """
    if token not in (None, entry.token):
        raise JournalError(
            "this entry cannot be settled: it is from another journal, or its key, which is now "
            f"{entry}, has bought again since; nothing was changed",
            entry=entry,
            advice="Read the entry again, and settle what it is now.",
        )
    if entry.state != "unknown" and not (is_by_hand(entry) or _is_same(entry, request_id)):
        raise JournalError(
            f"{entry} is not unknown, so there is nothing to settle; it is unchanged",
            entry=entry,
            advice="Only what is unknown, or was settled by hand before, can be settled.",
        )
    for other in others:
        if other.id == entry.id or other.base_url != entry.base_url:
            continue
        if other.state not in FREE or other.endpoint != entry.endpoint:
            raise JournalError(
                f"request {other.request_id} already belongs to {other}; nothing was changed",
                entry=other,
                advice="Look for the id of this job's own request in your account.",
            )


def facts_of_settlement(entry: Entry, request_id: str | None) -> dict[str, object]:
    """Return what changes in an entry that is settled; nothing if it says so already."""
    reason = SETTLED if request_id is None else _ACCEPTED
    if _is_same(entry, request_id):
        return {}
    if entry.state == "unknown":
        named = entry.request_id
    else:
        named = (entry.reason or "").partition(_NAMED)[2] or None
    if named is not None:
        reason += _NAMED + named
    state, known = ("refused", named) if request_id is None else ("accepted", request_id)
    return {"state": state, "request_id": known, "reason": reason}


def requests_of(entry: Entry) -> list[str]:
    """Return the requests that an entry may be: the one that it has, and the one that its answer named."""
    named = (entry.reason or "").partition(_NAMED)[2] if is_by_hand(entry) else ""
    return [*dict.fromkeys(filter(None, (entry.request_id, named)))]


def is_by_hand(entry: Entry) -> bool:
    """Return whether an entry says what a person said, and nothing is known from the provider since."""
    return entry.state in ("accepted", "refused") and (entry.reason or "").startswith(BY_HAND)


def _is_same(entry: Entry, request_id: str | None) -> bool:
    """Return whether an entry says already what a person says."""
    if request_id is None:
        return entry.state == "refused" and is_by_hand(entry)
    return (entry.state, entry.request_id) == ("accepted", request_id)
