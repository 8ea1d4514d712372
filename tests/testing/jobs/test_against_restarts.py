"""A server that restarts while a job is followed: what it may forget, and what it may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_driver import JobDriver, PollBudget
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.jobs.lifecycle_verdicts import broken_promises_of, lifecycle_outcome
from clientwright.testing.targets.server_target import ServerTarget
from testing.jobs.support import (
    SERVICE,
    make_answer,
    make_stage_answer,
    run_all_job_trials,
    sandbox,
    specs,
)

RUNS, WAITS = (
    make_stage_answer("status", "in_progress"),
    make_stage_answer("status", "in_queue"),
)
DONE, STOPPED = (
    make_stage_answer("status", "completed"),
    make_stage_answer("cancel", "cancelled"),
)


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        (RUNS, WAITS, set[str]()),
        (RUNS, STOPPED, set[str]()),
        (DONE, WAITS, {"jobs/terminal-stays"}),
        (STOPPED, RUNS, {"jobs/cancel-is-real"}),
    ],
)
def test_running_job_may_wait_again_after_a_restart(
    before: Exchange, after: Exchange, broken: set[str]
) -> None:
    """After calls without an answer a job may be in the queue again, but what has ended has ended."""
    outages = [0]
    restarted = JobOracle(SERVICE, count_outages=lambda: outages[0])
    restarted.record(before)
    outages[0] = 1
    restarted.record(after)
    assert {one.promise.id for one in restarted.broken_promises()} == broken
    going = JobOracle(SERVICE)
    going.record(before)
    going.record(after)
    assert going.broken_promises()


def _driver(server: ServerTarget) -> JobDriver:
    payload = {"prompt": "a cliff"}
    return JobDriver(server, specs().endpoints[1], payload, PollBudget(10, server.sleep))


def _forget(server: ServerTarget) -> Callable[..., Exchange]:
    return lambda request_id, who="mine": make_answer(
        "status", {"error_code": 404001}, 404, request_id
    )


@pytest.mark.parametrize("outages", [0, 1])
def test_job_lost_in_a_restart_is_noted(outages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 404 for an accepted job is a finding, but after calls without an answer only a note."""
    with sandbox() as server:
        driver = _driver(server)
        job = driver.submit()
        assert job is not None
        server.health.outages += outages
        monkeypatch.setattr(ServerTarget, "status", lambda self, *a: _forget(self)(*a))
        job.call_stages("status")
        broken = {one.promise.id for one in broken_promises_of(driver)}
        notes = lifecycle_outcome(driver, (), 0).notes
    assert broken == (set() if outages else {"jobs/answered-at-any-time"})
    assert any("restart" in one.question for one in notes) == bool(outages)


def test_many_jobs_need_consent() -> None:
    """On another machine nothing is submitted at once, and the reason names the option."""
    with sandbox() as server:
        server.jobs_at_once = 0
        outcome = run_all_job_trials(server)
    left = [one for one in outcome.verdicts if one.promise.id.startswith("jobs/many/")]
    assert left
    assert all("--jobs-at-once" in one.reason for one in left)
    assert server.submitted < 20
