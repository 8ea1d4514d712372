"""Whether the ceiling of a batch leaves room for one more job."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import ConfigurationError
from .claim import Claim
from .entry import FREE
from .errors import BudgetReached
from .key_entries import IMPLICIT, Execute
from .money import from_nano, limit_in_nano, to_nano

_PART = 10**9
"""Billionths are added in two parts, since no sum of SQLite may exceed 64 bits."""
_SPENT = (
    "SELECT count(*), count(coalesce(cost, price)), sum(coalesce(cost, price) / 1000000000),"
    " sum(coalesce(cost, price) - coalesce(cost, price) / 1000000000 * 1000000000)"
    " FROM job_journal_entries WHERE base_url = ? AND batch = ? AND state NOT IN (?, ?)"
)


def check_ceiling(execute: Execute, claim: Claim, accounts: Sequence[str]) -> None:
    """Refuse a job that its batch has no money or number left for.

    All entries of the batch count as spent, unknown ones too, but those that bought nothing.
    What was bought under an account without a name may have been bought by this one, with another
    token; and if this one has no name, by whatever account. So it counts, too.

    Raises:
        BudgetReached: there is no room left.
        ConfigurationError: the budget is no amount of money, or a job has no price.
    """
    budget, max_jobs = claim.ceiling
    if claim.batch is None or (budget is None and max_jobs is None):
        return
    places = ", ".join("?" * len(accounts))
    of_accounts = f" AND (account IN ({places}) OR substr(account, 1, ?) = ?)"
    whose: tuple[object, ...] = (*accounts, len(IMPLICIT), IMPLICIT)
    if claim.scope.account.startswith(IMPLICIT):
        of_accounts, whose = "", ()
    rows = execute(
        _SPENT + of_accounts,
        (claim.scope.base_url, claim.batch, *FREE, *whose),
    )
    count, priced, whole, rest = (int(number or 0) for number in rows[0])
    spent = whole * _PART + rest
    if max_jobs is not None and count >= max_jobs:
        raise BudgetReached(
            f"the batch {claim.batch!r} has {count} jobs, and may have {max_jobs}",
            limit="max_jobs",
            endpoint=claim.endpoint,
        )
    if budget is None:
        return
    price, limit = to_nano(claim.price), limit_in_nano(budget)
    if price is None or limit is None:
        wrong = f"budget={budget}" if limit is None else f"the price {claim.price}"
        raise ConfigurationError(
            f"{wrong} is no amount of US dollars, so the batch {claim.batch!r} has no ceiling; "
            "nothing was sent",
            endpoint=claim.endpoint,
        )
    if priced < count:
        raise ConfigurationError(
            f"{count - priced} of {count} jobs of the batch {claim.batch!r} are without a price, so "
            "nobody knows what it has spent: use max_jobs=... instead of budget=..., or another name for the batch; "
            "nothing was sent",
            endpoint=claim.endpoint,
        )
    if spent + price > limit:
        raise BudgetReached(
            f"all jobs of the batch {claim.batch!r} in the journal have spent or reserved "
            f"{from_nano(spent)} USD of {from_nano(limit)} USD, and this job costs {from_nano(price)} USD",
            endpoint=claim.endpoint,
        )
