"""The URL of a server under test."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

from clientwright.errors import UsageError
from clientwright.problems import quote_value
from clientwright.sandbox.server_socket import is_loopback
from clientwright.specs.model import Service


def parse_base_url(text: str, service: Service) -> str:
    """Return the base URL of a server; without a path, the service's own (`/v1`) is added.

    Raises:
        UsageError: it is not an http or https URL, or has a password, a query or a fragment.
    """
    parts = _split_url(text)
    path = parts.path.rstrip("/") or service_base_path(service)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def service_base_path(service: Service) -> str:
    """Return the path below which a service's operations are (`/v1`)."""
    return urlsplit(str(service.document["base_url"])).path.rstrip("/")


def is_local(url: str) -> bool:
    """Return whether a URL leads to this machine."""
    return is_loopback(urlsplit(url).hostname or "")


def _split_url(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError(_not_a_base_url(text)) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UsageError(_not_a_base_url(text))
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise UsageError(_not_a_base_url(text))
    if "@" in parts.netloc or parts.query or parts.fragment:
        advice = "give the base URL alone; the token is read from the environment"
        raise UsageError(f"--server: {parts.hostname}: a password, query or fragment: {advice}")
    return parts


def _not_a_base_url(text: str) -> str:
    known = "a URL such as http://127.0.0.1:9000"
    advice = f"give {known}" if "//" in text else f"add http:// or https://, or give {known}"
    return f"--server: {quote_value(text)} is not a base URL of a server; {advice}"
