# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which entries count for a key: those of all names under which a client's token is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from . import once_rule
from .claim import Claim
from .entry import FREE, Entry
from .key_conflicts import other_account, other_input
from .store import Row
from .stored_entries import StoredEntries

Execute = Callable[[str, Sequence[object]], list[Row]]
IMPLICIT = "token:"
"""How the name of an account begins that only its token names."""


def accounts_of(execute: Execute, claim: Claim) -> tuple[str, ...]:
    """Return the names of a claim's account, its own first, and note that its token has this name.

    Whatever names one token was used with, they are one account: a key that was used under one of
    them is used.
    """
    own, unnamed = claim.scope.account, claim.unnamed
    if unnamed is None:
        return (own,)
    known = names_of(execute, unnamed)
    if own not in known:
        insert = (
            "INSERT INTO job_journal_settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
        )
        execute(insert, (f"{unnamed} {own}", own))
    return tuple(dict.fromkeys((own, *known)))


def names_of(execute: Execute, unnamed: str) -> tuple[str, ...]:
    """Return the names under which a token's account is known, that of its token first."""
    select = "SELECT value FROM job_journal_settings WHERE substr(name, 1, ?) = ?"
    prefix = f"{unnamed} "
    return (unnamed, *sorted(name for (name,) in execute(select, (len(prefix), prefix))))


def entries_of_key(entries: StoredEntries, claim: Claim, accounts: Sequence[str]) -> list[Entry]:
    """Return the entries that count for a claim's key, those of its own account name first.

    Raises:
        KeyConflict: another account has used the key.
    """
    if claim.once is None:
        return []
    where = "base_url = ? AND endpoint = ? AND once = ? AND replaced = 0"
    key = (claim.scope.base_url, claim.endpoint, claim.once)
    found = entries.select(where, key, for_update=True)
    mine = [entries.current(one) for one in found if one.account in accounts]
    decides = deciding(mine, claim)
    if decides is None or once_rule.verdict(decides.state, claim.again) in ("buy", "replace"):
        _check_account(claim, [one for one in found if one.account not in accounts])
    return sorted(mine, key=lambda one: one.account != claim.scope.account)


def deciding(entries: Sequence[Entry], claim: Claim) -> Entry | None:
    """Return the entry of a key that decides what its claim does: one that buys nothing, if there is one."""

    def order(entry: Entry) -> tuple[bool, bool, bool]:
        decided = once_rule.verdict(entry.state, claim.again)
        return decided == "buy", decided == "replace", entry.account != claim.scope.account

    return min(entries, key=order, default=None)


def check_input(claim: Claim, found: Entry) -> None:
    """Refuse a key that was used with another input.

    Raises:
        KeyConflict: it was.
    """
    if (claim.fingerprint, claim.once_on) != (found.fingerprint, found.once_on):
        raise other_input(claim, found)


def _check_account(claim: Claim, others: Sequence[Entry]) -> None:
    """Refuse a key that another account has used, unless the account is named, or `again` is said.

    Raises:
        KeyConflict: one of the entries of other accounts may have bought something.
    """
    if claim.again or not claim.scope.account.startswith(IMPLICIT):
        return
    for other in others:
        if other.state not in FREE:
            raise other_account(claim, other)
