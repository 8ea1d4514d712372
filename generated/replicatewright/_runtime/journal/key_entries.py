# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which entries count for a key, or for a place in a batch, and what is said of one used before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .account_names import IMPLICIT
from .claim import Claim, Scope, verdict
from .entry import FREE, PENDING, Entry
from .errors import KeyConflict
from .store import Row
from .stored_entries import StoredEntries, in_scopes


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
    if decides is None or verdict(decides.state, claim.again) in ("buy", "replace"):
        _check_account(claim, [one for one in found if one.account not in accounts])
    return sorted(mine, key=lambda one: one.account != claim.scope.account)


def deciding(entries: Sequence[Entry], claim: Claim) -> Entry | None:
    """Return the entry of a key that decides what its claim does: one that buys nothing, if there is one."""

    def order(entry: Entry) -> tuple[bool, bool, bool]:
        decided = verdict(entry.state, claim.again)
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


def other_input(claim: Claim, found: Entry) -> KeyConflict:
    """Return the error of a key that was used with another input."""
    if claim.once_on != found.once_on:
        return other_fields(claim, found)
    advice = f"Use another key for another job{_or_again(claim, found)}"
    if claim.once_on is None:
        advice += (
            " If only some fields of the input should count for a key, name them with once_on=[...] "
            "from its first submit on."
        )
    whose, own = found.account, claim.scope.account
    also = "" if whose == own else f" under account {whose!r}, which is also called {own!r}"
    return _conflict(
        f"the key {claim.once!r} was used with another input{also}", advice, claim, found
    )


def other_fields(claim: Claim, found: Entry) -> KeyConflict:
    """Return the error of a key, or of a place in a batch, that was used with other fields in `once_on`."""
    before, now = _counted(found.once_on), _counted(claim.once_on)
    same = f"Pass {before}" if found.once_on else "Leave out once_on"
    otherwise = f"use another key for another job{_or_again(claim, found)}"
    if claim.batch is not None:
        otherwise = "give the batch another name."
    text = f"{_used(claim)} with {before}, but now it has {now}"
    return _conflict(text, f"{same}, as before, or {otherwise}", claim, found)


def other_account(claim: Claim, found: Entry) -> KeyConflict:
    """Return the error of a key, or of a place in a batch, that another account has used."""
    text = (
        f"{_used(claim)} under account {found.account!r}, and this client's account is "
        f"{claim.scope.account!r}"
    )
    again = "" if claim.batch is not None else ", as again=True would"
    advice = (
        f"If it is the same account, pass account={found.account!r} to the client, and its keys go "
        f"on. Another name is another account, which would buy it again{again}."
    )
    return _conflict(text, advice, claim, found)


def _conflict(text: str, advice: str, claim: Claim, found: Entry) -> KeyConflict:
    return KeyConflict(
        f"{text}: {found}",
        advice=f"Nothing was sent. {advice}",
        entry=found,
        endpoint=claim.endpoint,
    )


def _used(claim: Claim) -> str:
    if claim.batch is None:
        return f"the key {claim.once!r} was used"
    return f"the batch {claim.batch!r} bought its request {claim.position}"


def _counted(once_on: str | None) -> str:
    return "no once_on" if once_on is None else f"once_on={once_on}"


def _or_again(claim: Claim, found: Entry) -> str:
    """Return the end of a sentence: how the key itself may buy again, if it may."""
    if found.state not in PENDING:
        return ", or pass again=True to buy again under this one."
    if found.state == "unknown":
        id = found.short_id
        return f". If {id} was never accepted, settle it, and its key buys."
    if claim.again:
        return ". again=True buys again only once the end of that job is in the journal."
    return "."


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
