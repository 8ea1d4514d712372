"""Ctrl-C and cancellations of `map`: no more submits, none lost, what runs goes on and is named."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from pathlib import Path
from typing import Any

import anyio
import pytest
import trio

from clientwright.runtime.batch.tasks import TaskBatch
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.conftest import FLAVOURS, map_with
from runtime.batch.job_server import JobServer
from runtime.batch.scripted_plan import request
from runtime.demo_service import TOKEN, AsyncDemo
from runtime.programs import start

PROGRAM = ("-m", "runtime.batch.interrupted_batches")
HELD = ["ok 0", "hold 1", "hold 2", "hold 3", "hold 4", "hold 5"]


def interrupt(flavour: str, jobs: JobServer, journal: object, *prompts: str) -> tuple[Any, str]:
    """Send Ctrl-C when a job is held or an answer late; return what the program told, and its log."""
    with start(*PROGRAM, flavour, jobs.base_url, journal, *prompts) as program:
        assert jobs.is_held.wait(60)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
    assert "Traceback (most recent call last)" not in err or flavour == "asyncio", err
    return json.loads(out), err


@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
@pytest.mark.parametrize("has_journal", [False, True])
def test_jobs_that_run_go_on_and_are_named(
    flavour: str, has_journal: bool, jobs: JobServer, tmp_path: Path
) -> None:
    """After Ctrl-C nothing more is bought; the note names what runs, once, and a rerun joins it."""
    file = tmp_path / "jobs.sqlite" if has_journal else ""
    told, log = interrupt(flavour, jobs, file, *HELD)
    running = [id for state, id in told["outcomes"] if state == "accepted"]
    assert sum(jobs.bought.values()) <= 5
    assert told["stopped"] == "interrupt"
    assert {id for id, prompt in jobs.prompts.items() if prompt != "ok 0"} <= {*running}
    for id in running:
        assert told["notes"].count(f"{id},") + told["notes"].count(f"{id}.") == 1
    assert "These jobs continue" not in log
    if has_journal:
        jobs.release.set()
        batch = map_with(flavour, jobs, HELD, file, batch="b")
        assert len(batch.results) == 6
        assert {*jobs.bought.values()} == {1}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_submits_on_their_way_are_finished(flavour: str, jobs: JobServer, tmp_path: Path) -> None:
    """An answer that is on its way is waited for: the job is in the journal, and joined by a rerun.

    On trio Ctrl-C may meet the task of a submit itself, whose entry then says that it is unknown.
    """
    file = tmp_path / "jobs.sqlite"
    prompts = ["slow 0", "slow 1", "hold 2"]  # the last one keeps the program until its interrupt
    interrupt(flavour, jobs, file, *prompts)
    with contextlib.closing(open_journal(file)) as database:
        entries = database.entries()
    bought = ("accepted", "succeeded")  # the interrupt of a slow program may come later
    accepted = {one.request_id for one in entries if one.state in bought}
    unknown = [one for one in entries if one.state == "unknown"]
    assert accepted <= {*jobs.prompts}
    assert len(accepted) + len(unknown) >= len(jobs.prompts)
    assert flavour == "trio" or (accepted, unknown) == ({*jobs.prompts}, [])
    jobs.release.set()
    batch = map_with(flavour, jobs, prompts, file, batch="b")
    assert len(batch.results) + len(batch.unknown) == 3
    assert {*jobs.bought.values()} == {1}


def test_ctrl_c_where_a_task_of_trio_begins(
    jobs: JobServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C can meet a task before its first line; it goes on by itself, not in a group, and has the batch."""

    async def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            await api.map([request("ok 0")], progress=False)

    monkeypatch.setattr(TaskBatch, "_work", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        trio.run(main)
    assert [one.state for one in vars(caught.value)["batch"]] == ["not_submitted"]


def test_a_second_ctrl_c_leaves_the_batch_and_its_client(jobs: JobServer, tmp_path: Path) -> None:
    """The interrupt that goes on has the batch and the note; the client closes without another wait."""
    file, prompts = tmp_path / "jobs.sqlite", ["hold 0", "stuck 1", "stuck 2"]
    with start(*PROGRAM, "sync", jobs.base_url, file, *prompts) as program:
        while len(jobs.asked) < len(prompts):
            assert program.poll() is None
            time.sleep(0.01)
        program.send_signal(signal.SIGINT)
        assert program.stderr is not None
        notice = program.stderr.readline()
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
    assert notice.endswith("for the answers of submits; a second Ctrl-C leaves at once\n")
    assert "for the answer of the submit" not in err
    told = json.loads(out)
    assert {state for state, _ in told["outcomes"]} <= {"accepted", "unknown", "not_submitted"}
    assert "unknown" in {state for state, _ in told["outcomes"]}
    assert told["notes"].startswith("The batch")


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_an_interrupt_of_a_callback_leaves_a_batch(
    flavour: str, kind: type[BaseException], jobs: JobServer
) -> None:
    """What a callback raises but no error interrupts the batch: all jobs that run are named."""

    def leave(_: object) -> None:
        if jobs.is_held.wait(60) and len(jobs.running) == 3:
            raise kind("enough")

    with pytest.raises(kind, match="enough") as caught:
        map_with(flavour, jobs, ["hold 0", "hold 1", "hold 2"], in_flight=3, on_update=leave)
    batch, (note,) = vars(caught.value)["batch"], caught.value.__notes__[-1:]
    assert batch.stopped == "interrupt"
    named = {one.request_id for one in (*batch.running, *batch.unknown) if one.request_id}
    assert named == {*jobs.prompts}
    assert all(id in note for id in named)


@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
def test_a_submit_that_waits_for_its_next_attempt_is_not_sent(
    flavour: str, jobs: JobServer, tmp_path: Path
) -> None:
    """A submit that was refused for now leaves its pause at once, and bought nothing."""
    file = tmp_path / "jobs.sqlite"
    told, _ = interrupt(flavour, jobs, file, "hold 0", "busy 1")
    assert told["outcomes"][1] == ["not_submitted", None]
    assert jobs.asked["busy 1"] <= 1
    database = open_journal(file)
    states = {one.position: one.state for one in database.entries()}
    database.close()
    assert states == {0: "accepted", **({1: "not_sent"} if 1 in states else {})}


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_a_cancel_scope_leaves_a_batch(library: str, jobs: JobServer, tmp_path: Path) -> None:
    """A timeout around `map` leaves what runs running, and a rerun delivers it."""
    file = tmp_path / "jobs.sqlite"

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url, polls_per_second=1000, journal=file) as api:
            with anyio.CancelScope() as scope:

                async def cancel_later() -> None:
                    while not jobs.is_held.is_set():
                        await anyio.sleep(0.01)
                    scope.cancel()

                async with anyio.create_task_group() as group:
                    group.start_soon(cancel_later)
                    await api.map([request("hold 0"), request("hold 1")], batch="b", progress=False)
            assert scope.cancelled_caught

    trio.run(main) if library == "trio" else asyncio.run(main())
    jobs.release.set()
    batch = map_with(library, jobs, ["hold 0", "hold 1"], file, batch="b")
    assert len(batch.results) == 2
    assert {*jobs.bought.values()} == {1}
