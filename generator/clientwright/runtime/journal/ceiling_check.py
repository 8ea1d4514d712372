"""Whether the ceiling of a batch leaves room for one more job."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import ConfigurationError
from .claim import Claim
from .entry import FREE
from .errors import BudgetReached
from .money import from_nano, limit_in_nano, to_nano
from .store import Row


def check_ceiling(execute: Callable[[str, Sequence[object]], list[Row]], claim: Claim) -> None:
    """Refuse a job that its batch has no money or number left for.

    All entries of the batch count as spent, unknown ones too, but those that bought nothing.

    Raises:
        BudgetReached: there is no room left.
        ConfigurationError: the budget is no amount of money, or the job has no price.
    """
    budget, max_jobs = claim.ceiling
    if claim.batch is None or (budget is None and max_jobs is None):
        return
    rows = execute(
        "SELECT count(*), sum(coalesce(cost, price)) FROM job_journal_entries"
        " WHERE base_url = ? AND account = ? AND batch = ? AND state NOT IN (?, ?)",
        (*claim.scope, claim.batch, *FREE),
    )
    count, spent = int(rows[0][0]), int(rows[0][1] or 0)
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
    if spent + price > limit:
        raise BudgetReached(
            f"the batch {claim.batch!r} has spent or reserved {from_nano(spent)} USD of "
            f"{from_nano(limit)} USD, and this job costs {from_nano(price)} USD",
            endpoint=claim.endpoint,
        )
