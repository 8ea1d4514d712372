"""Clients with a journal that are closed during submits: entries tell the truth then, too."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest

from clientwright.runtime.errors import ClientClosed
from clientwright.runtime.request_gate import MAX_IN_FLIGHT
from runtime.demo_service import TOKEN, AsyncDemo, Demo
from runtime.journal.journal_callers import (
    REQUEST,
    HeldAnswer,
    JournalCaller,
    accept,
    posts,
    script,
)


def test_closed_while_answers_are_on_their_way(sync_caller: JournalCaller) -> None:
    """Submits that were sent are noted as accepted; those that wait for their turn, as not sent."""
    held = HeldAnswer()
    script(sync_caller.server, *[held] * MAX_IN_FLIGHT, accept())
    api = Demo(TOKEN, sync_caller.server.base_url, journal=sync_caller.path)
    with ThreadPoolExecutor(MAX_IN_FLIGHT + 4) as pool:
        submits = [pool.submit(api.submit, REQUEST) for _ in range(MAX_IN_FLIGHT + 3)]
        gate = api._connection.transport._gate
        while posts(sync_caller.server) < MAX_IN_FLIGHT or len(gate.line) < 3:
            pass
        closing = pool.submit(api.close)
        threading.Timer(0.1, held.go_on.set).start()
        closing.result()
        ended = [submit.exception() for submit in submits]
    assert [type(error) for error in ended if error] == [ClientClosed] * 3
    states = sorted(sync_caller.states())
    assert states == ["accepted"] * MAX_IN_FLIGHT + ["not_sent"] * 3
    assert posts(sync_caller.server) == MAX_IN_FLIGHT


def test_aclosed_while_an_answer_is_on_its_way(async_caller: JournalCaller) -> None:
    """The same for one submit of the async client, whose handle is returned."""
    held = HeldAnswer()
    script(async_caller.server, held)
    jobs: list[Any] = []

    async def main() -> None:
        api = AsyncDemo(TOKEN, async_caller.server.base_url, journal=async_caller.path)

        async def submit() -> None:
            jobs.append(await api.submit(REQUEST, once="k"))

        async with anyio.create_task_group() as group:
            group.start_soon(submit)
            while not held.arrived.is_set():
                await anyio.sleep(0.001)
            threading.Timer(0.1, held.go_on.set).start()
            await api.aclose()

    async_caller.run(main)
    assert [job.request_id for job in jobs] == ["job-1"]
    assert async_caller.states() == ["accepted"]


def test_submit_after_close_writes_nothing(caller: JournalCaller) -> None:
    """A closed client claims nothing."""
    script(caller.server)

    async def later(api: Any) -> None:
        await api.aclose()
        await api.submit(REQUEST, once="k")

    def close_first(api: Any) -> Any:
        if caller.mode != "sync":
            return later(api)
        api.close()
        return api.submit(REQUEST, once="k")

    with pytest.raises(ClientClosed):
        caller.call(close_first)
    assert (caller.entries(), posts(caller.server)) == ([], 0)


def test_journal_of_a_closed_client(caller: JournalCaller) -> None:
    """The journal of a closed client can still be asked, and closed again."""
    script(caller.server)
    caller.submit(once="k")

    async def later(api: Any) -> Any:
        await api.aclose()
        found = await api.journal.pending()
        await api.journal.close()
        return found

    def close_first(api: Any) -> Any:
        if caller.mode != "sync":
            return later(api)
        api.close()
        return api.journal.pending()

    assert [entry.once for entry in caller.call(close_first)] == ["k"]
