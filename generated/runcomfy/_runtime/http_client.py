# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Open the default HTTP clients, sync and async, with the same limits, proxy and certificates.

There are as many idle connections allowed as connections at all: the library would otherwise close
one that it has just given to a request. They stay open longer than the longest pause of polling, and
shorter than gateways commonly keep them, since a gateway may close one under a request.
"""

from __future__ import annotations

import os
import ssl

from .deadline_transport import DeadlineTransport
from .errors import ConfigurationError
from .http import library as http

MAX_CONNECTIONS = 32
"""More than the requests of one client that are in flight at once."""
LIMITS = http.Limits(
    max_connections=MAX_CONNECTIONS,
    max_keepalive_connections=MAX_CONNECTIONS,
    keepalive_expiry=30.0,
)


def open_client(base_url: str) -> http.Client:
    """Return the sync client for a base URL; its requests end on time.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """
    transport = DeadlineTransport(_tls(base_url), LIMITS, _proxy(base_url))
    return http.Client(transport=transport, trust_env=False)


def open_async_client(base_url: str) -> http.AsyncClient:
    """Return the async client for a base URL.

    Raises:
        ConfigurationError: the environment names a proxy or certificates that cannot be used.
    """
    transport = http.AsyncHTTPTransport(
        verify=_tls(base_url), limits=LIMITS, proxy=_proxy(base_url)
    )
    return http.AsyncClient(transport=transport, trust_env=False)


def _proxy(base_url: str) -> http.Proxy | None:
    """Return the environment's proxy; none over plain http, so that none on this machine sees the token."""
    if not base_url.startswith("https:"):
        return None
    from .proxy_settings import find_proxy

    return find_proxy(base_url)


def _tls(base_url: str) -> ssl.SSLContext:
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
