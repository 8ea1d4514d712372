"""Budgets and `max_jobs` of a batch with a journal: they are those of all runs, and costs are noted."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from runtime.batch.conftest import Mapped, entries
from runtime.batch.job_server import JobServer


def test_an_old_failure_has_its_entry_and_its_cost(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A job that failed in an earlier run is known by its entry, and counts with what it cost."""
    jobs.cost = "0.2"
    for _ in range(2):
        (found,) = mapped(["fail 0"], file, batch="monday", budget=1, price="0.5")
        assert found.entry is not None
        assert (found.entry.short_id, found.cost, found.price) == (
            "j1",
            Decimal("0.2"),
            Decimal("0.5"),
        )


def test_a_budget_is_that_of_all_runs(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """A second run has only what the first one left, and goes on when the budget is raised."""
    requests = [f"ok {number}" for number in range(10)]
    options: dict[str, Any] = {"batch": "monday", "price": "0.5", "in_flight": 1}
    for budget, bought in (("1.9", 3), ("1.9", 3), ("2.5", 5)):
        batch = mapped(requests, file, budget=budget, **options)
        assert (batch.stopped, sum(jobs.bought.values())) == ("budget", bought)
        assert (len(batch.results), batch.spent) == (bought, Decimal("0.5") * bought)
    done = mapped(requests, file, **options)
    assert (done.stopped, len(done.results), done.spent) == (None, 10, 5)


def test_max_jobs_is_that_of_all_runs(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """Jobs of an earlier run count, and are delivered again."""
    for _ in range(2):
        batch = mapped([f"ok {n}" for n in range(9)], file, batch="monday", max_jobs=4, in_flight=2)
        assert (batch.stopped, len(batch.results)) == ("max_jobs", 4)
    assert sum(jobs.bought.values()) == 4


def test_costs_are_noted(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """With a budget the row has the provider's cost, and later jobs have the difference."""
    jobs.cost = 0.25
    batch = mapped(
        [f"ok {n}" for n in range(9)], file, batch="monday", budget=2, price=1, in_flight=3
    )
    assert [one.cost for one in entries(file)] == [Decimal("0.25")] * 5
    assert (len(batch.results), batch.spent, batch.stopped) == (5, Decimal("1.25"), "budget")


def test_prices_are_noted_without_a_budget(mapped: Mapped, file: Path) -> None:
    """A price that is known is written down, so that a budget of a later run counts it."""
    mapped(["ok 1"], file, batch="monday", price="0.5")
    assert [one.price for one in entries(file)] == [Decimal("0.5")]


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("ceiling", [{"budget": 2, "price": 1}, {"max_jobs": 2}])
def test_a_stop_keeps_nothing_back_that_was_bought(
    ceiling: Any, is_stream: bool, mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A rerun whose ceiling is reached, or that fails, still delivers what was bought at any place."""
    prompts = [f"ok {number}" for number in range(12)]
    refused = [f"refuse {number}" for number in range(10)]
    first: dict[str, Any] = {"price": 1, "stop_after_failures": None}
    mapped([*refused, "ok 10", "ok 11"], file, batch="b", **first)
    batch = mapped(iter(prompts) if is_stream else prompts, file, batch="b", **ceiling)
    assert sum(jobs.bought.values()) == 2
    assert [one.position for one in batch if one.result] == [10, 11]
    assert (len(batch), batch.stopped) == (12, "budget" if "budget" in ceiling else "max_jobs")
    endless = (f"refuse {number}" if number != 11 else "ok 11" for number in itertools.count())
    batch = mapped(endless, file, batch="b", stop_after_failures=2, in_flight=1)
    assert batch.stopped == "failures"
    assert [one.position for one in batch if one.result] == [11]


def test_the_first_requests_are_bought(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """What a ceiling leaves room for is the beginning of the batch, however many are in flight."""
    for number in range(5):
        prompts = [f"ok {number} {one}" for one in range(8)]
        for journal, options in ((None, {}), (file, {"batch": f"b{number}"})):
            found = mapped(prompts, journal, max_jobs=3, in_flight=8, **options)
            assert [one.state == "succeeded" for one in found] == [True] * 3 + [False] * 5
        found = mapped(prompts, file, batch=f"c{number}", budget=3, price=1, in_flight=8)
        assert [one.state == "succeeded" for one in found] == [True] * 3 + [False] * 5
