"""What a batch has bought at which place, whatever the key is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .claim import Claim, Scope
from .entry import FREE, Entry
from .errors import KeyConflict
from .store import Row


def bought_places(
    execute: Callable[[str, Sequence[object]], list[Row]], scope: Scope, batch: str
) -> set[int]:
    """Return the positions of a batch that have been bought, or perhaps."""
    rows = execute(
        "SELECT position FROM job_journal_entries"
        " WHERE base_url = ? AND account = ? AND batch = ? AND state NOT IN (?, ?)",
        (*scope, batch, *FREE),
    )
    return {int(row[0]) for row in rows if row[0] is not None}


def check_place(select: Callable[[str, Sequence[object]], list[Entry]], claim: Claim) -> None:
    """Refuse a place that its batch has bought with other fields in `once_on`: the new key hides it.

    Raises:
        KeyConflict: there is such an entry; nothing was sent.
    """
    if claim.batch is None:
        return
    where = (
        "base_url = ? AND account = ? AND batch = ? AND state NOT IN (?, ?)"
        " AND endpoint = ? AND position = ? AND replaced = 0 AND coalesce(once_on, '') <> ?"
    )
    place = (claim.batch, *FREE, claim.endpoint, claim.position, claim.once_on or "")
    for other in select(where, (*claim.scope, *place)):
        raise KeyConflict(
            f"the batch {claim.batch!r} has bought its request {claim.position} with "
            f"once_on={other.once_on}, and now it is {claim.once_on}: {other}; nothing was sent. "
            "Say the same once_on as before, or give the batch another name",
            entry=other,
            endpoint=claim.endpoint,
        )
