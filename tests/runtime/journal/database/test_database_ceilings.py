"""Prices and ceilings in a journal's file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.journal.claim import Ceiling, Scope
from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.errors import BudgetReached
from runtime.journal.claims import SCOPE, a_claim
from runtime.journal.database.entries import accepted, found


@pytest.mark.parametrize("cost", [None, "free", float("nan"), -1])
def test_a_cost_that_is_no_amount_leaves_the_price(journal: JournalDatabase, cost: object) -> None:
    """Only an amount of money replaces the price that was reserved."""
    entry = accepted(journal, price=Decimal("0.5"))
    journal.ended(entry.id, "succeeded", cost=cost)
    assert (found(journal, entry).cost, found(journal, entry).price) == (None, Decimal("0.5"))


def test_a_shortfall_is_kept_free(journal: JournalDatabase) -> None:
    """What jobs in flight are expected to cost beyond their prices leaves less room under the ceiling."""

    def claim(once: str, shortfall: str) -> None:
        ceiling = Ceiling(budget=Decimal("1.0"), shortfall=Decimal(shortfall))
        journal.claim(a_claim(once, batch="b", price=Decimal("0.3"), ceiling=ceiling))

    claim("a", "0.7")
    with pytest.raises(BudgetReached, match=r"expected to cost 0\.41 USD more"):
        claim("b", "0.41")
    claim("b", "0.4")


def test_a_ceiling_of_money(journal: JournalDatabase) -> None:
    """Every job of the batch counts but refused ones, with its cost once that is known."""
    ceiling = Ceiling(budget=Decimal("1.0"))

    def claim(once: str) -> Entry:
        price = Decimal("0.3")
        return journal.claim(a_claim(once, batch="b", price=price, ceiling=ceiling)).entry

    entries = [claim(once) for once in "abc"]
    with pytest.raises(BudgetReached, match=r"0\.90 USD of 1\.00 USD .* to cost 0\.30 USD"):
        claim("d")
    journal.unknown(entries[0], "lost")
    with pytest.raises(BudgetReached):
        claim("d")
    journal.refused(entries[1], "refused", "no")
    claim("d")
    journal.accepted(entries[2], "r1")
    journal.ended(entries[2].id, "failed", cost="0")
    claim("e")
    with pytest.raises(BudgetReached):
        claim("f")
    assert journal.claim(a_claim("c", batch="b", ceiling=ceiling)).verdict == "raise"
    assert (
        journal.claim(a_claim("x", batch="c", price=Decimal(1), ceiling=ceiling)).verdict == "buy"
    )


def test_a_ceiling_beyond_64_bits(journal: JournalDatabase) -> None:
    """Sums that no 64-bit number holds are exact, too."""
    most, budget = Decimal(10**9), Ceiling(budget=Decimal(10**9))
    for number in range(20):
        journal.claim(a_claim(f"k{number}", batch="b", price=most - Decimal("1e-9")))
    with pytest.raises(BudgetReached, match=r"19999999999\.99999998 USD of"):
        journal.claim(a_claim("last", batch="b", price=Decimal("0.1"), ceiling=budget))


@pytest.mark.parametrize(
    ("first", "second", "is_shared"),
    [
        ("token:one", "token:two", True),
        ("token:one", "studio", True),
        ("studio", "token:one", True),
        ("studio", "agency", False),
    ],
)
@pytest.mark.parametrize("ceiling", [Ceiling(budget=Decimal(3)), Ceiling(max_jobs=3)])
def test_a_ceiling_is_kept_over_a_change_of_token(
    journal: JournalDatabase, first: str, second: str, is_shared: bool, ceiling: Ceiling
) -> None:
    """Jobs of a batch that may be of the same account count, whatever its name is now."""
    facts: dict[str, Any] = {"batch": "b", "price": Decimal(1), "ceiling": ceiling}
    for n in range(3):
        journal.claim(a_claim(f"1 {n}", scope=Scope(SCOPE.base_url, first), **facts))
    claim = a_claim("2", scope=Scope(SCOPE.base_url, second), **facts)
    if is_shared:
        with pytest.raises(BudgetReached):
            journal.claim(claim)
    else:
        assert journal.claim(claim).verdict == "buy"


def test_names_of_one_token_share_a_ceiling(journal: JournalDatabase) -> None:
    """Two names that one token was used with have one ceiling for each batch."""
    facts: dict[str, Any] = {"batch": "b", "ceiling": Ceiling(max_jobs=1), "unnamed": "token:t"}
    journal.claim(a_claim("1", scope=Scope(SCOPE.base_url, "studio"), **facts))
    with pytest.raises(BudgetReached):
        journal.claim(a_claim("2", scope=Scope(SCOPE.base_url, "agency"), **facts))


def test_jobs_without_a_price_leave_no_budget(journal: JournalDatabase) -> None:
    """A batch of whose jobs one has neither price nor cost buys nothing under a budget."""
    entry = accepted(journal, "first", batch="b")
    claim = a_claim("k", batch="b", price=Decimal(1), ceiling=Ceiling(budget=Decimal(9)))
    with pytest.raises(ConfigurationError, match="1 of the 1 jobs of the batch 'b' have no price"):
        journal.claim(claim)
    journal.ended(entry.id, "succeeded", cost="8")
    assert journal.claim(claim).verdict == "buy"


def test_a_ceiling_of_jobs(journal: JournalDatabase) -> None:
    """The number of jobs counts whatever they cost."""
    ceiling = Ceiling(max_jobs=2)
    for once in "ab":
        journal.claim(a_claim(once, batch="b", ceiling=ceiling))
    with pytest.raises(BudgetReached, match="2 jobs, and max_jobs is 2"):
        journal.claim(a_claim("c", batch="b", ceiling=ceiling))
    assert journal.claim(a_claim("a", batch="b", ceiling=ceiling)).verdict == "wait"


@pytest.mark.parametrize(
    ("budget", "price"),
    [("NaN", "1"), ("-1", "1"), ("Infinity", "1"), ("2e9", "1"), ("1", None), ("1", "NaN")],
)
def test_a_ceiling_without_amounts_buys_nothing(
    journal: JournalDatabase, budget: str, price: str | None
) -> None:
    """A budget or a price that is no amount of money stops the job before it is sent."""
    ceiling = Ceiling(budget=Decimal(budget))
    priced = None if price is None else Decimal(price)
    with pytest.raises(ConfigurationError, match="nothing was sent"):
        journal.claim(a_claim(batch="b", ceiling=ceiling, price=priced))
    assert journal.entries() == []


def test_money_is_not_rounded_over_the_ceiling(journal: JournalDatabase) -> None:
    """Parts of a billionth are rounded up in prices, and down in the budget."""
    small = Decimal("1e-10")
    with pytest.raises(BudgetReached):
        journal.claim(a_claim(batch="b", price=small, ceiling=Ceiling(Decimal("9e-10"))))
    nine = Decimal("0.0000000019")
    claim = a_claim(batch="b", price=Decimal("0.0000000011"), ceiling=Ceiling(nine))
    with pytest.raises(BudgetReached):
        journal.claim(claim)
