# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a batch has bought at which place, whatever the key is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .claim import Claim, Scope
from .entry import FREE, Entry
from .key_conflicts import other_fields
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
) -> Entry | None:
    """Return the newest entry with which a batch has bought another input at the place of a claim, if any.

    `accounts` are all names of the claim's account.

    Raises:
        KeyConflict: it was bought with other fields in `once_on`, which the new key hides; nothing was sent.
    """
    if claim.batch is None:
        return None
    where = "batch = ? AND state NOT IN (?, ?) AND position = ? AND replaced = 0 AND "
    scopes = [claim.scope._replace(account=name) for name in accounts]
    place = (claim.batch, *FREE, claim.position, *(fact for one in scopes for fact in one))
    others = select(where + in_scopes(scopes), place)
    for other in others:
        if other.endpoint == claim.endpoint and (other.once_on or "") != (claim.once_on or ""):
            raise other_fields(claim, other)
    mine = claim.endpoint, claim.fingerprint
    return next((one for one in reversed(others) if (one.endpoint, one.fingerprint) != mine), None)
