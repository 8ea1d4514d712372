"""Submits that are interrupted at each moment at which Python looks for a signal, one after another."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import anyio
import httpx
import pytest
import trio

from clientwright import runtime
from clientwright.runtime import submit_thread
from clientwright.runtime.jobs import Job
from clientwright.runtime.journal.journal import Journal
from runtime.byte_server import ByteServer, ServerAction, reply
from runtime.demo_service import ENDPOINT, TOKEN, AsyncDemo, Demo, Output
from runtime.moments import InterruptAt

AROUND = tuple(
    f"{runtime.__path__[0]}/{name}.py" for name in ("client", "base_client", "jobs", "submission")
)
NEVER = 1_000_000
"""The number of a moment that no call reaches."""
REQUEST = ENDPOINT.request({"prompt": "x"})


def accept_each(accepted: list[str]) -> ServerAction:
    """Accept each job under an id of its own."""

    def act(sock: socket.socket) -> None:
        accepted.append(f"job-{len(accepted) + 1}")
        reply({"request_id": accepted[-1]})(sock)

    return act


@pytest.fixture(params=["unheard", "logged"])
def heard(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Have nobody listen to the client, or a logger."""
    level = logging.INFO if request.param == "logged" else logging.ERROR
    with caplog.at_level(level, "demo"):
        yield


def submit_in_a_handler(api: Demo) -> Job[Output]:
    """Submit a job while an error is handled, which is then the context of every other error."""
    try:
        raise RuntimeError("the caller handles an error of its own")
    except RuntimeError:
        return api.submit(REQUEST)


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("thread", ["idle", "new", "new in a handler"])
@pytest.mark.parametrize("with_journal", [False, True])
def test_an_interrupt_at_any_moment_loses_no_job(
    server: ByteServer, tmp_path: Path, thread: str, with_journal: bool
) -> None:
    """Wherever Ctrl-C comes in a submit, it goes on, and the caller has the id of what was accepted."""
    accepted: list[str] = []
    server.actions = [accept_each(accepted)]
    journal = tmp_path / "jobs.sqlite" if with_journal else None
    n, told, ended = 0, 0, False
    with Demo(TOKEN, server.base_url, journal=journal) as api:
        api.submit(REQUEST)
        while not ended:
            n += 1
            if thread != "idle":
                submit_thread._IDLE[os.getpid()].clear()
            else:  # the last one may still be at work, or have been left
                api.submit(REQUEST)
            before, job, said = len(accepted), None, ""
            with InterruptAt(n, "drive_to_end") as interrupt:
                try:
                    job = submit_in_a_handler(api) if "handler" in thread else api.submit(REQUEST)
                except KeyboardInterrupt as stop:
                    assert job is None
                    said = " ".join(getattr(stop, "__notes__", ()))
            if ended := job is not None:
                said = job.request_id
            assert ended == bool(interrupt.left), f"swallowed at {interrupt.where}"
            new = accepted[before:]
            assert all(id in said for id in new), f"{new} lost at {interrupt.where}"
            told += len(new)
    assert (n > 20, told > 3) == (True, True)
    if journal is not None:
        with closing(Journal(journal)) as its:
            known = [one.request_id for one in its.entries() if one.state != "not_sent"]
        assert known == accepted


def test_an_interrupt_at_any_moment_of_a_run_names_the_job(server: ByteServer) -> None:
    """Wherever Ctrl-C comes in a run, also between its submit and its wait, it names the job.

    A wait's requests are sent in the main thread, where Ctrl-C may leave a lock of the HTTP
    library taken, so only the code around the submit and the wait is interrupted.
    """
    accepted: list[str] = []

    def answer(**about: object) -> ServerAction:
        def act(sock: socket.socket) -> None:
            reply({"request_id": accepted[-1], **about})(sock)

        return act

    server.by_operation = {
        "submit": [accept_each(accepted)],
        "status": [answer(status="completed")],
        "result": [answer(status="succeeded", output={"video": "https://x.demo.example/v.mp4"})],
    }
    n, result = 0, None
    with Demo(TOKEN, server.base_url, polls_per_second=10_000.0) as api:
        while result is None:
            n, said, before = n + 1, "", len(accepted)
            api.submit(REQUEST)
            with InterruptAt(n, "drive_to_end", AROUND) as interrupt:
                try:
                    result = api.run(REQUEST)
                except KeyboardInterrupt as stop:
                    said = " ".join(getattr(stop, "__notes__", ()))
            assert (result is not None) == bool(interrupt.left), f"swallowed at {interrupt.where}"
            new = accepted[before + 1 :]
            assert result is not None or all(id in said for id in new), f"lost at {interrupt.where}"
    assert n > 5


# trio says so of a body that was being read
@pytest.mark.filterwarnings("ignore:Exception ignored in. <async_generator")
@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.stress)])
@pytest.mark.parametrize("with_journal", [False, True])
def test_trios_ctrl_c_at_any_moment_tells_of_the_job(
    server: ByteServer, tmp_path: Path, with_journal: bool, step: int
) -> None:
    """Wherever trio raises Ctrl-C in the client, also in a submit's own task, it goes on and tells of the job.

    It names the job, or says that one may have been accepted if it broke off the reading of the answer. Every seventh
    moment is one here, and each of the last ten, which come after the job was made; in the stress run each of all.
    """
    accepted: list[str] = []
    server.actions = [accept_each(accepted)]
    journal = tmp_path / "jobs.sqlite" if with_journal else None
    says: list[str] = []

    async def attempt(n: int) -> int:
        async with AsyncDemo(TOKEN, server.base_url, journal=journal) as api:
            await api.submit(REQUEST)
            before, job, said = len(accepted), None, ""
            with InterruptAt(n, "drive_to_end", (runtime.__path__[0],)) as interrupt:
                try:
                    job = await api.submit(REQUEST)
                except KeyboardInterrupt as stop:
                    said = " ".join(getattr(stop, "__notes__", ()))
        assert (job is not None) == bool(interrupt.left), f"swallowed at {interrupt.where}"
        for id in accepted[before:] if job is None else ():
            assert id in said or "may have been accepted" in said, interrupt.where
            says.append(said)
        return interrupt.left

    moments = NEVER - trio.run(attempt, NEVER)
    assert moments > 50
    for n in sorted({*range(1, moments, step), *range(moments - 9, moments + 1)}):
        trio.run(attempt, n)
    assert sum("was accepted as request" in said for said in says) > 5
    if journal is not None:
        with closing(Journal(journal)) as its:
            entries = its.entries()
        known = {one.request_id for one in entries if one.state == "accepted"}
        unknown = sum(one.state == "unknown" for one in entries)
        assert known <= set(accepted)
        assert len(set(accepted) - known) <= unknown


class InterruptedConnect(httpx.AsyncBaseTransport):
    """Connects as the HTTP library does, in tasks of its own, of which Ctrl-C meets one."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Connect."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._connect)
        raise AssertionError

    async def _connect(self) -> None:
        raise KeyboardInterrupt


def test_trios_ctrl_c_in_a_task_of_the_http_library(server: ByteServer) -> None:
    """It goes on by itself, not in a group, and has the note."""

    async def main() -> None:
        client = httpx.AsyncClient(transport=InterruptedConnect())
        async with AsyncDemo(TOKEN, server.base_url, http_client=client) as api:
            await api.submit(REQUEST)

    with pytest.raises(KeyboardInterrupt) as caught:
        trio.run(main)
    assert "was interrupted" in caught.value.__notes__[0]
