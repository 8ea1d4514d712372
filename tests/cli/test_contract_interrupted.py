"""SIGTERM and Ctrl-C at any moment of `contract`: a partial report, and no job left behind unnamed."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from click.testing import Result

from cli.support import Workspace
from clientwright.cli import contract_run
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming, StoredJob
from clientwright.specs.spec_files import load_specs
from clientwright.testing.jobs import crowd_trial
from clientwright.testing.jobs.job_release import release_jobs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")

FOREVER = JobTiming(10_000, 10_000)
ANSWER_SECONDS = 0.4
"""How long the answer to the chosen submit is held back after the signal could be sent."""


@dataclass
class WatchedServer:
    """A sandbox whose jobs wait forever; `reached` is set when it has taken the chosen submit."""

    url: str
    store: JobStore
    taken: list[str] = field(default_factory=list[str])
    reached: Event = field(default_factory=Event)

    def uncancelled(self) -> set[str]:
        """Return the ids of the jobs that were not cancelled."""
        found = {id: self.store.find(id) for id in self.taken}
        return {id for id, job in found.items() if job is not None and job.cancelled_at is None}


@contextmanager
def watched(
    workspace: Workspace, patch: pytest.MonkeyPatch, nth: int, hold: float
) -> Iterator[WatchedServer]:
    """Serve in this process; the answer to the nth job is held back for some seconds."""
    specs = load_specs(workspace.folder / "specs").services[0]
    add, submit = JobStore.add, Handlers.submit

    def add_and_note(self: JobStore, job: StoredJob) -> None:
        add(self, job)
        server.taken.append(job.request_id)

    async def submit_and_wait(self: Handlers, request: Any) -> Any:
        import asyncio

        answer = await submit(self, request)
        if len(server.taken) >= nth and not server.reached.is_set():
            server.reached.set()
            await asyncio.sleep(hold)
        return answer

    patch.setattr(JobStore, "add", add_and_note)
    patch.setattr(Handlers, "submit", submit_and_wait)
    with run_sandbox(specs, pace=FOREVER) as sandbox:
        server = WatchedServer(sandbox.base_url, sandbox.jobs)
        yield server


@dataclass(frozen=True)
class Moment:
    """When a signal comes: at the nth job of some promises, whose answer is held back for a while."""

    number: signal.Signals
    nth: int
    only: str
    hold: float


MANY = "jobs/many/*"
MOMENTS = {
    "the first submit is on its way": Moment(signal.SIGTERM, 1, "*", ANSWER_SECONDS),
    "some jobs were taken": Moment(signal.SIGINT, 7, "*", 0.0),
    "many jobs are on their way": Moment(signal.SIGTERM, 2, MANY, ANSWER_SECONDS),
    "most jobs were taken": Moment(signal.SIGINT, 12, MANY, ANSWER_SECONDS),
    "all jobs are followed": Moment(signal.SIGTERM, 20, MANY, 0.0),
}


def signalled(workspace: Workspace, server: WatchedServer, moment: Moment) -> Result:
    """Run the command in this process, which gets the moment's signal."""

    def send() -> None:
        if server.reached.wait(120):
            os.kill(os.getpid(), moment.number)

    sender = Thread(target=send, daemon=True)
    sender.start()
    args = ("--server", server.url, "--only", moment.only, "--json-file", "r.json")
    result = workspace.run("contract", *args)
    sender.join()
    return result


@pytest.mark.parametrize("name", MOMENTS)
def test_no_job_is_left_unnamed(
    specs: Workspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whenever the signal comes, each accepted job is cancelled or named, and the report is written."""
    moment = MOMENTS[name]
    monkeypatch.setattr(crowd_trial, "_EARLY_LOOKS", 1)
    with watched(specs, monkeypatch, moment.nth, moment.hold) as server:
        result = signalled(specs, server, moment)
        time.sleep(moment.hold)
        left = server.uncancelled()
    assert result.exit_code == 128 + moment.number, result.output
    report = json.loads((specs.folder / "r.json").read_text())
    assert report["interrupted"]
    assert report["incomplete"]["planned"] == len(report["verdicts"])
    named = " ".join(note["seen"] for note in report["notes"])
    assert [id for id in left if id not in named or id not in result.stderr] == []
    assert len(server.taken) >= moment.nth


def test_unanswered_submit_is_named(specs: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submit whose answer does not come in time is named by its path."""
    monkeypatch.setattr(contract_run, "release_jobs", partial(release_jobs, seconds=0.5))
    with watched(specs, monkeypatch, 3, 1.5) as server:
        result = signalled(specs, server, Moment(signal.SIGTERM, 3, "*", 1.5))
    assert result.exit_code == 143
    assert "a submit to /models/" in result.stderr
    assert (
        "whose answer did not come"
        in json.loads((specs.folder / "r.json").read_text())["notes"][-1]["seen"]
    )
