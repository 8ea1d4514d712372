"""Helpers for the tests of jobs: hand-made answers, and servers under test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import JobOracle
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.jobs.seen_moves import merge_moves
from clientwright.testing.promises import Effort, TrialResult, Verdict, VerdictState
from clientwright.testing.targets.server_target import ServerTarget

ROOT = Path(__file__).parents[3] / "specs" / "runcomfy"
OUTPUT = {"video": "https://media.runcomfy.net/a.mp4"}
MODEL = "kling/kling-3.0/standard/text-to-video"
METHODS = {"submit": "POST", "status": "GET", "result": "GET", "cancel": "POST"}


def specs() -> Specs:
    """Return the specs of the repository."""
    return load_specs(ROOT).services[0]


def service() -> Service:
    """Return the service of the repository."""
    return specs().service


SERVICE = service()


def make_answer(operation: str, body: Any, status: int = 200, job: str = "job-1") -> Exchange:
    """Return an answer of an operation about a job; a string body is sent unchanged."""
    path = f"/models/{MODEL}" if operation == "submit" else f"/requests/{job}/{operation}"
    text = body if isinstance(body, str) else json.dumps(body)
    sent = b"{}" if operation == "submit" else None
    return Exchange(METHODS[operation], path, "mine", sent, status, "application/json", text)


def make_stage_answer(operation: str, word: str, **more: Any) -> Exchange:
    """Return an answer that shows a job's stage: a status, or the outcome of a cancel."""
    key = "outcome" if operation == "cancel" else "status"
    return make_answer(operation, {"request_id": "job-1", key: word, **more})


def make_lost_answer(operation: str) -> Exchange:
    """Return a call that got no answer."""
    return Exchange(METHODS[operation], f"/requests/job-1/{operation}", "mine", None, failure="cut")


def oracle_of(*exchanges: Exchange) -> JobOracle:
    """Return an oracle that observed some exchanges one after the other."""
    oracle = JobOracle(SERVICE)
    for exchange in exchanges:
        oracle.record(exchange)
    return oracle


def broken_ids(*exchanges: Exchange) -> set[str]:
    """Return the ids of the promises that a sequence of exchanges breaks."""
    return {one.promise.id.removeprefix("jobs/") for one in oracle_of(*exchanges).broken_promises()}


@dataclass
class ManualClock:
    """A thread-safe clock that only moves when `move` is called."""

    now: float = 1_700_000_000.0
    lock: Lock = field(default_factory=Lock)

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def move(self, seconds: float) -> None:
        """Move the clock forward."""
        with self.lock:
            self.now += seconds


DEFAULT_PACE = JobTiming()
TOKENS = {"mine": "sandbox-token", "other": "sandbox-other"}


@contextmanager
def sandbox(
    pace: JobTiming = DEFAULT_PACE, tokens: Mapping[str, str] = TOKENS
) -> Iterator[ServerTarget]:
    """Run a sandbox as target; waiting moves its clock and takes no time."""
    clock = ManualClock()
    with (
        run_sandbox(specs(), pace=pace, clock=clock) as it,
        httpx.Client(transport=LoopbackTransport(), timeout=20) as http,
    ):
        yield ServerTarget(SERVICE, it.base_url, tokens, http, sleep=clock.move)


def run_all_job_trials(server: ServerTarget, patience: float = 120.0) -> TrialResult:
    """Run every trial, and return all verdicts and notes."""
    outcomes = [trial.run(Effort()) for trial in job_trials(specs(), server, patience)]
    return TrialResult(
        tuple(verdict for outcome in outcomes for verdict in outcome.verdicts),
        tuple(note for outcome in outcomes for note in outcome.notes),
        moves=merge_moves(move for outcome in outcomes for move in outcome.moves),
    )


def verdicts_in_state(outcome: TrialResult, state: VerdictState) -> dict[str, Verdict]:
    """Return the verdicts in a state by promise id."""
    return {one.promise.id: one for one in outcome.verdicts if one.state is state}
