"""Event loops, cancellations and bursts: a client's own transport loses no job to them."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import warnings
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from clientwright.testing.client_protocol.client_under_test import ClientUnderTest, accepted_ids
from clientwright.testing.client_protocol.live_case import (
    LiveCase,
    RawAnswer,
    captured_log,
    loopback_server,
)
from clientwright.testing.client_protocol.scripted_server import REQUEST_ID

ANSWER_SECONDS = 0.05
"""How long the answer is on its way to a submit that is cancelled."""
LIMIT_SECONDS = 5.0
"""How long a client may take to send a submit."""
CROWD_SECONDS = 0.2
"""How long the first requests of some threads wait for too many others."""
BURST, THREADS, MOST_AT_ONCE = 100, 40, 32


def loop_cases() -> Iterator[LiveCase]:
    """Yield the promises about event loops and bursts."""
    yield LiveCase(
        "async-on-a-second-loop",
        "An async client that was used on one event loop works on the next one.",
        "/operations/submit",
        "2 jobs after 2 submits",
        _submit_on_two_loops,
    )
    yield LiveCase(
        "cancelled-submit-logs-the-request",
        "A submit that is cancelled while its answer is on the way logs the request id as a warning, "
        "and is cancelled then.",
        "/operations/submit",
        "cancelled, with the request id in a warning",
        _cancel_a_submit,
    )
    yield LiveCase(
        "burst-of-tasks",
        f"A burst of {BURST} async submits gives {BURST} jobs, with at most {MOST_AT_ONCE} requests at once.",
        "/operations/submit",
        f"{BURST} jobs, at most {MOST_AT_ONCE} requests at once",
        _submit_from_many_tasks,
    )
    yield LiveCase(
        "burst-of-threads",
        f"Submits of {THREADS} threads give {THREADS} jobs, with at most {MOST_AT_ONCE} requests at once.",
        "/operations/submit",
        f"{THREADS} jobs, at most {MOST_AT_ONCE} requests at once",
        _submit_from_many_threads,
    )


def _submit_on_two_loops(tested: ClientUnderTest) -> str:
    ids = accepted_ids()

    def answer(path: str) -> RawAnswer:
        accepted = tested.accepted(next(ids))
        return RawAnswer(json.dumps(accepted.body).encode(), accepted.headers)

    with loopback_server(answer) as server, _unclosed_sockets_ignored():
        jobs = _jobs_of_two_loops(tested, server.url)
        gc.collect()
    return f"{jobs} after {len(server.paths)} submits"


def _jobs_of_two_loops(tested: ClientUnderTest, url: str) -> str:
    api = tested.async_client(url)
    try:
        jobs = {asyncio.run(_submitted(api, tested)) for _ in range(2)}
        asyncio.run(api.aclose())
    except Exception as error:
        return f"{type(error).__name__} ({error})"
    return f"{len(jobs)} jobs"


@contextmanager
def _unclosed_sockets_ignored() -> Generator[None]:
    """Ignore that connections of a loop that has ended are not closed by it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


async def _submitted(api: Any, tested: ClientUnderTest) -> str:
    job = await api.submit(tested.request)
    return str(job.request_id)


def _cancel_a_submit(tested: ClientUnderTest) -> str:
    return asyncio.run(_cancelled_submit(tested))


async def _cancelled_submit(tested: ClientUnderTest) -> str:
    sent = asyncio.Event()

    async def answer(request: Any) -> Any:
        sent.set()
        await asyncio.sleep(ANSWER_SECONDS)
        return tested.answer()

    async with tested.http.AsyncClient(transport=tested.http.MockTransport(answer)) as http:
        api = tested.async_client(http_client=http)
        with captured_log(tested.service.name) as lines:
            submit = asyncio.create_task(_submitted(api, tested))
            async with asyncio.timeout(LIMIT_SECONDS):
                await sent.wait()
            submit.cancel()
            await asyncio.wait((submit,))
    end = "cancelled" if submit.cancelled() else "not cancelled"
    told = [one for one in lines if one.level >= logging.WARNING]
    logged = any(REQUEST_ID in one.message for one in told)
    return f"{end}, with{'' if logged else 'out'} the request id in a warning"


@dataclass
class _Counter:
    """Counts the requests that are answered at the same time."""

    lock: Lock = field(default_factory=Lock)
    now: int = 0
    most: int = 0

    def enter(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def leave(self) -> None:
        with self.lock:
            self.now -= 1

    def report(self, ids: list[str]) -> str:
        most = f"at most {MOST_AT_ONCE}" if self.most <= MOST_AT_ONCE else f"{self.most}"
        return f"{len(set(ids))} jobs, {most} requests at once"


def _submit_from_many_tasks(tested: ClientUnderTest) -> str:
    return asyncio.run(_async_burst(tested))


async def _async_burst(tested: ClientUnderTest) -> str:
    ids, counter = accepted_ids(), _Counter()

    async def answer(request: Any) -> Any:
        counter.enter()
        await asyncio.sleep(0.001)
        counter.leave()
        return tested.answer(next(ids))

    async with tested.http.AsyncClient(transport=tested.http.MockTransport(answer)) as http:
        api = tested.async_client(http_client=http)
        return counter.report(
            await asyncio.gather(*(_submitted(api, tested) for _ in range(BURST)))
        )


def _submit_from_many_threads(tested: ClientUnderTest) -> str:
    ids, counter, crowded = accepted_ids(), _Counter(), Event()

    def answer(request: Any) -> Any:
        counter.enter()
        if counter.most > MOST_AT_ONCE or not crowded.wait(CROWD_SECONDS):
            crowded.set()
        counter.leave()
        with counter.lock:
            id = next(ids)
        return tested.answer(id)

    with (
        tested.http.Client(transport=tested.http.MockTransport(answer)) as http,
        ThreadPoolExecutor(THREADS) as threads,
    ):
        api = tested.sync_client(http_client=http)
        jobs = [threads.submit(api.submit, tested.request) for _ in range(THREADS)]
        return counter.report([str(job.result().request_id) for job in jobs])
