"""What is told of a download while it runs, and what a callback or a cancellation that ends it leaves."""

from __future__ import annotations

import asyncio
import queue
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest

from clientwright.runtime.download import engine
from clientwright.runtime.download.download_options import Progress
from clientwright.runtime.errors import ConfigurationError
from runtime.byte_server import ByteServer, send
from runtime.demo_service import TOKEN, AsyncDemo
from runtime.download.support import (
    MP4,
    REQUEST,
    VIDEO,
    client,
    download,
    each_loop,
    names_in,
    result_of,
    url_of,
)


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


def test_no_progress_is_lost(
    jobs: ByteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a file told before the caller's thread looked is told all the same, up to its last byte."""

    class Quick(threading.Thread):
        def start(self) -> None:
            super().start()
            self.join()

    monkeypatch.setattr(
        engine, "threading", SimpleNamespace(**{**vars(threading), "Thread": Quick})
    )
    told: list[Progress] = []
    with client(jobs) as api:
        api.download(result_of({"video": url_of(jobs)}), tmp_path, on_progress=told.append)
    assert (told[-1].received, told[-1].total) == (len(VIDEO), len(VIDEO))


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


def downloading() -> bool:
    """Return whether a thread fetches a file."""
    return any(thread.name == "download" for thread in threading.enumerate())


@each_loop
def test_a_cancelled_call(loop: Any, jobs: ByteServer, tmp_path: Path) -> None:
    """A cancelled download has ended when the cancellation goes on; its part can be resumed."""
    sent = hanging(jobs)

    async def main() -> None:
        async with AsyncDemo(TOKEN, jobs.base_url) as api:
            job = await api.submit(REQUEST)
            async with anyio.create_task_group() as group:
                group.start_soon(job.download, tmp_path)
                await anyio.to_thread.run_sync(sent.wait)
                while not (tmp_path / ".job-1-1.part").exists():
                    await anyio.sleep(0.01)
                assert downloading()
                group.cancel_scope.cancel()
            assert not downloading()

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
