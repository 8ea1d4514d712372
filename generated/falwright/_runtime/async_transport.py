# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""IO of the async client, on asyncio or trio: drive the protocol's flows over the HTTP library.

Redirects are not followed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import anyio

from . import http_exchange
from . import submission as submissions
from .errors import ConfigurationError
from .event_loop import call_in_thread, current_loop, is_over, ungrouped, wait_in_shield
from .failed_exchange import answer_or_error
from .http import library as http
from .http_client import LIMITS, proxy_of, tls_context
from .listeners import watch
from .request_gate import MAX_IN_FLIGHT
from .response_parsing import Response
from .steps import Blocking, Flow, HttpRequest, NotSent, Sleep, Step, without_token
from .submission import JobT, Submission
from .submit_task import SubmitTask

T = TypeVar("T")


class AsyncDirectClient(http.AsyncClient):
    """Sends by its transport alone, as `DirectClient` does."""

    def __init__(self, transport: http.AsyncBaseTransport) -> None:
        super().__init__(transport=transport, trust_env=False)
        self._hand_over = transport.handle_async_request

    async def send(self, request: http.Request, *, stream: bool = False, **_: Any) -> http.Response:
        """Send a request, and return its answer; with `stream`, before its body was read."""
        if not http_exchange.sends_itself(http.AsyncClient):
            return await super().send(request, stream=stream)
        try:
            answer = await self._hand_over(request)
        except http.RequestError as error:
            error.request = request
            raise
        answer.request = request
        if not stream:
            await answer.aread()
        return answer


def open_async_client(base_url: str) -> http.AsyncClient:
    """Return the async client for a base URL.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """
    transport = http.AsyncHTTPTransport(
        verify=tls_context(base_url), limits=LIMITS, proxy=proxy_of(base_url)
    )
    return AsyncDirectClient(transport)


_LOOPS: WeakKeyDictionary[http.AsyncClient, object] = WeakKeyDictionary()
"""The event loop that each HTTP client of a caller was first used on."""


class AsyncTransport:
    """Drives flows with an async client, on asyncio or trio."""

    def __init__(self, base_url: str, token: str, client: http.AsyncClient | None) -> None:
        self._client = client or open_async_client(base_url)
        self._owns_client = client is None
        self._writer = http_exchange.RequestWriter(base_url, token, self._client)
        self._loop, self._token = current_loop(), token
        if client is not None and _LOOPS.setdefault(client, self._loop) is not self._loop:
            raise ConfigurationError(
                "http_client was used on another event loop, where its connections belong; "
                "nothing was sent. Leave it out, or make an HTTP client on each event loop"
            )
        self._submits: set[SubmitTask[Any]] = set()
        self._gate = anyio.Semaphore(MAX_IN_FLIGHT, fast_acquire=True)
        # the limit of the other threads may be taken for long
        self._threads = anyio.CapacityLimiter(MAX_IN_FLIGHT)

    async def drive(self, flow: Flow[T]) -> T:
        """Perform each step of a flow until it returns or raises."""
        return await _drive(without_token(flow, self._token), self._take_turn)

    async def drive_to_end(self, flow: Flow[JobT], submission: Submission[JobT]) -> JobT:
        """Perform a submit's flow to its end, even if the caller is cancelled meanwhile."""

        async def perform(wanted: Step) -> Any:
            submission.next_step(is_writing=isinstance(wanted, Blocking))
            return await self._take_turn(wanted, submission.begin_sending)

        submit = SubmitTask(submission, lambda: _drive(without_token(flow, self._token), perform))
        self._submits.add(submit)
        try:
            with watch("submit", submission.service, submission, self._writer.base_url):
                return await submit.join()
        finally:
            self._submits.discard(submit)

    async def _take_turn(self, wanted: Step, begin: Callable[[], object] = int) -> Any:
        """Perform a step; a request waits for its turn first, and `begin` is called before it is sent."""
        if not isinstance(wanted, HttpRequest):
            return await self._perform(wanted)
        if self._gate.value:
            self._gate.acquire_nowait()
        else:
            with anyio.move_on_after(wanted.start_within) as scope:
                await self._gate.acquire()
            if scope.cancelled_caught:
                raise NotSent(f"no free connection within {wanted.start_within:g} s")
        try:
            http_exchange.check_open(self._client)
            begin()
            return await self._perform(wanted)
        finally:
            self._gate.release()

    async def _perform(self, wanted: Step) -> Any:
        if isinstance(wanted, HttpRequest):
            request = None
            try:
                request = self._writer.request(wanted)
                with anyio.fail_after(wanted.timeout):
                    return await self._send(request, wanted.timeout)
            except Exception as error:
                return answer_or_error(error, request, wanted, self._writer.base_url)
            except BaseExceptionGroup as errors:  # trio's Ctrl-C in a task of the HTTP library
                raise ungrouped(errors) from None
        if isinstance(wanted, Sleep):
            await anyio.sleep(max(wanted.seconds, 0.0))
        elif isinstance(wanted, Blocking):
            with anyio.CancelScope(shield=True):
                return await call_in_thread(wanted.call, self._threads)
        elif isawaitable(returned := wanted.callback(wanted.status)):
            await returned
        return None

    async def _send(self, request: http_exchange.RecordedRequest, timeout: float) -> Response:
        body = http_exchange.BodyReader(timeout)
        answer = await self._client.send(request, stream=True, auth=None, follow_redirects=False)
        request.answer_so_far = (answer.status_code, answer.headers, body.data)
        try:
            if found := http_exchange.read_already(answer):
                return found
            async for chunk in answer.aiter_raw():
                if body.add_chunk(chunk):
                    break
        finally:
            await answer.aclose()
            if connection := http_exchange.forgotten_connection(self._client, answer):
                await connection.aclose()
        return body.to_response(answer)

    def is_over(self) -> bool:
        """Return whether the event loop of this transport has ended."""
        return is_over(self._loop)

    async def close(self) -> None:
        """Let submits that are on their way end, within the grace; then close the HTTP client.

        Submits that wait are refused. An HTTP client that was passed in stays open.
        """
        stop, end = None, anyio.current_time() + submissions.GRACE_SECONDS
        submits = tuple(self._submits)
        for submit in submits:
            submit.close()
        try:
            for submit in submits:
                stop = await wait_in_shield(submit.ended, end) or stop
        finally:
            if self._owns_client:
                await self._client.aclose()
        if stop is not None:
            raise stop


async def _drive(flow: Flow[T], perform: Callable[[Step], Awaitable[Any]]) -> T:
    step: partial[Any] = partial(next, flow)
    while True:
        try:
            wanted = step()
        except StopIteration as stop:
            return cast("T", stop.value)
        try:
            step = partial(flow.send, await perform(wanted))
        except BaseException as error:
            step = partial(flow.throw, error)
