"""What a batch does next: the order, the ceilings and the ends, for every sequence of outcomes."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from decimal import ROUND_DOWN, Context, Decimal, Inexact, Rounded, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.batch.map_settings import MapSettings
from clientwright.runtime.batch.outcome import BOUGHT, STATES
from clientwright.runtime.batch.plan import Plan
from clientwright.runtime.errors import ConfigurationError, JobFailed
from clientwright.runtime.journal.errors import BudgetReached
from runtime.batch.scripted_plan import begin_next, outcome, request

ENDS = st.lists(st.sampled_from([state for state in STATES if state != "not_submitted"]))
PRICES = st.decimals(0, 9, places=2, allow_nan=False)


def plan_of(requests: Any, **options: Any) -> Plan[Any]:
    """Return a plan that keeps its ceiling by itself."""
    return Plan(requests, MapSettings(**options), counts_itself=True)


@given(st.integers(1, 8), ENDS, st.data())
def test_outcomes_are_in_the_order_of_the_requests(
    in_flight: int, ends: list[str], data: st.DataObject
) -> None:
    """In whatever order jobs end, each request has one outcome, at its place."""
    requests = [request(number) for number in range(len(ends))]
    plan, running = plan_of(requests, stop_after_failures=None), deque[Any]()
    while True:
        while len(running) < in_flight and (item := begin_next(plan)):
            running.append(item)
        if not running:
            break
        running.rotate(data.draw(st.integers(0, 3)))
        item = running.popleft()
        plan.end(outcome(item, ends[item.position]))
    batch = plan.batch()
    assert [one.position for one in batch] == [*range(len(ends))]
    assert [one.state for one in batch] == ends
    assert [one.request for one in batch] == requests
    assert batch.stopped is None


@given(
    st.decimals(0, 30, places=2, allow_nan=False),
    st.lists(st.tuples(PRICES, st.sampled_from(BOUGHT), st.none() | st.just(Decimal(0)))),
    st.integers(1, 5),
)
def test_the_budget_holds(budget: Decimal, jobs: list[Any], in_flight: int) -> None:
    """What is spent and what runs together never exceeds the budget, also while costs come in lower."""
    check_budget(budget, jobs, in_flight)


@given(
    st.decimals(0, 30, places=2, allow_nan=False),
    st.lists(st.tuples(PRICES, st.sampled_from(BOUGHT), st.none() | st.just(Decimal(0)))),
    st.integers(1, 3),
    st.sampled_from([[], [Inexact], [Inexact, Rounded]]),
)
def test_the_budget_holds_with_few_digits(
    budget: Decimal, jobs: list[Any], precision: int, traps: list[type[Inexact]]
) -> None:
    """The precision that the program has set for its own sums lifts no ceiling."""
    with localcontext(Context(prec=precision, rounding=ROUND_DOWN, traps=traps)):
        check_budget(budget, jobs, 3)


def check_budget(budget: Decimal, jobs: list[Any], in_flight: int) -> None:
    """Check that jobs never exceed a budget."""
    prices = {str(number): price for number, (price, _, _) in enumerate(jobs)}
    plan = plan_of(
        [request(number) for number in range(len(jobs))],
        budget=budget,
        price=lambda one: prices[one.body["prompt"]],
        stop_after_failures=None,
    )
    running, spent, most = deque[Any](), Fraction(0), Fraction(budget)
    while True:
        while len(running) < in_flight and (item := begin_next(plan)):
            running.append(item)
            assert spent + sum(Fraction(one.price) for one in running) <= most
        if not running:
            break
        item = running.popleft()
        _, state, cost = jobs[item.position]
        plan.end(outcome(item, state, cost=cost))
        spent += Fraction(item.price if cost is None else cost)
    batch = plan.batch()
    assert Fraction(batch.spent) == spent <= most
    assert len(batch) == len(jobs)
    assert (batch.stopped == "budget") == bool(batch.not_submitted)
    too_dear = [
        one for one in batch.not_submitted if spent + Fraction(prices[str(one.position)]) > most
    ]
    assert bool(too_dear) == (batch.stopped == "budget")


@given(st.integers(0, 20), st.integers(1, 5))
def test_endless_requests_end_at_max_jobs(most: int, in_flight: int) -> None:
    """Of endless requests exactly `max_jobs` are bought, and no more are read than can be in flight."""
    read = itertools.count()
    plan = plan_of((request(number) for number in read), max_jobs=most)
    running = deque[Any]()
    while True:
        while len(running) < in_flight and (item := begin_next(plan)):
            running.append(item)
        if not running:
            break
        plan.end(outcome(running.popleft(), "succeeded"))
    batch = plan.batch()
    assert batch.counts.get("succeeded", 0) == most
    assert batch.stopped == "max_jobs"
    assert next(read) <= most + in_flight


@given(ENDS, st.none() | st.integers(0, 4))
def test_a_row_of_failures_stops(ends: list[str], most: int | None) -> None:
    """The batch stops after that many ends without success in a row; None and 0 never stop it."""
    plan = plan_of([request(0)] * len(ends), stop_after_failures=most)
    row = 0
    for end in ends:
        if (item := begin_next(plan)) is None:
            break
        plan.end(outcome(item, end))
        row = 0 if end == "succeeded" else row + 1
        assert (plan.stopped == "failures") == (bool(most) and row == most)
    assert plan.batch().stopped in (None, "failures")


def test_what_was_known_before_is_no_new_failure() -> None:
    """A rerun passes over the failures of the first run, however many they are."""
    plan = plan_of([request(number) for number in range(20)], stop_after_failures=3)
    for _ in range(10):
        item = begin_next(plan)
        assert item is not None
        plan.end(outcome(item, "failed", error=JobFailed("old")), is_news=False)
    assert plan.stopped is None
    assert begin_next(plan) is not None


def test_a_refusal_of_the_journal_stops_like_one_of_the_plan() -> None:
    """A ceiling that the journal keeps ends the batch as the plan's own does."""
    plan = Plan([request(0)] * 3, MapSettings(batch="b", budget=5, price=1), counts_itself=False)
    item = begin_next(plan)
    assert item is not None
    plan.end(outcome(item, "not_submitted", error=BudgetReached("no more")))
    assert begin_next(plan) is None
    assert plan.batch().stopped == "budget"
    assert len(plan.batch().not_submitted) == 3


def test_a_budget_needs_prices_before_anything_is_read() -> None:
    """A list with a request of unknown price is refused at once, with what helps."""
    with pytest.raises(ConfigurationError) as caught:
        plan_of([request(0)], budget=1)
    assert "price=" in caught.value.message
    assert "max_jobs=" in caught.value.message
    with pytest.raises(ConfigurationError):
        plan_of([request(0)], budget=1, price=lambda _: None)


def test_a_stream_without_a_price_ends_there() -> None:
    """A request of unknown price in a stream is not submitted; nothing was bought, so the error is raised."""
    plan = plan_of(iter([request(0), request(1)]), budget=1)
    assert begin_next(plan) is None
    assert isinstance(plan.error, ConfigurationError)
    assert plan.batch().stopped == "error"


def test_a_stream_that_fails_late_keeps_what_was_bought() -> None:
    """An unknown price after others were bought is the outcome of that request alone."""
    prices = iter([1, None])
    plan = plan_of(iter([request(0), request(1)]), budget=5, price=lambda _: next(prices))
    item = begin_next(plan)
    assert item is not None
    plan.end(outcome(item, "succeeded"))
    assert begin_next(plan) is None
    assert plan.error is None
    assert isinstance(plan.batch()[1].error, ConfigurationError)


def test_an_error_of_the_function_of_prices_is_kept_and_ends_the_batch() -> None:
    """The caller's own error is raised in the end, and its request has it; of a list it has the batch."""

    def price(_: object) -> int:
        raise LookupError("no such price")

    plan = plan_of(iter([request(0), request(1)]), price=price)
    assert begin_next(plan) is None
    assert isinstance(plan.error, LookupError)
    assert plan.batch()[0].error is plan.error
    with pytest.raises(LookupError) as caught:
        plan_of([request(0), request(1)], price=price, budget=5)
    assert len(vars(caught.value)["batch"].not_submitted) == 2


@pytest.mark.parametrize("requests", ["text", b"bytes", 5, None, request(0)])
def test_what_cannot_be_gone_through_is_refused(requests: object) -> None:
    """A single request, a text or a number is a mistake that is told before anything is sent."""
    with pytest.raises(ConfigurationError):
        plan_of(requests)


def test_progress_counts() -> None:
    """The progress counts by outcome: what runs on or was never sent is not done, a refusal is no failure."""
    times: Iterator[float] = iter([10.0, 12.5])
    plan = Plan(
        [request(number) for number in range(9)],
        MapSettings(price="0.5", stop_after_failures=None),
        counts_itself=True,
        now=lambda: next(times),
    )
    for state in ("succeeded", "failed", "unknown", "timed_out", "refused", "cancelled"):
        item = begin_next(plan)
        assert item is not None
        plan.end(outcome(item, state))
    begin_next(plan)
    plan.stop("failures")
    assert plan.begin(7, request(7)) is None
    assert plan.progress() == (None, 9, 5, 2, 1, 2, 1, 1, 1, Decimal("2.5"), 2.5)
    assert str(plan.batch().spent) == "2.5"
