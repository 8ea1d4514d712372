"""One call over HTTP that always ends, and as a value: whatever a server does, nothing is raised."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread

import httpx

DEADLINE = 30.0
"""Seconds that a call may take as a whole, however slowly its answer drips."""

LARGEST = 16 * 2**20
"""Bytes of the largest answer that is read, once it is unpacked."""

_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 and a `failure` where that is no whole answer."""

    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""
    failure: str = ""

    @property
    def text(self) -> str:
        """The body as UTF-8, whatever it calls itself; what is none is replaced."""
        return self.body.decode("utf-8-sig", "replace")


class _Unfinished(Exception):
    """An answer is given up."""


def call(
    http: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    sent: bytes | None = None,
    *,
    seconds: float = DEADLINE,
) -> Answer:
    """Make a call in a thread of its own, so that not even dripping headers hold it up."""
    found = SimpleQueue[Answer]()
    end = time.monotonic() + seconds

    def run() -> None:
        try:
            with http.stream(method, url, content=sent, headers=dict(headers)) as answer:
                body = _body(answer, end, seconds)
                found.put(Answer(answer.status_code, answer.headers, body))
        except Exception as error:
            found.put(Answer(failure=_told(error)))

    Thread(target=run, daemon=True).start()
    try:
        return found.get(timeout=seconds + _MARGIN)
    except Empty:
        return Answer(failure=_late(seconds))


def _body(answer: httpx.Response, end: float, seconds: float) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > LARGEST:
            raise _Unfinished(f"its answer is larger than {LARGEST // 2**20} MiB")
        if time.monotonic() > end:
            raise _Unfinished(_late(seconds))
    return bytes(body)


def _late(seconds: float) -> str:
    return f"no whole answer came within {seconds:g} s"


def _told(error: Exception) -> str:
    name = "" if isinstance(error, _Unfinished) else f"{type(error).__name__}: "
    return f"{name}{error}".rstrip(": ")
