"""`map` with a journal: the same program run again goes on where it ended, and buys nothing twice."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

import anyio.to_thread
import pytest
import trio

from clientwright.runtime.batch.batch_progress import BatchProgress
from clientwright.runtime.batch.batch_result import Batch
from clientwright.runtime.download.errors import OutputExpired
from clientwright.runtime.endpoint import Endpoint
from clientwright.runtime.errors import (
    ConfigurationError,
    InvalidInput,
    JobFailed,
    SubmitUnknown,
)
from clientwright.runtime.journal.entry import Entry
from clientwright.runtime.journal.errors import KeyConflict
from clientwright.runtime.journal.open_journal import open_journal
from clientwright.runtime.media_url import Media
from clientwright.runtime.models import ClosedInput, Text
from runtime.batch.conftest import map_with
from runtime.batch.job_server import JobServer
from runtime.demo_service import ENDPOINT, SERVICE, TOKEN, AsyncDemo, Demo, Output

Mapped = Callable[..., Batch[Any]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the journal is."""
    return tmp_path / "jobs.sqlite"


def entries(file: Path) -> list[Entry]:
    """Return everything in a journal."""
    database = open_journal(file)
    try:
        return database.entries()
    finally:
        database.close()


def ids(batch: Batch[Any]) -> list[str | None]:
    """Return the request ids of a batch."""
    return [one.request_id for one in batch]


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


class PictureInput(ClosedInput):
    """An input with a picture."""

    prompt: Text
    image: Annotated[Text, Media("image")]


PICTURES = Endpoint(SERVICE, "demo/pictures", PictureInput, Output)


def test_media_are_looked_at_before_a_job_is_bought(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A picture that cannot be read refuses its request, but not one that was bought with it before."""
    url = f"{jobs.base_url.removesuffix('/v1')}/pictures/"
    requests = [
        PICTURES.request({"prompt": f"ok {name}", "image": url + name}, validate="off")
        for name in ("a", "b")
    ]
    jobs.pictures = {"a"}
    for _ in range(2):
        batch = mapped(requests, file, batch="monday", check_media=True)
        assert [one.state for one in batch] == ["succeeded", "refused"]
        assert isinstance(batch[1].error, InvalidInput)
        jobs.pictures = set()
    jobs.pictures = {"b"}
    batch = mapped(requests, file, batch="monday", check_media=True)
    assert batch.counts == {"succeeded": 2}
    assert jobs.bought == {"ok a": 1, "ok b": 1}
    jobs.pictures = set()
    assert mapped(requests, check_media=True).counts == {"refused": 2}


def test_outputs_are_downloaded(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """Each success is saved; a rerun returns the same files, and one without a file saves it again."""
    requests, folder = ["ok 0", "fail 1", "ok 2"], tmp_path / "out"
    first = mapped(requests, file, batch="monday", download=folder)
    assert [len(one.files) for one in first] == [1, 0, 1]
    for one in first:
        for saved in one.files:
            assert (
                Path(saved.path).read_bytes()
                == b"\0\0\0\x18ftypisom" + f"the film of {one.request_id}.mp4".encode()
            )
    again = mapped(requests, file, batch="monday", download=folder)
    assert [one.files for one in again] == [one.files for one in first]
    Path(first[0].files[0].path).unlink()
    third = mapped(requests, file, batch="monday", download=folder)
    assert [one.files for one in third] == [one.files for one in first]
    assert Path(first[0].files[0].path).exists()
    assert len([*folder.iterdir()]) == 2


@pytest.mark.parametrize(
    "target", ["", 3, "nosuch://x", "nosuch::x", "a file", "a file/below", "/proc/nothing/here"]
)
def test_a_target_is_checked_before_anything_is_bought(
    target: Any, mapped: Mapped, jobs: JobServer, tmp_path: Path
) -> None:
    """Where nothing can be saved, nothing is bought."""
    (tmp_path / "a file").write_text("")
    if isinstance(target, str) and target.startswith("a file"):
        target = tmp_path / target
    with pytest.raises(ConfigurationError):
        mapped(["ok 0", "ok 1"], download=target)
    assert not jobs.asked
    assert mapped(["ok 0"], download=tmp_path / "new" / "folder").counts == {"succeeded": 1}


def test_a_target_that_breaks_ends_the_purchases(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """When the folder is gone the batch buys no more; what was bought is delivered with the reason."""
    folder, broken = tmp_path / "out", list[bool]()

    def prompts() -> Iterator[str]:
        for number in range(20):
            if number == 3 and not broken:
                broken.append(True)
                shutil.rmtree(folder)
                folder.write_text("no folder any more")
            yield f"ok {number}"

    options: dict[str, Any] = {"batch": "b", "download": folder, "in_flight": 1}
    batch = mapped(prompts(), file, **options)
    assert (batch.stopped, len(batch.results)) == ("download", 4)
    assert [len(one.files) for one in batch][:4] == [1, 1, 1, 0]
    folder.unlink()
    assert [len(one.files) for one in mapped(prompts(), file, **options)] == [1] * 20
    assert {*jobs.bought.values()} == {1}


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


def test_other_fields_of_once_on_buy_nothing_again(
    mapped: Mapped, jobs: JobServer, file: Path
) -> None:
    """A batch whose `once_on` has changed is refused before anything is bought."""
    prompts = ["ok 0", "ok 1", "ok 2"]
    for before, after in ((None, ["prompt"]), (["prompt"], ["duration"]), (["prompt"], None)):
        name = f"{before} {after}"
        first = mapped(prompts, file, batch=name, once_on=before)
        bought = jobs.bought.copy()
        with pytest.raises(KeyConflict, match="once_on"):
            mapped(prompts, file, batch=name, once_on=after)
        assert jobs.bought == bought
        assert ids(mapped(prompts, file, batch=name, once_on=before)) == ids(first)


def test_a_rerun_of_what_has_ended_asks_nobody(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """Stored results and saved files are delivered without one request, however many there are."""
    prompts = [f"ok {number}" for number in range(150)]
    first = mapped(prompts, file, batch="b", download=tmp_path / "out", in_flight=20)
    requests = jobs.requests
    again = mapped(prompts, file, batch="b", download=tmp_path / "out", in_flight=20)
    assert jobs.requests == requests
    assert [one.result for one in again] == [one.result for one in first]
    assert [one.files for one in again] == [one.files for one in first]


def test_what_was_forgotten_succeeded_all_the_same(
    mapped: Mapped, jobs: JobServer, file: Path, tmp_path: Path
) -> None:
    """After a prune, and when the provider has forgotten the jobs, there are still the saved files."""
    prompts = [f"ok {number}" for number in range(8)]
    first = mapped(prompts, file, batch="b", download=tmp_path / "out")
    database = open_journal(file)
    database.prune(time.time() + 60)
    database.close()
    jobs.has_forgotten = True
    again = mapped(prompts, file, batch="b", download=tmp_path / "out", stop_after_failures=1)
    assert (again.counts, again.stopped) == ({"succeeded": 8}, None)
    assert all(isinstance(one.error, OutputExpired) for one in again)
    assert [one.files for one in again] == [one.files for one in first]


def test_callbacks_that_fail_end_nothing(
    mapped: Mapped, jobs: JobServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The jobs are paid for, so a callback that raises is logged, and not called again."""
    calls = Counter[str]()

    def fail(_: object, name: str) -> None:
        calls[name] += 1
        raise LookupError(name)

    batch = mapped(
        ["ok 0", "ok 1", "ok 2"],
        in_flight=1,
        on_update=partial(fail, name="on_update"),
        progress=partial(fail, name="progress"),
    )
    assert (batch.counts, batch.stopped) == ({"succeeded": 3}, None)
    assert calls == {"on_update": 1, "progress": 1}
    errors = [one.exc_info[1] for one in caplog.records if one.exc_info]
    assert sorted(map(str, errors)) == ["on_update", "progress"]


def test_an_interrupt_of_the_progress_has_the_batch(jobs: JobServer) -> None:
    """Ctrl-C may meet the function that shows the progress; it tells what was bought all the same."""

    def interrupt(progress: BatchProgress) -> None:
        if progress.succeeded:
            raise KeyboardInterrupt

    for flavour in ("sync", "trio"):
        with pytest.raises(KeyboardInterrupt) as caught:
            map_with(flavour, jobs, ["ok 0", "hold 1"], progress=interrupt)
        batch: Batch[Any] = vars(caught.value)["batch"]
        assert batch.stopped == "interrupt"
        assert batch[0].state == "succeeded"
        assert len(caught.value.__notes__) == 1


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_requests_of_an_async_generator(library: str, jobs: JobServer) -> None:
    """An async client reads async generators, also endless ones; a sync client says what reads them."""

    async def made() -> AsyncIterator[Any]:
        for number in itertools.count():
            yield ENDPOINT.request({"prompt": f"ok {number}"})
            await anyio.sleep(0)

    async def main() -> Batch[Any]:
        async with AsyncDemo(TOKEN, jobs.base_url, polls_per_second=1000) as api:
            return await api.map(made(), max_jobs=4, progress=False)

    batch = trio.run(main) if library == "trio" else asyncio.run(main())
    assert [one.position for one in batch if one.result] == [0, 1, 2, 3]
    with Demo(TOKEN, jobs.base_url) as api, pytest.raises(ConfigurationError, match="async client"):
        api.map(cast("Any", made()))


@pytest.mark.parametrize("flavours", [("sync", "asyncio"), ("trio", "sync")])
def test_flavours_share_a_batch(flavours: tuple[str, str], jobs: JobServer, file: Path) -> None:
    """What one kind of client has bought, another joins."""
    found = [
        map_with(one, jobs, [f"ok {n}" for n in range(4)], file, batch="monday") for one in flavours
    ]
    assert ids(found[0]) == ids(found[1])
    assert {*jobs.bought.values()} == {1}
