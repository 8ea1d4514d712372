"""What the tests of a job's life start from: answers made by hand, and servers to be tried."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from clientwright.sandbox.job_timing import JobTiming
from clientwright.sandbox.server import run_sandbox
from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.promises import Effort, TrialResult, Verdict, VerdictState
from clientwright.testing.targets.server_target import ServerTarget

ROOT = Path(__file__).parents[3] / "specs"
OUTPUT = {"video": "https://media.runcomfy.net/a.mp4"}
MODEL = "kling/kling-3.0/standard/text-to-video"
METHODS = {"submit": "POST", "status": "GET", "result": "GET", "cancel": "POST"}


def specs() -> Specs:
    """Give the specs of the repository."""
    return load_specs(ROOT).services[0]


def service() -> Service:
    """Give the service of the repository."""
    return specs().service


SERVICE = service()


def make_answer(operation: str, body: Any, status: int = 200, job: str = "job-1") -> Exchange:
    """Give an answer of an operation about a job; a string as body is sent as it is."""
    path = f"/models/{MODEL}" if operation == "submit" else f"/requests/{job}/{operation}"
    text = body if isinstance(body, str) else json.dumps(body)
    sent = b"{}" if operation == "submit" else None
    return Exchange(METHODS[operation], path, "mine", sent, status, "application/json", text)


def make_stage_answer(operation: str, word: str, **more: Any) -> Exchange:
    """Give an answer that tells where a job is: the status, or a cancel's outcome."""
    key = "outcome" if operation == "cancel" else "status"
    return make_answer(operation, {"request_id": "job-1", key: word, **more})


def make_lost_answer(operation: str) -> Exchange:
    """Give a call that nobody answered."""
    return Exchange(METHODS[operation], f"/requests/job-1/{operation}", "mine", None, failure="cut")


def oracle_of(*exchanges: Exchange) -> JobOracle:
    """Give an oracle that has seen these, one after the other."""
    oracle = JobOracle(SERVICE)
    for exchange in exchanges:
        oracle.record(exchange)
    return oracle


def broken_ids(*exchanges: Exchange) -> set[str]:
    """Give the ids of the promises that these break, seen one after the other."""
    return {one.promise.id.removeprefix("jobs/") for one in oracle_of(*exchanges).broken_promises()}


@dataclass
class ManualClock:
    """A clock that only moves when it is told to, from any thread."""

    now: float = 1_700_000_000.0
    lock: Lock = field(default_factory=Lock)

    def __call__(self) -> float:
        """Give the time."""
        return self.now

    def move(self, seconds: float) -> None:
        """Let time go on."""
        with self.lock:
            self.now += seconds


DEFAULT_PACE = JobTiming()
TOKENS = {"mine": "sandbox-token", "other": "sandbox-other"}


@contextmanager
def sandbox(
    pace: JobTiming = DEFAULT_PACE, tokens: Mapping[str, str] = TOKENS
) -> Iterator[ServerTarget]:
    """Give a sandbox under test; to wait moves its clock and takes no time."""
    clock = ManualClock()
    with (
        run_sandbox(specs(), pace=pace, clock=clock) as it,
        httpx.Client(trust_env=False, timeout=20) as http,
    ):
        yield ServerTarget(SERVICE, it.base_url, tokens, http, sleep=clock.move)


def run_all_job_trials(server: ServerTarget, patience: float = 120.0) -> TrialResult:
    """Run every trial, and give all that came of it."""
    outcomes = [trial.run(Effort()) for trial in job_trials(specs(), server, patience)]
    return TrialResult(
        tuple(verdict for outcome in outcomes for verdict in outcome.verdicts),
        tuple(note for outcome in outcomes for note in outcome.notes),
    )


def verdicts_in_state(outcome: TrialResult, state: VerdictState) -> dict[str, Verdict]:
    """Give the verdicts of one kind, by the ids of their promises."""
    return {one.promise.id: one for one in outcome.verdicts if one.state is state}
