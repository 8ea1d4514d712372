# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What is written down before a job is submitted, what the journal answers, and the table of `once=`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from .entry import Entry


class Scope(NamedTuple):
    """Where a key counts: the API's base URL, and the account, by its name or a keyed hash of its token."""

    base_url: str
    account: str


class Ceiling(NamedTuple):
    """How much all jobs of a batch together may cost, in US dollars, and how many there may be.

    `shortfall` is how much more than their prices the jobs that run are expected to cost.
    """

    budget: Decimal | None = None
    max_jobs: int | None = None
    shortfall: Decimal = Decimal(0)


NO_CEILING = Ceiling()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The wish to submit a job: its key, its input's fingerprint, its batch and price.

    `unnamed` is the name that the account has by the client's token, whatever it is called.
    `input` is JSON text, if inputs are recorded. `again` buys although the key has bought before.
    `token` names this attempt, so that it can be withdrawn by who does not know its verdict. `seconds`
    is how long its submit may take, and so how long a sender that cannot be seen counts as alive.
    """

    scope: Scope
    endpoint: str
    fingerprint: str
    once: str | None = None
    once_on: str | None = None
    input: str | None = None
    batch: str | None = None
    position: int | None = None
    price: Decimal | None = None
    ceiling: Ceiling = NO_CEILING
    again: bool = False
    unnamed: str | None = None
    seconds: float = 0.0
    token: str = field(default_factory=lambda: uuid.uuid4().hex)


class Claimed(NamedTuple):
    """The journal's answer to a claim: the key's entry, and what to do.

    `verdict` is one of `VERDICTS`; only after `buy` may the job be submitted. `bought_before`
    is an entry with which the batch has bought another input at the same place, if there is one.
    """

    entry: Entry
    verdict: str
    bought_before: Entry | None = None


def keys_of(claim: Claim) -> tuple[str, ...]:
    """Return the names of what a claim must have to itself: its key, and its batch's ceiling, or its token."""
    key = () if claim.once is None else (f"{claim.scope.base_url} {claim.endpoint} {claim.once}",)
    batch = () if claim.batch is None else (f"{claim.scope.base_url} batch {claim.batch}",)
    return tuple(sorted((*key, *batch))) or (f"token {claim.token}",)


VERDICTS = ("buy", "replace", "join", "wait", "unknown", "raise")
"""What to do.

`buy`: submit under this entry. `replace`: submit under a new entry in its place. `join`: take
the entry's job. `wait`: another process is submitting it. `unknown`: stop, until a person
settles it. `raise`: the job has ended without success; raise the same error.
"""

_VERDICTS = {
    "not_sent": ("buy", "buy"),
    "refused": ("buy", "buy"),
    "sending": ("wait", "wait"),
    "unknown": ("unknown", "unknown"),
    "accepted": ("join", "join"),
    "succeeded": ("join", "replace"),
    "failed": ("raise", "replace"),
    "cancelled": ("raise", "replace"),
}
"""For each state of the key's entry: what a submit does, and what one with `again=True` does."""


def verdict(state: str, again: bool) -> str:
    """Return what a submit does whose key has an entry in this state."""
    return _VERDICTS[state][again]
