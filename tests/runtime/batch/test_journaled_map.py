"""`map` with a journal: the same program run again goes on where it ended, and buys nothing twice."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from clientwright.runtime.errors import (
    ConfigurationError,
    JobFailed,
    SubmitUnknown,
)
from clientwright.runtime.journal.errors import KeyConflict
from clientwright.runtime.journal.open_journal import open_journal
from runtime.batch.conftest import Mapped, entries, ids, map_with
from runtime.batch.job_server import JobServer
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo


def test_a_second_run_buys_nothing(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """The same requests under the same name are the same jobs, with the same results, and end the same way."""
    requests = [*(f"ok {number}" for number in range(6)), "fail 6", "ok 7"]
    first = mapped(requests, file, batch="monday")
    again = mapped(requests, file, batch="monday")
    assert {*jobs.bought.values()} == {1}
    assert ids(again) == ids(first)
    assert [one.state for one in again] == [one.state for one in first]
    assert [one.result for one in again] == [one.result for one in first]
    assert [one.batch for one in entries(file)] == ["monday"] * 8
    assert sorted(one.position for one in entries(file) if one.position is not None) == [*range(8)]


@pytest.mark.parametrize("kind", [set, frozenset])
def test_a_set_has_no_order(
    mapped: Mapped, jobs: JobServer, file: Path, kind: Callable[[list[Any]], Any]
) -> None:
    """A set would give each request another place in each run, and so buy it again; it is refused."""
    requests = [ENDPOINT.request({"prompt": f"ok {number}"}) for number in range(3)]
    with pytest.raises(ConfigurationError, match="a set has none"):
        mapped(kind(requests), file, batch="monday")
    assert not jobs.asked
    assert not file.exists()
    in_order = dict.fromkeys(requests).keys()
    for _ in range(2):
        mapped(in_order, file, batch="monday")
    assert jobs.bought == {"ok 0": 1, "ok 1": 1, "ok 2": 1}


def test_outcomes_and_entries_agree(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """What a refusal names is unknown, for the batch as for the journal."""
    batch = mapped([f"name {number}" for number in range(5)], file, batch="monday", max_jobs=2)
    assert [one.state for one in entries(file)] == ["unknown"] * 2
    assert batch.counts == {"unknown": 2, "not_submitted": 3}
    assert {one.request_id for one in batch.unknown} == {one.request_id for one in entries(file)}


def test_a_name_of_its_own_buys_again(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """Another name is another batch; so is a submit without a name."""
    for name in ("monday", "tuesday", None):
        mapped(["ok 1"], file, batch=name)
    assert jobs.bought["ok 1"] == 3


def test_an_edited_request_is_another_job(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """What was changed is bought, at its place; what was not changed is joined."""
    first = mapped(["ok 0", "ok 1", "ok 2"], file, batch="monday")
    again = mapped(["ok 0", "ok one", "ok 2"], file, batch="monday")
    assert ids(again)[0::2] == ids(first)[0::2]
    assert jobs.bought == {"ok 0": 1, "ok 1": 1, "ok one": 1, "ok 2": 1}


def test_once_on_names_what_counts(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """Fields that `once_on` does not name may change without another job."""
    for duration in (5, 6):
        request = ENDPOINT.request({"prompt": "ok 1", "duration": duration})
        mapped([request], file, batch="monday", once_on=["prompt"])
    assert sum(jobs.bought.values()) == 1
    with pytest.raises(ConfigurationError, match="once_on"):
        mapped(["ok 1"], file, batch="monday", once_on="prompt")


def test_unknowns_are_reported_and_never_bought_again(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A rerun names the entry of an unknown until a person settles it; then it is joined, or bought."""
    first = mapped(["lose 0", "ok 1", "lose 2"], file, batch="monday")
    again = mapped(["lose 0", "ok 1", "lose 2"], file, batch="monday")
    for batch in (first, again):
        assert [one.state for one in batch] == ["unknown", "succeeded", "unknown"]
        assert all(isinstance(one.error, SubmitUnknown) for one in batch.unknown)
        assert [one.entry.position for one in batch.unknown if one.entry] == [0, 2]
    assert {*jobs.bought.values()} == {1}
    database = open_journal(file)
    lost = {prompt: id for id, prompt in jobs.prompts.items()}
    for one in again.unknown:
        assert one.entry is not None
        database.settle(one.entry.id, lost["lose 0"] if one.position == 0 else None)
    database.close()
    settled = mapped(["lose 0", "ok 1", "lose 2"], file, batch="monday")
    assert [one.state for one in settled] == ["succeeded", "succeeded", "unknown"]
    assert jobs.bought == {"lose 0": 1, "ok 1": 1, "lose 2": 2}


def test_old_failures_stop_no_rerun(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """Failures and unknowns of an earlier run are reported, but they are no failures in a row of this one."""
    requests = [*(f"{word} {n}" for n in range(4) for word in ("fail", "lose")), "ok 8"]
    first = mapped(requests, file, batch="monday", in_flight=1, stop_after_failures=8)
    assert first.stopped == "failures"
    again = mapped(requests, file, batch="monday", in_flight=1, stop_after_failures=1)
    assert [one.state for one in again] == [*["failed", "unknown"] * 4, "succeeded"]
    assert isinstance(again[0].error, JobFailed)
    assert again.stopped is None
    assert {*jobs.bought.values()} == {1}


def test_what_was_refused_is_tried_again(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """A refusal bought nothing, so a rerun submits it again."""
    for _ in range(2):
        assert mapped(["refuse 1"], file, batch="monday").counts == {"refused": 1}
    assert jobs.asked["refuse 1"] == 2
    assert not jobs.bought


def test_results_outlive_the_provider(mapped: Mapped, jobs: JobServer, file: Path) -> None:
    """What the provider has forgotten is delivered from the journal, with an error that says so."""
    first = mapped(["ok 1", "ok 2"], file, batch="monday")
    jobs.has_forgotten = True
    again = mapped(["ok 1", "ok 2"], file, batch="monday")
    assert [one.state for one in again] == ["succeeded", "succeeded"]
    assert [one.output for one in again.results] == [one.output for one in first.results]


def test_the_journal_does_not_wait_for_threads_of_others(jobs: JobServer, file: Path) -> None:
    """While others hold every thread of the event loop, a submit is written down all the same."""

    async def main() -> None:
        release, limit = threading.Event(), anyio.to_thread.current_default_thread_limiter()
        async with (
            AsyncDemo(TOKEN, jobs.base_url, journal=file) as api,
            asyncio.TaskGroup() as group,
        ):
            try:
                for _ in range(int(limit.total_tokens)):
                    group.create_task(anyio.to_thread.run_sync(release.wait))
                while limit.available_tokens:
                    await anyio.sleep(0.01)
                await api.submit(ENDPOINT.request({"prompt": "ok 1"}))
            finally:
                release.set()

    asyncio.run(main())
    assert [one.state for one in entries(file)] == ["accepted"]


def test_other_fields_of_once_on_buy_nothing_again(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A batch whose `once_on` has changed is refused before anything is bought."""
    prompts = ["ok 0", "ok 1", "ok 2"]
    for before, after in ((None, ["prompt"]), (["prompt"], ["duration"]), (["prompt"], None)):
        name = f"{before} {after}"
        first = mapped(prompts, file, batch=name, once_on=before)
        bought = jobs.bought.copy()
        with pytest.raises(KeyConflict, match="but now it has") as caught:
            mapped(prompts, file, batch=name, once_on=after)
        assert "as before, or give the batch another name" in str(caught.value)
        assert "again=True" not in str(caught.value)
        assert jobs.bought == bought
        assert ids(mapped(prompts, file, batch=name, once_on=before)) == ids(first)


@pytest.mark.parametrize("flavours", [("sync", "asyncio"), ("trio", "sync")])
def test_flavours_share_a_batch(flavours: tuple[str, str], jobs: JobServer, file: Path) -> None:
    """What one kind of client has bought, another joins."""
    found = [
        map_with(one, jobs, [f"ok {n}" for n in range(4)], file, batch="monday") for one in flavours
    ]
    assert ids(found[0]) == ids(found[1])
    assert {*jobs.bought.values()} == {1}
