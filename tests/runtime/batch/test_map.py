"""`map` on real sockets: order, ceilings, failures and prices are the same on threads and on tasks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from clientwright.runtime.batch.batch_progress import BatchProgress
from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.errors import ConfigurationError, InvalidInput
from runtime.batch.job_server import JobServer
from runtime.batch.scripted_plan import request

Mapped = Callable[..., Batch[Any]]


def prompts_of(jobs: JobServer, batch: Batch[Any]) -> list[str]:
    """Return what was bought for each outcome."""
    return [jobs.prompts[one.request_id] for one in batch if one.request_id]


def test_outcomes_are_in_order_and_nothing_is_bought_twice(mapped: Mapped, jobs: JobServer) -> None:
    """Every request has its own result, at its place; each is bought once, at most `in_flight` at a time."""
    requests = [f"ok {number}" for number in range(30)]
    batch = mapped(requests, in_flight=4)
    assert prompts_of(jobs, batch) == requests
    assert [one.request.body["prompt"] for one in batch if one.request] == requests
    assert len(batch.results) == 30
    assert {*jobs.bought.values()} == {1}
    assert jobs.most_running <= 4
    assert batch.stopped is None


def test_one_job_does_not_lose_the_others(mapped: Mapped, jobs: JobServer) -> None:
    """Failed, refused and lost jobs, and what is no request, are outcomes of their own among the others."""
    batch = mapped(["ok 1", "fail 2", "refuse 3", "lose 4", 5, "ok 6"], stop_after_failures=0)
    assert [one.state for one in batch] == [
        "succeeded",
        "failed",
        "refused",
        "unknown",
        "refused",
        "succeeded",
    ]
    assert isinstance(batch[4].error, InvalidInput)
    assert [one.position for one in batch.failed] == [1, 2, 4]
    assert [one.position for one in batch.unknown] == [3]
    assert "it was too hard" in str(batch)
    assert "it was too hard" in str(batch.to_dict())
    assert {*jobs.bought.values()} == {1}


def test_endless_requests_stop_at_max_jobs(mapped: Mapped, jobs: JobServer) -> None:
    """Endless requests are read only as far as jobs may be bought."""
    numbers = itertools.count()
    batch = mapped((f"ok {number}" for number in numbers), max_jobs=7, in_flight=3)
    assert sum(jobs.bought.values()) == len(batch.results) == 7
    assert batch.stopped == "max_jobs"
    assert next(numbers) <= 7 + 3


def test_the_budget_stops_submits(mapped: Mapped, jobs: JobServer) -> None:
    """At the budget no more is bought; what runs is delivered, and the rest is not submitted."""
    requests = [f"ok {number}" for number in range(20)]
    batch = mapped(requests, budget="2.5", price=Decimal("0.7"))
    assert sum(jobs.bought.values()) == 3
    assert (batch.spent, batch.stopped) == (Decimal("2.1"), "budget")
    assert batch.counts == {"succeeded": 3, "not_submitted": 17}


def test_real_costs_take_the_place_of_prices(mapped: Mapped, jobs: JobServer) -> None:
    """With a budget the provider's cost is read, and what it leaves free is used."""
    jobs.cost = "0.1"
    requests = [f"ok {number}" for number in range(8)]
    batch = mapped(requests, budget=1, price="0.5", in_flight=3)
    assert [one.cost for one in batch if one.state == "succeeded"] == [Decimal("0.1")] * 6
    assert (len(batch.not_submitted), batch.spent, batch.stopped) == (2, Decimal("0.6"), "budget")


def test_unknown_outcomes_count_as_spent(mapped: Mapped, jobs: JobServer) -> None:
    """A lost answer uses up the budget as a result does."""
    batch = mapped(["lose 1", "ok 2", "ok 3"], budget=2, price=1, in_flight=1)
    assert batch.counts == {"succeeded": 1, "unknown": 1, "not_submitted": 1}
    assert batch.spent == 2


def test_a_refusal_that_names_a_request_counts_as_spent(mapped: Mapped, jobs: JobServer) -> None:
    """What the service names may have been begun, whatever it says beside the name."""
    batch = mapped([f"name {number}" for number in range(9)], budget=3, price=1, in_flight=1)
    assert batch.counts == {"unknown": 3, "not_submitted": 6}
    assert [one.request_id for one in batch.unknown] == [*jobs.prompts]
    assert (batch.spent, sum(jobs.bought.values())) == (3, 3)


def test_a_list_that_changes_meanwhile(mapped: Mapped, jobs: JobServer) -> None:
    """The requests of a list are those that it has when the batch begins."""
    requests = [request(f"ok {number}") for number in range(6)]
    given = [*requests]

    def change(_: object) -> None:
        given.insert(0, request("ok new"))
        given.pop()

    batch = mapped(given, on_update=change, in_flight=1)
    assert [one.request for one in batch] == requests
    assert {*jobs.bought.values()} == {1}
    assert "ok new" not in jobs.bought


@pytest.mark.parametrize("error", [StopIteration, StopAsyncIteration, LookupError])
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_price_that_raises_loses_nothing(
    mapped: Mapped, jobs: JobServer, error: type[Exception], is_stream: bool
) -> None:
    """Whatever the function of prices raises, the batch is on what ends it."""
    asked = itertools.count()

    def price(_: object) -> int:
        if next(asked) < 2:
            return 1
        raise error

    requests: Any = ["ok 0", "ok 1", "ok 2"]
    with pytest.raises(RuntimeError if error is StopIteration else error) as caught:
        mapped(iter(requests) if is_stream else requests, budget=9, price=price, in_flight=1)
    batch = vars(caught.value)["batch"]
    assert len(batch.results) == sum(jobs.bought.values()) == 2 * is_stream


def test_failures_in_a_row_stop(mapped: Mapped, jobs: JobServer) -> None:
    """After so many failures in a row nothing more is bought."""
    batch = mapped(["ok 0", *(["fail 1"] * 50)], stop_after_failures=3, in_flight=1)
    assert (batch.stopped, jobs.bought["fail 1"]) == ("failures", 3)
    assert batch.counts == {"succeeded": 1, "failed": 3, "not_submitted": 47}


def test_a_price_that_is_not_known_sends_nothing(mapped: Mapped, jobs: JobServer) -> None:
    """A budget without a price is told before anything is sent, also in a stream."""
    with pytest.raises(ConfigurationError, match="max_jobs"):
        mapped(["ok 1"], budget=1)
    with pytest.raises(ConfigurationError, match="max_jobs"):
        mapped(iter(["ok 1"]), budget=1)
    assert not jobs.asked


def test_a_batch_needs_a_journal(mapped: Mapped, jobs: JobServer) -> None:
    """`batch=` without a journal is told before anything is sent."""
    with pytest.raises(ConfigurationError, match="journal"):
        mapped(["ok 1"], batch="monday")
    assert not jobs.asked


def test_an_iterator_that_fails_loses_nothing(mapped: Mapped, jobs: JobServer) -> None:
    """The iterator's error is raised when what was bought has ended, with the batch on it."""

    def requests() -> Iterator[str]:
        yield from ("ok 1", "ok 2")
        raise LookupError("no more rows")

    with pytest.raises(LookupError) as caught:
        mapped(requests(), in_flight=1)
    batch = vars(caught.value)["batch"]
    assert len(batch.results) == sum(jobs.bought.values()) == 2
    assert batch.stopped == "error"
    assert "2 succeeded" in caught.value.__notes__[-1]


def test_progress_is_told(mapped: Mapped) -> None:
    """A function hears how far the batch is, to its end; one that raises ends nothing."""
    heard = list[BatchProgress]()
    mapped([f"ok {number}" for number in range(10)], progress=heard.append)
    assert heard[-1][:6] == (None, 10, 10, 0, 10, 0)
    assert [one.done for one in heard] == sorted(one.done for one in heard)

    def fail(_: object) -> None:
        raise LookupError

    assert len(mapped(["ok 1"] * 3, progress=fail).results) == 3


def test_jobs_that_run_on_are_told(mapped: Mapped, jobs: JobServer) -> None:
    """A wait that times out leaves the job running, with its request id."""
    batch = mapped(["hold 1"], timeout=0.01)
    assert [one.state for one in batch] == ["timed_out"]
    assert prompts_of(jobs, batch) == ["hold 1"]


def test_no_requests(mapped: Mapped) -> None:
    """A batch without requests is an empty batch."""
    batch = mapped([])
    assert (len(batch), batch.stopped, batch.spent) == (0, None, 0)
