# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One HTTP request and its answer, without the client that sends it: headers, body limits, what was sent at all.

The token is sent only below the base URL.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import lru_cache, partial
from types import FunctionType
from typing import TYPE_CHECKING, Any

from .errors import ClientClosed, ConfigurationError
from .http import library as http
from .response_parsing import Response
from .steps import HttpRequest, MaybeSent


class _RecordedBody(http.ByteStream):
    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data, self.was_read = data, False

    def __iter__(self) -> Iterator[bytes]:
        self.was_read = True
        return super().__iter__()

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.was_read = True
        return super().__aiter__()


class RecordedRequest(http.Request):
    """A request with a body of known bytes; its headers are complete, none is added.

    `answer_so_far` is the status, the headers and what was read of the body of its answer.
    The hooks of a caller's client run before the library asks for `stream`; what they read does not
    count once it asks.
    """

    def __init__(
        self,
        method: str,
        url: http.URL,
        headers: http.Headers,
        body: bytes,
        extensions: Mapping[str, Any],
    ) -> None:
        self._body, self._handed_over = _RecordedBody(body), False
        self.answer_so_far: tuple[int, Mapping[str, str], bytearray] | None = None
        super().__init__(method, url, headers=headers, stream=self._body, extensions=extensions)

    @property
    def may_be_sent(self) -> bool:
        """Whether the body was read, or replaced by one that is not watched."""
        return self._body.was_read or self.stream is not self._body

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        self._body.was_read = True
        return self._body.data

    def read(self) -> bytes:
        """Return the bytes of the body."""
        return self.content

    async def aread(self) -> bytes:
        """Return the bytes of the body."""
        return self.content

    if not TYPE_CHECKING:

        @property
        def stream(self) -> object:
            """The body as the library sends it, or what a hook put in its place."""
            if not self._handed_over:
                self._handed_over, self._body.was_read = True, False
            return self._stream

        @stream.setter
        def stream(self, stream: object) -> None:
            self._stream = stream


class TimeoutUntil(float):
    """A timeout in seconds of one step, and the moment on the monotonic clock when all must be over."""

    end: float

    def __new__(cls, seconds: float, end: float = math.inf) -> TimeoutUntil:
        """Make a float with an end."""
        new = super().__new__(cls, seconds)
        new.end = end
        return new


MAX_BODY_BYTES = 16 * 1024 * 1024


class RequestWriter:
    """Builds HTTP requests; headers and URLs are built once and reused."""

    def __init__(self, base_url: str, token: str, client: http.Client | http.AsyncClient) -> None:
        self.base_url = base_url
        self._url = lru_cache(maxsize=64)(partial(_url, base_url))
        try:
            base = self._url("")
        except (http.InvalidURL, UnicodeError) as error:
            raise ConfigurationError(f"the base URL cannot be used: {error}") from None
        own = http.Headers(client.headers)
        self._headers = lru_cache(maxsize=8)(partial(_headers, own=own, base=base, token=token))

    def request(self, wanted: HttpRequest) -> RecordedRequest:
        """Build a request, whose time begins now.

        Connecting has 40% of its timeout, so that a connect timeout fires before the whole does.
        """
        body, due = b"", TimeoutUntil(wanted.timeout, time.monotonic() + wanted.timeout)
        headers = self._headers(
            wanted.method, wanted.auth, wanted.payload is not None, wanted.headers
        )
        if wanted.payload is not None:
            body = json.dumps(wanted.payload, ensure_ascii=False, allow_nan=False).encode()
            headers = http.Headers([*headers.raw, (b"Content-Length", b"%d" % len(body))])
        connect = TimeoutUntil(0.4 * due, due.end)
        more = {"timeout": {"connect": connect, "pool": 0.4 * due, "read": due, "write": due}}
        return RecordedRequest(wanted.method, self._url(wanted.path), headers, body, more)


class BodyReader:
    """Collects a response body up to the size limit and the deadline (`timeout` in seconds)."""

    def __init__(self, timeout: float) -> None:
        self._end, self.data = time.monotonic() + timeout, bytearray()

    def add_chunk(self, chunk: bytes) -> bool:
        """Add a chunk as it came; return whether the body now exceeds the size limit."""
        if time.monotonic() > self._end:
            raise MaybeSent("the answer was incomplete at the deadline")
        self.data += chunk
        return len(self.data) > MAX_BODY_BYTES

    def to_response(self, answer: http.Response) -> Response:
        """Return the response for the protocol; a body that cannot be had whole is cut, or as it came."""
        raw = bytes(self.data[:MAX_BODY_BYTES])
        if len(self.data) > MAX_BODY_BYTES:
            return Response(answer.status_code, answer.headers, raw, complete=False)
        if encoding := answer.headers.get("Content-Encoding", ""):
            from .content_encoding import inflate

            try:
                plain = inflate(raw, encoding, MAX_BODY_BYTES)
            except ValueError as error:
                raise MaybeSent(str(error)) from error
            if plain is None:
                return Response(answer.status_code, answer.headers, raw, complete=False)
            raw = plain
        return Response(answer.status_code, answer.headers, raw)


def with_part(fault: MaybeSent, request: RecordedRequest, most: int = MAX_BODY_BYTES) -> MaybeSent:
    """Return a fault with what was read of the answer, which may name the job."""
    if request.answer_so_far:
        status, headers, data = request.answer_so_far
        fault.answer = Response(status, headers, bytes(data[:most]), complete=False)
    return fault


def read_already(answer: http.Response) -> Response | None:
    """Return the response if a hook or a mock has read its body, as far as they kept it."""
    if not (answer.is_stream_consumed or answer.is_closed):
        return None
    try:
        body, complete = answer.content, True
    except http.ResponseNotRead:
        body, complete = b"", False
    complete = complete and len(body) <= MAX_BODY_BYTES
    return Response(answer.status_code, answer.headers, body[:MAX_BODY_BYTES], complete)


def sends_itself(kind: type) -> bool:
    """Return whether no tool has replaced a method by which a client of the HTTP library sends."""
    return all(map(is_own, map(vars(kind).get, ("send", "_send_single_request"))))


def is_own(method: object) -> bool:
    """Return whether a function was defined by the HTTP library itself, whatever it says of itself."""
    where = method.__globals__.get("__name__") if isinstance(method, FunctionType) else ""
    return str(where).startswith(f"{http.__name__}.")


def check_open(client: http.Client | http.AsyncClient) -> None:
    """Check that a client can send.

    Raises:
        ClientClosed: it is closed.
    """
    if client.is_closed is True:  # of a mock it is another mock
        raise ClientClosed("the HTTP client is closed; nothing was sent")


def forgotten_connection(client: http.Client | http.AsyncClient, answer: http.Response) -> Any:
    """Return the connection of an answer if its client was closed meanwhile, else None.

    The HTTP library does not close a connection that was opened while its client closed.
    """
    return answer.extensions.get("network_stream") if client.is_closed is True else None


def _url(base: str, path: str) -> http.URL:
    return http.URL(base + path)


def _headers(
    method: str,
    auth: tuple[str, str],
    body: bool,
    of_call: tuple[tuple[str, str], ...],
    *,
    own: http.Headers,
    base: http.URL,
    token: str,
) -> http.Headers:
    """Return the headers of a request but for the length of its body.

    They are the HTTP client's own, ours, those that the service wants of the call, and the token.
    """
    headers, (name, scheme) = http.Headers(own), auth
    for computed in ("Host", "Content-Length", "Transfer-Encoding"):
        headers.pop(computed, None)
    headers.update({"Accept": "application/json", **dict(of_call)})
    headers[name] = f"{scheme} {token}" if scheme else token
    headers["Accept-Encoding"] = "identity"
    required = http.Request(method, base).headers
    if body:
        required.pop("Content-Length", None)
        headers["Content-Type"] = "application/json"
    return http.Headers([*required.raw, *headers.raw])
