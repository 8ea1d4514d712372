"""HTTP calls with a deadline for the whole answer; failures are returned, never raised."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread

import httpx

DEADLINE = 30.0
"""Seconds for a whole call, however slowly its answer arrives."""

MAX_ANSWER_BYTES = 16 * 2**20
"""The largest answer that is read, in bytes after decompression."""

_THREAD_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer; without a whole one, `status` is 0 and `failure` gives the reason."""

    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""
    failure: str = ""

    @property
    def text(self) -> str:
        """The body as UTF-8, whatever its charset; invalid bytes are replaced."""
        return self.body.decode("utf-8-sig", "replace")


class _IncompleteAnswer(Exception):
    """The rest of an answer is not read."""


def call_with_deadline(
    http: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    sent: bytes | None = None,
    *,
    seconds: float = DEADLINE,
) -> HttpAnswer:
    """Make a call in a thread: httpx has no limit on a whole answer, and headers may trickle in."""
    found = SimpleQueue[HttpAnswer]()
    end = time.monotonic() + seconds

    def run() -> None:
        try:
            with http.stream(method, url, content=sent, headers=dict(headers)) as answer:
                body = _read_body(answer, end, seconds)
                found.put(HttpAnswer(answer.status_code, answer.headers, body))
        except Exception as error:
            found.put(HttpAnswer(failure=_describe_error(error)))

    _run_in_thread(run)
    try:
        return found.get(timeout=seconds + _THREAD_MARGIN)
    except Empty:
        return HttpAnswer(failure=_timeout_message(seconds))


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


def _read_body(answer: httpx.Response, end: float, seconds: float) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise _IncompleteAnswer(f"its answer is larger than {MAX_ANSWER_BYTES // 2**20} MiB")
        if time.monotonic() > end:
            raise _IncompleteAnswer(_timeout_message(seconds))
    return bytes(body)


def _timeout_message(seconds: float) -> str:
    return f"no whole answer came within {seconds:g} s"


def _describe_error(error: Exception) -> str:
    name = "" if isinstance(error, _IncompleteAnswer) else f"{type(error).__name__}: "
    return f"{name}{error}".rstrip(": ")
