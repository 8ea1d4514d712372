"""One HTTP exchange with one deadline and one size limit; failures are returned, never raised."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

DEADLINE = 30.0
"""Seconds for a whole call, however slowly its answer arrives."""

MAX_ANSWER_BYTES = 16 * 2**20
"""The largest answer that is read, in bytes after decompression."""

_THREAD_MARGIN = 0.5

LONGEST_SLEEP = 0.1
"""Seconds after which a caller that waits looks for signals: one that comes just before a sleep does not end it."""


class IncompleteAnswer(Exception):
    """The rest of an answer is not read."""


class AnswerTooLarge(IncompleteAnswer):
    """An answer has more bytes than are read."""


class AnswerTooLate(IncompleteAnswer):
    """No whole answer came before the deadline."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer; without a whole one, `status` is 0 and `error` is the reason.

    The names of headers have lower case. `reason` is the server's phrase for the status.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""
    reason: str = ""
    error: Exception | None = None

    @property
    def text(self) -> str:
        """The body as UTF-8, whatever its charset; invalid bytes are replaced."""
        return self.body.decode("utf-8-sig", "replace")

    @property
    def failure(self) -> str:
        """Why there is no whole answer, in words; empty if there is one."""
        if self.error is None:
            return ""
        known = isinstance(self.error, IncompleteAnswer)
        return f"{'' if known else f'{type(self.error).__name__}: '}{self.error}".rstrip(": ")


OnAnswer = Callable[[HttpAnswer], None]
"""Called with the answer in the thread of the call: an interrupt of the caller does not prevent it."""

WantsBody = Callable[[int, Mapping[str, str]], bool]
"""Whether the body of an answer with this status and these headers is read."""


def call_with_deadline(
    http: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    sent: bytes | None = None,
    *,
    params: Mapping[str, str] | None = None,
    seconds: float = DEADLINE,
    limit: int = MAX_ANSWER_BYTES,
    wants_body: WantsBody = lambda status, headers: True,
    on_answer: OnAnswer = lambda answer: None,
) -> HttpAnswer:
    """Make a call in a thread: httpx has no limit on a whole answer, and headers may trickle in."""
    found = SimpleQueue[HttpAnswer]()
    end = time.monotonic() + seconds

    def answer() -> HttpAnswer:
        try:
            with http.stream(
                method, url, params=params, content=sent, headers=dict(headers)
            ) as answer:
                wanted = wants_body(answer.status_code, answer.headers)
                body = _read_body(answer, end, seconds, limit) if wanted else b""
                complete = HttpAnswer(
                    answer.status_code, answer.headers, body, answer.reason_phrase
                )
            if http.is_closed and (connection := answer.extensions.get("network_stream")):
                connection.close()  # httpx does not close one that opened meanwhile
            return complete
        except Exception as error:
            return HttpAnswer(error=error)

    def run() -> None:
        complete = answer()
        try:
            on_answer(complete)
        finally:
            found.put(complete)

    _run_in_thread(run)
    while True:
        left = end + _THREAD_MARGIN - time.monotonic()
        try:
            return found.get(timeout=max(0.0, min(left, LONGEST_SLEEP)))
        except Empty:
            if left <= LONGEST_SLEEP:
                return HttpAnswer(error=_too_late(seconds))


_idle_threads: list[SimpleQueue[Callable[[], None]]] = []
"""The inboxes of threads whose call has ended; one with a call that never ends is not used again."""


def _run_in_thread(run: Callable[[], None]) -> None:
    """Run something in an idle thread, or in a new one if there is none."""
    try:
        inbox = _idle_threads.pop()
    except IndexError:
        inbox = SimpleQueue[Callable[[], None]]()
        Thread(target=_run_calls, args=(inbox,), daemon=True).start()
    inbox.put(run)


def _run_calls(inbox: SimpleQueue[Callable[[], None]]) -> None:
    while True:
        inbox.get()()
        _idle_threads.append(inbox)


def _read_body(answer: httpx.Response, end: float, seconds: float, limit: int) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > limit:
            raise AnswerTooLarge(f"its answer is larger than {limit // 2**20} MiB")
        if time.monotonic() > end:
            raise _too_late(seconds)
    return bytes(body)


def _too_late(seconds: float) -> AnswerTooLate:
    return AnswerTooLate(f"no whole answer came within {seconds:g} s")
