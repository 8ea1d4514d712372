# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""IO of the sync client: drive the protocol's flows over the HTTP library.

Redirects are not followed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import http_exchange
from .failed_exchange import answer_or_error
from .http import library as http
from .http_client import open_client
from .listeners import watch
from .request_gate import RequestGate, Turn
from .response_parsing import Response
from .steps import Blocking, Flow, HttpRequest, NotSent, Sleep, Step, without_token
from .submission import JobT, Submission
from .submit_thread import SubmitThread

if TYPE_CHECKING:
    from .submit_grace import Grace

T = TypeVar("T")


class Transport:
    """Drives flows with a sync client; may be called from any thread.

    A thread that is to leave its waits early sets `here.sleep`, which is called instead of `time.sleep`,
    and in `here.grace` what interrupts give all its submits.
    """

    def __init__(self, base_url: str, token: str, client: http.Client | None) -> None:
        self._client = client or open_client(base_url)
        self._owns_client = client is None
        self._writer = http_exchange.RequestWriter(base_url, token, self._client)
        self._gate, self._token = RequestGate(), token
        self.here = threading.local()
        self._submissions: dict[Submission[Any], Grace | None] = {}
        self._closed = False

    def drive(self, flow: Flow[T]) -> T:
        """Perform each step of a flow until it returns or raises."""
        return _drive(without_token(flow, self._token), self._take_turn)

    def drive_to_end(self, flow: Flow[JobT], submission: Submission[JobT]) -> JobT:
        """Perform a submit's flow to its end, even if the caller is interrupted meanwhile.

        Only the main thread is interrupted (Ctrl-C, or what a signal handler raises), so only
        its submits get a thread of their own.
        """

        def perform(wanted: Step) -> Any:
            submission.next_step(is_writing=isinstance(wanted, Blocking))
            return self._take_turn(wanted, submission.begin_sending)

        def drive() -> JobT:
            try:
                return _drive(without_token(flow, self._token), perform)
            finally:
                self._submissions.pop(submission, None)

        thread = SubmitThread(submission, drive)
        is_main = threading.current_thread() is threading.main_thread() and not self._is_busy()
        self._submissions[submission] = getattr(self.here, "grace", None)
        if self._closed:
            submission.close()
        with watch("submit", submission.service, submission, self._writer.base_url):
            return thread.join() if is_main else thread.run_here()

    def _take_turn(self, wanted: Step, begin: Callable[[], object] = int) -> Any:
        """Perform a step; a request waits for its turn first, and `begin` is called before it is sent."""
        if not isinstance(wanted, HttpRequest):
            return self._perform(wanted)
        if self._owns_client and self._is_busy():
            return self._perform_inside(wanted, begin)
        turn = Turn(self._gate)
        try:
            if not turn.take(wanted.start_within):
                raise NotSent(f"no free connection within {wanted.start_within:g} s")
            http_exchange.check_open(self._client)
            begin()
            self.here.is_busy = True
            return self._perform(wanted)
        finally:
            self.here.is_busy = False
            turn.give_back()

    def _is_busy(self) -> bool:
        """Return whether a signal handler has interrupted a request of this thread."""
        return getattr(self.here, "is_busy", False)

    def _perform_inside(self, wanted: HttpRequest, begin: Callable[[], object]) -> Any:
        """Send a request of a signal handler that interrupts another request of this thread.

        The interrupted one may hold a lock of the HTTP client, so this one gets a client of its own.
        """
        http_exchange.check_open(self._client)
        inside = Transport(self._writer.base_url, self._token, None)
        try:
            begin()
            return inside._perform(wanted)
        finally:
            inside.close()

    def _perform(self, wanted: Step) -> Any:
        if isinstance(wanted, HttpRequest):
            request = None
            try:
                request = self._writer.request(wanted)
                return self._send(request, wanted.timeout)
            except Exception as error:
                return answer_or_error(error, request, wanted, self._writer.base_url)
        if isinstance(wanted, Sleep):
            getattr(self.here, "sleep", time.sleep)(max(wanted.seconds, 0.0))
        elif isinstance(wanted, Blocking):
            return wanted.call()
        else:
            wanted.callback(wanted.status)
        return None

    def _send(self, request: http_exchange.RecordedRequest, timeout: float) -> Response:
        body = http_exchange.BodyReader(timeout)
        answer = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        request.answer_so_far = (answer.status_code, answer.headers, body.data)
        try:
            if found := http_exchange.read_already(answer):
                return found
            for chunk in answer.iter_raw():
                if body.add_chunk(chunk):
                    break
        finally:
            answer.close()
            if connection := http_exchange.forgotten_connection(self._client, answer):
                connection.close()
        return body.to_response(answer)

    def is_over(self) -> bool:
        """Return whether this transport can never be used again."""
        return False

    def close(self) -> None:
        """Let submits that are on their way end, within the grace; then close the HTTP client.

        Submits that wait are refused. An HTTP client that was passed in stays open.
        """
        self._closed = True  # before the copy, so that no submit is missed
        on_their_way = {one: its for one, its in self._submissions.copy().items() if one.close()}
        self._gate.let_all_through()
        try:
            if on_their_way:
                from .submit_grace import wait_for

                wait_for(on_their_way)
        finally:  # Ctrl-C ends the wait
            if self._owns_client:
                self._client.close()


def _drive(flow: Flow[T], perform: Callable[[Step], Any]) -> T:
    step: partial[Any] = partial(next, flow)
    thrown: BaseException | None = None
    while True:
        try:
            wanted = step()
        except StopIteration as stop:
            return cast("T", stop.value)
        except RuntimeError as error:
            if not isinstance(thrown, StopIteration) or error.__cause__ is not thrown:
                raise
            vars(thrown).update(vars(error))  # its notes; no generator can raise a StopIteration
            raise thrown from None
        try:
            step = partial(flow.send, perform(wanted))
        except BaseException as error:
            thrown, step = error, partial(flow.throw, error)
