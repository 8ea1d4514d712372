"""What is said of a key that was used before: what differs, and the remedies that apply; loaded only to say it."""

from __future__ import annotations

from .claim import Claim
from .entry import PENDING, Entry
from .errors import KeyConflict


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
    return _conflict(f"the key {claim.once!r} was used with another input", advice, claim, found)


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
