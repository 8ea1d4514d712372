"""The calls that download: of results, jobs and clients, sync, on asyncio and on trio."""

from __future__ import annotations

import asyncio
import copy
import pickle
import queue
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
import trio

from clientwright.runtime.download.download_options import Progress
from clientwright.runtime.download.errors import DownloadError
from clientwright.runtime.errors import ConfigurationError
from clientwright.runtime.responses import Success
from runtime.byte_server import ByteServer, reply, send
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo
from runtime.download.support import (
    MP4,
    VIDEO,
    answer,
    answered,
    client,
    download,
    names_in,
    result_of,
    url_of,
)

REQUEST = ENDPOINT.request({"prompt": "é"})
LOOPS: dict[str, Callable[[Callable[[], Awaitable[Any]]], Any]] = {
    "asyncio": lambda main: asyncio.run(_coroutine(main)),
    "trio": trio.run,
}
each_loop = pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)


async def _coroutine(main: Callable[[], Awaitable[Any]]) -> Any:
    return await main()


def test_sync_calls(jobs: ByteServer, tmp_path: Path) -> None:
    """A result, its job and its client save the same files."""
    with Demo(TOKEN, jobs.base_url) as api:
        job = api.submit(REQUEST)
        result = job.wait()
        saved = result.download(tmp_path)
        assert Path(saved[0].path).read_bytes() == VIDEO
        assert job.result().download(tmp_path) == saved
        assert job.download(tmp_path) == saved
        assert job.download(tmp_path, result) == saved
        assert api.download(result, tmp_path) == saved
        assert api.job("job-1").download(tmp_path) == saved


@each_loop
def test_async_calls(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """A job and its client save the same files; a result alone names the call that does."""

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            result = await job.wait()
            saved = await job.download(tmp_path)
            assert Path(saved[0].path).read_bytes() == VIDEO
            assert await api.download(result, tmp_path) == saved
            with pytest.raises(ConfigurationError, match=r"await api\.download"):
                result.download(tmp_path)

    loop(main)


def test_results_are_as_before(jobs: ByteServer, tmp_path: Path) -> None:
    """That a result knows its job is seen nowhere: not compared, not shown, not pickled."""
    with Demo(TOKEN, jobs.base_url) as api:
        result, bare = api.submit(REQUEST).wait(), result_of({"video": url_of(jobs)})
    assert result == bare
    assert hash(result) == hash(bare)
    assert repr(result) == repr(bare)
    assert result._repr_html_() == bare._repr_html_()
    assert vars(pickle.loads(pickle.dumps(result))).keys() == vars(bare).keys()
    assert TOKEN.encode() not in pickle.dumps(result)
    for twin in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), replace(result)):
        assert twin == result
        with pytest.raises(ConfigurationError, match=r"api\.download\(result"):
            twin.download(tmp_path)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"status": "in_progress"}, "status is in_progress .phase running.*wait"),
        ({"status": "in_progress", "output": {"video": "x"}}, "status is in_progress"),
        ({"status": "cancelled", "output": {"video": "x"}}, "the job was cancelled"),
        ({"status": "failed", "error": "no face", "output": {"video": "x"}}, "the job failed"),
        ({"status": "odd", "output": {"video": "x"}}, "status is odd .phase unknown"),
        ({"status": "failed", "error": "no face"}, "the job failed.*no face"),
        ({"status": "succeeded", "output": {}}, "no URL"),
        ({"status": "succeeded", "output": {"text": "hello"}}, "no URL"),
        ({"status": "succeeded"}, "no URL"),
    ],
)
def test_jobs_without_files(
    facts: dict[str, Any], words: str, jobs: ByteServer, tmp_path: Path
) -> None:
    """A job that has not ended, has failed or has no file says so, and no folder is made."""
    answered(jobs, **facts)
    with Demo(TOKEN, jobs.base_url) as api, pytest.raises(DownloadError, match=words):
        api.submit(REQUEST).download(tmp_path / "out")
    assert names_in(tmp_path) == []


def test_results_of_others(jobs: ByteServer, tmp_path: Path) -> None:
    """Another object, or the result of another job, is refused before anything is asked."""
    with Demo(TOKEN, jobs.base_url) as api:
        job, other = api.submit(REQUEST), result_of({"video": url_of(jobs)}, "job-2")
        seen = len(jobs.received)
        with pytest.raises(ConfigurationError, match="to request job-2"):
            job.download(tmp_path, other)
    assert len(jobs.received) == seen


@pytest.mark.parametrize("given", [None, 5, {}, "text", object])
def test_no_results(given: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """What is no result is a mistake of the caller."""
    with (
        Demo(TOKEN, jobs.base_url) as api,
        pytest.raises(ConfigurationError, match="only the result of a job can be downloaded"),
    ):
        api.download(given, tmp_path)

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            await api.download(given, tmp_path)

    with pytest.raises(ConfigurationError, match="only the result of a job can be downloaded"):
        asyncio.run(main())
    assert jobs.received == []


def test_progress(server: ByteServer, tmp_path: Path) -> None:
    """Progress grows to the size of the file, and is told in the caller's thread."""
    chunk = b"%x\r\n%s\r\n" % (len(VIDEO), VIDEO)
    server.by_operation["a.mp4"] = [
        send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 20 + b"0\r\n\r\n")
    ]
    seen: list[Progress] = []
    threads: set[int] = set()

    def note(progress: Progress) -> None:
        seen.append(progress)
        threads.add(threading.get_ident())

    (saved,) = download(server, tmp_path, on_progress=note)
    assert threads == {threading.get_ident()}
    assert {one.file for one in seen} == {saved.path}
    received = [one.received for one in seen]
    assert received == sorted(received)
    assert received[-1] == saved.size == 20 * len(VIDEO)
    assert seen[-1].total in (None, saved.size)


@each_loop
def test_async_progress(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """An async callback is awaited on the event loop; a plain one is called there."""
    seen: list[object] = []

    async def later(progress: Progress) -> None:
        await anyio.sleep(0)
        seen.append((progress.received, threading.get_ident()))

    def now(progress: Progress) -> None:
        seen.append((progress.received, threading.get_ident()))

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            await job.download(tmp_path, on_progress=later)
            await job.download(tmp_path, on_progress=now)

    loop(main)
    assert set(seen) >= {(len(VIDEO), threading.get_ident())}


def test_an_async_callback_of_a_sync_call(jobs: ByteServer, tmp_path: Path) -> None:
    """Nobody would await it, so it is refused before anything is asked."""

    async def later(progress: Progress) -> None: ...

    with client(jobs) as api, pytest.raises(ConfigurationError, match=r"on_progress.*async"):
        api.download(result_of({"video": url_of(jobs)}), tmp_path, on_progress=later)


def fail(progress: Progress) -> None:
    """Raise an error of the caller's own."""
    raise ZeroDivisionError("mine")


@pytest.mark.parametrize("kind", [ZeroDivisionError, queue.Empty, queue.Full, TimeoutError])
def test_a_callback_that_raises(kind: type[Exception], jobs: ByteServer, tmp_path: Path) -> None:
    """An error of a callback is the caller's own, whatever it is, and ends the download."""

    def raise_it(progress: Progress) -> None:
        raise kind("mine")

    with client(jobs) as api, pytest.raises(kind, match="mine"):
        api.download(result_of({"video": url_of(jobs)}), tmp_path, on_progress=raise_it)


@each_loop
def test_an_async_call_whose_callback_raises(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """An error of a callback comes out of the awaited call."""

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            with pytest.raises(ZeroDivisionError, match="mine"):
                await job.download(tmp_path, on_progress=fail)

    loop(main)


def stop(progress: Progress) -> None:
    """Raise what ends an iterator."""
    raise StopIteration("mine")


@each_loop
def test_a_callback_that_raises_stop_iteration(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """It ends the download, too; out of a coroutine it comes as the cause of a RuntimeError."""
    result = result_of({"video": url_of(jobs)})
    with client(jobs) as sync, pytest.raises(StopIteration, match="mine"):
        sync.download(result, tmp_path, on_progress=stop)

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            with pytest.raises(RuntimeError, match="StopIteration") as caught:
                await api.download(result, tmp_path / "other", on_progress=stop)
            assert isinstance(caught.value.__cause__, StopIteration)
            assert str(caught.value.__cause__) == "mine"

    loop(main)


def hanging(jobs: ByteServer) -> threading.Event:
    """Let the server send a part of the video and no more; return what is set when it was sent."""
    sent = threading.Event()
    head = f'HTTP/1.1 200 OK\r\nETag: "one"\r\n{MP4}\r\nContent-Length: {len(VIDEO)}\r\n\r\n'

    def act(sock: Any) -> None:
        sock.sendall(head.encode() + VIDEO[:6000])
        sent.set()

    jobs.by_operation["a.mp4"] = [act]
    return sent


@each_loop
def test_a_cancelled_call(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """A cancelled download has ended when the cancellation goes on; its part can be resumed."""
    sent = hanging(jobs)
    running = threading.active_count

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            before = running()
            async with anyio.create_task_group() as group:
                group.start_soon(job.download, tmp_path)
                await anyio.to_thread.run_sync(sent.wait)
                while not (tmp_path / ".job-1-1.part").exists():
                    await anyio.sleep(0.01)
                group.cancel_scope.cancel()
            assert running() <= before + 2  # idle workers of the event loop

    loop(main)
    assert names_in(tmp_path) in (
        [".job-1-1.part", ".job-1-1.part.json"],
        [],  # nothing had been read yet
    )


@each_loop
def test_a_call_cancelled_in_its_callback(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """A callback that waits for ever is cancelled with the download."""
    waiting = anyio.Event

    async def main() -> None:
        begun = waiting()

        async def wait(progress: Progress) -> None:
            begun.set()
            await anyio.sleep_forever()

        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: job.download(tmp_path, on_progress=wait))
                await begun.wait()
                group.cancel_scope.cancel()

    loop(main)


def test_an_asyncio_task_that_is_cancelled(jobs: ByteServer, tmp_path: Path) -> None:
    """`task.cancel()` of asyncio ends a download, too."""
    sent = hanging(jobs)

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            task = asyncio.create_task(job.download(tmp_path))
            await asyncio.to_thread(sent.wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())


def test_the_end_of_one_client_does_not_matter(jobs: ByteServer, tmp_path: Path) -> None:
    """A closed client can still save a result that it has: downloads have an HTTP client of their own."""
    with Demo(TOKEN, jobs.base_url) as api:
        result = api.submit(REQUEST).wait()
    assert isinstance(result, Success)
    assert len(result.download(tmp_path)) == 1


def test_an_input_that_is_repeated(jobs: ByteServer, tmp_path: Path) -> None:
    """A URL of the input that an output repeats is not fetched, and the video is saved."""
    output = {"video": url_of(jobs), "input": {"video": "https://mine.example/cat.mp4"}}
    with client(jobs) as api:
        (saved,) = api.download(result_of(output), tmp_path)
    assert Path(saved.path).read_bytes() == VIDEO


@each_loop
def test_more_downloads_than_threads(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """Many async downloads at once, each of which asks /result again in between, leave room for that."""
    url = url_of(jobs, "b.mp4")
    jobs.by_operation["a.mp4"] = [answer(status=410, body=b"")]
    jobs.by_operation["b.mp4"] = [answer(MP4)]
    names = [f"job-{n}" for n in range(45)]

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url, journal=tmp_path / "jobs.sqlite") as api:

            async def save(name: str) -> None:
                await api.download(result_of({"video": url_of(jobs)}, name), tmp_path / "out")

            async with anyio.create_task_group() as group:
                for name in names:
                    group.start_soon(save, name)

    def result(sock: Any) -> None:
        id = jobs.received[-1].split(b"/requests/")[1].split(b"/")[0].decode()
        answer_of = {"request_id": id, "status": "succeeded", "output": {"video": url}}
        reply(answer_of)(sock)

    jobs.by_operation["result"] = [result]
    loop(main)
    assert len(names_in(tmp_path / "out")) == len(names)
