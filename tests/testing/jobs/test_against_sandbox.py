"""The oracle against a real sandbox: several accounts, time, cancels, concurrent calls, restarts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.targets.server_target import ServerTarget
from testing.jobs.support import MODEL, SERVICE, ManualClock, specs

ACCOUNTS = {"mine": "sandbox-token", "other": "sandbox-other", "third": "sandbox-unlucky"}
WHO = st.sampled_from(sorted(ACCOUNTS))
OPERATIONS = st.sampled_from(["status", "result", "cancel"])
SPANS = st.sampled_from([0.0, 0.5, 1.0, 3.0, 8.0, 20.0])
NOT_YOURS = 403001


class Job:
    """A job of one account with its oracle."""

    def __init__(self, who: str, request_id: str, oracle: JobOracle) -> None:
        self.who, self.request_id, self.oracle = who, request_id, oracle


class Life(RuleBasedStateMachine):
    """Whatever callers do in any order, no promise about any job is broken."""

    jobs = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self.stack, self.up, self.clock = ExitStack(), ExitStack(), ManualClock()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.file = Path(folder) / "jobs.sqlite"
        self.pool = self.stack.enter_context(ThreadPoolExecutor(4))
        self.submitted_jobs: list[Job] = []

    @initialize(queue=SPANS, run=SPANS)
    def start(self, queue: float, run: float) -> None:
        """Start the first server."""
        self.pace = JobTiming(queue, run)
        self._start()

    @rule(target=jobs, who=WHO, many=st.integers(1, 3))
    def submit(self, who: str, many: int) -> object:
        """Submit jobs of one account."""
        return multiple(*(self._submit(who) for _ in range(many)))

    @rule(job=jobs, operation=OPERATIONS)
    def call(self, job: Job, operation: str) -> None:
        """Call an operation of one's own job."""
        self._call(job, operation)

    @rule(job=jobs, operation=OPERATIONS, who=WHO)
    def call_of_a_stranger(self, job: Job, operation: str, who: str) -> None:
        """Call an operation of another account's job: it is refused and changes nothing."""
        if who != job.who:
            assert self._call(job, operation, who) == NOT_YOURS

    @rule(
        some=st.lists(jobs, min_size=1, max_size=3),
        tasks=st.lists(st.tuples(st.integers(0, 2), OPERATIONS), min_size=2, max_size=8),
        spans=st.lists(SPANS, max_size=3),
    )
    def call_at_once(
        self, some: list[Job], tasks: list[tuple[int, str]], spans: list[float]
    ) -> None:
        """Make calls about several jobs concurrently, while time passes."""
        calls = [self._later(some[n % len(some)], operation) for n, operation in tasks]
        moves = [self._moves(span) for span in spans]
        list(self.pool.map(lambda one: one(), _mixed(calls, moves)))

    @rule(seconds=SPANS)
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.move(seconds)

    @rule()
    def look_at_all(self) -> None:
        """Read the status and result of the latest jobs."""
        for job in self.submitted_jobs[-6:]:
            self._call(job, "status")
            self._call(job, "result")

    @precondition(lambda self: self.calls_since > 20)
    @rule(queue=SPANS, run=SPANS)
    def restart(self, queue: float, run: float) -> None:
        """Stop the server, and start another with a new pace on the same file."""
        self.pace = JobTiming(queue, run)
        self._start()

    @invariant()
    def nothing_is_broken(self) -> None:
        """No oracle has found a broken promise."""
        assert [one for job in self.submitted_jobs for one in job.oracle.broken_promises()] == []

    def teardown(self) -> None:
        """Read every job a last time, then stop."""
        try:
            self.clock.move(100)
            for job in self.submitted_jobs:
                self._call(job, "status")
                self._call(job, "result")
            self.nothing_is_broken()
        finally:
            self.up.close()
            self.stack.close()

    def _start(self) -> None:
        self.up.close()
        self.calls_since = 0
        it = run_sandbox(specs(), jobs_file=self.file, pace=self.pace, clock=self.clock)
        base_url = self.up.enter_context(it).base_url
        http = self.up.enter_context(httpx.Client(trust_env=False, timeout=20))
        self.server = ServerTarget(SERVICE, base_url, ACCOUNTS, http)

    def _submit(self, who: str) -> Job:
        oracle = JobOracle(SERVICE)
        exchange = self.server.submit(MODEL, {"prompt": "x"}, who)
        oracle.record(exchange)
        assert exchange.accepted
        self.submitted_jobs.append(Job(who, exchange.request_id, oracle))
        return self.submitted_jobs[-1]

    def _call(self, job: Job, operation: str, who: str = "") -> int | None:
        calls = {
            "status": self.server.status,
            "result": self.server.result,
            "cancel": self.server.cancel,
        }
        self.calls_since += 1
        sent_at = job.oracle.start_call()
        exchange = calls[operation](job.request_id, who or job.who)
        job.oracle.record(exchange, sent_at)
        assert not exchange.failure
        return exchange.error_code

    def _later(self, job: Job, operation: str) -> Callable[[], object]:
        return lambda: self._call(job, operation)

    def _moves(self, span: float) -> Callable[[], object]:
        return lambda: self.clock.move(span)


def _mixed(
    calls: list[Callable[[], object]], moves: list[Callable[[], object]]
) -> list[Callable[[], object]]:
    """Put each move of the clock after a call."""
    order = [*calls]
    for n, move in enumerate(moves):
        order.insert(min(len(order), 2 * n + 1), move)
    return order


Life.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase


@pytest.mark.stress
def test_long_lives() -> None:
    """The same holds for many longer lives."""
    run_state_machine_as_test(Life, settings=settings(max_examples=150, stateful_step_count=100))
