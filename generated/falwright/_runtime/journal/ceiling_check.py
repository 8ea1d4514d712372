# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Whether the ceiling of a batch leaves room for one more job."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ..errors import ConfigurationError
from .account_names import IMPLICIT, Execute
from .claim import Claim
from .entry import FREE
from .errors import BudgetReached
from .money import from_nano, limit_in_nano, to_nano, usd_text

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
    budget, max_jobs, shortfall = claim.ceiling
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
            f"the batch {claim.batch!r} has {count} job{'s' * (count != 1)}, and max_jobs is {max_jobs}",
            limit="max_jobs",
            endpoint=claim.endpoint,
        )
    if budget is None:
        return
    price, limit, more = to_nano(claim.price), limit_in_nano(budget), to_nano(shortfall)
    if price is None or limit is None or more is None:
        wrong = f"budget={budget}" if limit is None else f"the price {claim.price}"
        raise ConfigurationError(
            f"{wrong} is not an amount of US dollars, so the batch {claim.batch!r} has no ceiling; "
            "nothing was sent",
            endpoint=claim.endpoint,
        )
    if priced < count:
        raise ConfigurationError(
            f"{count - priced} of the {count} jobs of the batch {claim.batch!r} have no price in the "
            "journal, so what the batch has spent is not known; nothing was sent. Limit it by "
            "max_jobs=... instead of budget=..., or give it another name",
            endpoint=claim.endpoint,
        )
    if spent + more + price > limit:
        known = f"{_usd(spent)} of {_usd(limit)} is spent or reserved by all jobs of the batch {claim.batch!r} in the journal"
        if more:
            known += f", jobs in flight are expected to cost {_usd(more)} more than that"
        raise BudgetReached(
            f"{known}, and this job is expected to cost {_usd(price)}", endpoint=claim.endpoint
        )


def _usd(nano: int) -> str:
    return usd_text(from_nano(nano) or Decimal(0))
