# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Open the default sync HTTP client; the async one has the same limits, proxy and certificates.

There are as many idle connections allowed as connections at all: the library would otherwise close
one that it has just given to a request. They stay open longer than the longest pause of polling, and
shorter than gateways commonly keep them, since a gateway may close one under a request.
"""

from __future__ import annotations

import os
import ssl
from typing import Any

from .errors import ConfigurationError
from .http import library as http
from .http_exchange import sends_itself

LIMITS = http.Limits(max_connections=32, max_keepalive_connections=32, keepalive_expiry=30.0)
"""More connections than the requests of one client that are in flight at once."""


class DirectClient(http.Client):
    """Sends by its transport alone: it keeps no cookies, follows no redirects, and logs no URLs.

    A job needs none of this, and it takes a quarter of the time of a request. While a tool that
    records or mocks requests has replaced a method of the library's client, it sends as that does.
    """

    def __init__(self, transport: http.BaseTransport) -> None:
        super().__init__(transport=transport, trust_env=False)
        self._hand_over = transport.handle_request

    def send(self, request: http.Request, *, stream: bool = False, **_: Any) -> http.Response:
        """Send a request, and return its answer; with `stream`, before its body was read."""
        if not sends_itself(http.Client):
            return super().send(request, stream=stream)
        try:
            answer = self._hand_over(request)
        except http.RequestError as error:
            error.request = request
            raise
        answer.request = request
        if not stream:
            answer.read()
        return answer


def open_client(base_url: str) -> http.Client:
    """Return the sync client for a base URL; its requests end on time.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """
    from .deadline_transport import DeadlineTransport

    return DirectClient(DeadlineTransport(tls_context(base_url), LIMITS, proxy_of(base_url)))


def proxy_of(base_url: str) -> http.Proxy | None:
    """Return the environment's proxy; none over plain http, so that none on this machine sees the token."""
    if not base_url.startswith("https:"):
        return None
    from .proxy_settings import find_proxy

    return find_proxy(base_url)


def tls_context(base_url: str) -> ssl.SSLContext:
    """Return the TLS context: the library's own certificates, or those of SSL_CERT_FILE or SSL_CERT_DIR."""
    if not base_url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and is never used
    try:
        return http.create_ssl_context()
    except OSError as error:
        names = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.getenv(name)]
        where = " and ".join(f"{name}={os.environ[name]!r}" for name in names)
        raise ConfigurationError(
            f"the certificates of {where or 'this machine'} cannot be loaded: {error}"
        ) from error
