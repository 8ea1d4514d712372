# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Ask for a file: without the token, cookies and encodings, and with every redirect checked."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..deadline_transport import DeadlineTransport
from ..errors import ConfigurationError
from ..http import library as http
from ..http import network
from ..http_client import proxy_of, tls_context
from ..http_exchange import TimeoutUntil
from ..retry_delay import retry_delay
from .addresses import AddressRules, Refused, shown
from .public_network import OpenStreams, PublicBackend, peer_of

if TYPE_CHECKING:
    import ssl

MAX_REDIRECTS = 5
CONNECT_SECONDS = 15.0
STALL_SECONDS = 60.0
"""Seconds without a byte after which a connection counts as dead."""
_REDIRECTS = (301, 302, 303, 307, 308)
_LIMITS = http.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=5.0)
_HEADERS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "User-Agent": f"python-{http.__name__}",
}
_DIGITS = 40
"""Digits of a size: more than any file has, so that a size that is too large is told as one."""
_RANGE = re.compile(rf"bytes (\d{{1,{_DIGITS}}})-(\d{{1,{_DIGITS}}})/(\d{{1,{_DIGITS}}}|\*)$")


class Interrupted(Exception):
    """The network or the server failed; another attempt may succeed, after the wait that it asked for."""

    def __init__(self, text: str, retry_after: float = 0.0) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class NoRest(Interrupted):
    """The server has no bytes after those that are there: the file is another one now."""


class Gone(Exception):
    """The server does not give the file, or no longer: the URL may have expired."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


class _CheckedTransport(DeadlineTransport):
    def __init__(
        self, backend: PublicBackend, tls: ssl.SSLContext, proxy: http.Proxy | None
    ) -> None:
        self.backend = backend
        super().__init__(tls, _LIMITS, proxy)


class Fetcher:
    """The HTTP client of one download; threads may share it. `end` is on the monotonic clock."""

    def __init__(self, rules: AddressRules, end: float = math.inf) -> None:
        self._rules, self._end = rules, end
        self._streams = OpenStreams()
        self._transports: dict[str, DeadlineTransport] = {}

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Generator[http.Response]:
        """Open the answer to a request; only one with the file, or a part of it, is returned.

        Raises:
            Refused: an address or an answer is not allowed; trying again does not help.
            Gone: the server does not give the file.
            Interrupted: another attempt may succeed.
        """
        for count in range(MAX_REDIRECTS + 1):
            try:
                answer = self._send(self._rules.check_url(url), headers)
            except Refused as error:
                where = f"it is redirected to {shown(url)}, but " if count else ""
                raise Refused(f"{where}{error}") from error.__cause__
            try:
                next_url = _redirect(answer)
                if next_url is None:
                    _check_status(answer)
                    _check_encoding(answer)
                    with _told_by_class():
                        yield answer
                    return
                url = next_url
            finally:
                answer.close()
        raise Refused(f"there are more than {MAX_REDIRECTS} redirects, the last to {shown(url)}")

    def begin(self, seconds: float) -> None:
        """Let everything end after some seconds from now."""
        self._end = time.monotonic() + seconds

    def is_over(self) -> bool:
        """Return whether the time for all requests is over."""
        return seconds_left(self._end) <= 0

    def check_url(self, url: str) -> None:
        """Check a URL before it is asked.

        Raises:
            Refused: it is not allowed.
        """
        self._rules.check_url(url)

    def abort(self) -> None:
        """End every request, from any thread."""
        self._streams.abort()

    def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            transport.close()

    def _send(self, url: http.URL, headers: Mapping[str, str]) -> http.Response:
        stall = TimeoutUntil(STALL_SECONDS, self._end)
        connect = TimeoutUntil(CONNECT_SECONDS, self._end)
        times = {"connect": connect, "pool": stall, "read": stall, "write": stall}
        try:
            request = http.Request(
                "GET", url, headers={**_HEADERS, **headers}, extensions={"timeout": times}
            )
            proxy = proxy_of(str(url))
            with _told_by_class():
                answer = self._transport(url, proxy).handle_request(request)
        except ConfigurationError as error:
            raise Refused(error.message) from error
        answer.request = request
        if proxy is None:
            try:
                self._check_peer(url, answer)
            except Refused:
                answer.close()
                raise
        return answer

    def _transport(self, url: http.URL, proxy: http.Proxy | None) -> DeadlineTransport:
        name = "" if proxy is None else str(proxy.url)
        name = f"{url.scheme} {name}"
        if (found := self._transports.get(name)) is None:
            backend = PublicBackend(self._rules if proxy is None else None, self._streams)
            new = _CheckedTransport(backend, tls_context(str(url)), proxy)
            found = self._transports.setdefault(name, new)
        return found

    def _check_peer(self, url: http.URL, answer: http.Response) -> None:
        """Check the address once more: a tool that traces requests connects in its own way."""
        stream: object = dict(answer.extensions).get("network_stream")
        if isinstance(stream, network.NetworkStream) and (peer := peer_of(stream)):
            port = url.port or (443 if url.scheme == "https" else 80)
            self._rules.check_peer(url.raw_host.decode("ascii").lower(), port, peer)


def content_range(answer: http.Response) -> tuple[int, int, int | None] | None:
    """Return the first byte, the number of bytes and the size of the whole that a part tells."""
    found = _RANGE.match(answer.headers.get("Content-Range", "").strip())
    if found is None:
        return None
    first, last, total = int(found[1]), int(found[2]), found[3]
    return first, last - first + 1, None if total == "*" else int(total)


def content_length(answer: http.Response) -> int | None:
    """Return the number of bytes that an answer will have, or None if it does not tell."""
    text = answer.headers.get("Content-Length", "").strip()
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _redirect(answer: http.Response) -> str | None:
    """Return where an answer sends on to, or None."""
    location = answer.headers.get("Location")
    if answer.status_code not in _REDIRECTS or not location:
        return None
    try:
        return str(answer.request.url.join(location))
    except (http.InvalidURL, UnicodeError, ValueError) as error:
        raise Refused(f"it is redirected to a URL that cannot be used: {error}") from None


def _check_status(answer: http.Response) -> None:
    status = answer.status_code
    if status in (401, 403, 404, 410):
        raise Gone(f"the server answers with HTTP {status}", status)
    if status in (408, 425, 429) or status >= 500:
        after = retry_delay(answer.headers, time.time()) or 0.0
        raise Interrupted(f"the server answers with HTTP {status}", after)
    if status == 416:
        raise NoRest("the server does not have the rest of the file")
    if status not in (200, 206):
        raise Refused(f"the server answers with HTTP {status}")


def _check_encoding(answer: http.Response) -> None:
    """Refuse a compressed file: its size and hash would not be those of what is saved."""
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise Refused(f"the server sends it as {encoding[:40]!a}, although that was not asked for")


@contextmanager
def _told_by_class() -> Generator[None]:
    """Raise the errors of the HTTP library as `Interrupted`, or as `Refused` if they are for good."""
    try:
        yield
    except (http.UnsupportedProtocol, http.LocalProtocolError, http.InvalidURL) as error:
        raise Refused(f"{type(error).__name__} {error}".strip(" .")) from error
    except http.TransportError as error:
        raise Interrupted(f"{type(error).__name__} {error}".strip(" .")) from error


def seconds_left(end: float) -> float:
    """Return the seconds until a moment of the monotonic clock."""
    return end - time.monotonic()
