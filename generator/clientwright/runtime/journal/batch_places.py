"""What a batch has bought at which place, whatever the key is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .claim import Claim, Scope
from .entry import FREE, Entry
from .errors import KeyConflict
from .store import Row
from .stored_entries import in_scopes


def bought_places(
    execute: Callable[[str, Sequence[object]], list[Row]], scopes: Collection[Scope], batch: str
) -> set[int]:
    """Return the positions of a batch that have been bought, or perhaps, in one of the scopes."""
    select = "SELECT position FROM job_journal_entries WHERE batch = ? AND state NOT IN (?, ?) AND "
    rows = execute(
        select + in_scopes(scopes), (batch, *FREE, *(fact for one in scopes for fact in one))
    )
    return {int(row[0]) for row in rows if row[0] is not None}


def check_place(
    select: Callable[[str, Sequence[object]], list[Entry]], claim: Claim, accounts: Sequence[str]
) -> None:
    """Refuse a place that its batch has bought with other fields in `once_on`: the new key hides it.

    `accounts` are all names of the claim's account.

    Raises:
        KeyConflict: there is such an entry; nothing was sent.
    """
    if claim.batch is None:
        return
    where = (
        "batch = ? AND state NOT IN (?, ?) AND endpoint = ? AND position = ? AND replaced = 0"
        " AND coalesce(once_on, '') <> ? AND "
    )
    scopes = [claim.scope._replace(account=name) for name in accounts]
    place = (claim.batch, *FREE, claim.endpoint, claim.position, claim.once_on or "")
    for other in select(
        where + in_scopes(scopes), (*place, *(fact for one in scopes for fact in one))
    ):
        raise KeyConflict(
            f"the batch {claim.batch!r} has bought its request {claim.position} with "
            f"once_on={other.once_on}, and now it is {claim.once_on}: {other}; nothing was sent. "
            "Say the same once_on as before, or give the batch another name",
            entry=other,
            endpoint=claim.endpoint,
        )
