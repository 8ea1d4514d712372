# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The sync transport: the HTTP library's own, over connections whose every step ends on time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .http import library as http
from .http import network
from .http_exchange import is_own
from .network_deadline import DeadlineBackend

if TYPE_CHECKING:
    import ssl


_extensions = attrgetter("extensions")
"""What an answer says beside its headers; the library leaves the type of its values open."""


class DeadlineTransport(http.BaseTransport):
    """Sends requests over a pool of connections, directly or by a proxy.

    Tools that record, mock or trace requests put a function of theirs in the place of
    `HTTPTransport.handle_request`. While there is one, the library's own transport is used, so that
    they see every request.
    """

    backend: network.NetworkBackend = DeadlineBackend()

    def __init__(
        self, tls: ssl.SSLContext, limits: http.Limits, proxy: http.Proxy | None = None
    ) -> None:
        self._pool = self._open_pool(tls, limits, proxy)
        self._standard = http.HTTPTransport(verify=tls, limits=limits, proxy=proxy)

    def handle_request(self, request: http.Request) -> http.Response:
        """Send one request, and return its answer as soon as its headers are there."""
        if not is_own(http.HTTPTransport.handle_request):
            return self._standard.handle_request(request)
        sent = network.Request(
            method=request.method,
            url=_network_url(request.url),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _translated_errors():
            answer = self._pool.handle_request(sent)
        return http.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=_extensions(answer),
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
        self._standard.close()

    def _open_pool(
        self, tls: ssl.SSLContext, limits: http.Limits, proxy: http.Proxy | None
    ) -> network.ConnectionPool:
        common: dict[str, Any] = {
            "ssl_context": tls,
            "max_connections": limits.max_connections,
            "max_keepalive_connections": limits.max_keepalive_connections,
            "keepalive_expiry": limits.keepalive_expiry,
            "network_backend": self.backend,
        }
        if proxy is None:
            return network.ConnectionPool(**common)
        at, auth = _network_url(proxy.url), proxy.raw_auth
        is_socks = proxy.url.scheme in ("socks5", "socks5h")
        return (network.SOCKSProxy if is_socks else network.HTTPProxy)(at, auth, **common)


class _Body(http.SyncByteStream):
    def __init__(self, answer: network.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _translated_errors():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _network_url(url: http.URL) -> network.URL:
    return network.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


@contextmanager
def _translated_errors() -> Generator[None]:
    """Raise the errors of the connections as those of the HTTP library, which have the same names."""
    try:
        yield
    except Exception as error:
        for kind in type(error).__mro__:
            named = getattr(http, kind.__name__, None)
            if issubclass(kind, _NETWORK_ERRORS) and isinstance(named, type):
                raise named(str(error)) from error
        raise


_NETWORK_ERRORS = (
    network.TimeoutException,
    network.NetworkError,
    network.ProxyError,
    network.UnsupportedProtocol,
    network.ProtocolError,
)
