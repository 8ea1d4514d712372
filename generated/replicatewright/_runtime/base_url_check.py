# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Check of a base URL that is given, or that only a parser understands; loaded when there is one."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .service import Service


def checked_base_url(service: Service, given: object) -> str:
    """Return the base URL that is given, else that of the environment, else the service's, as `resolve_base_url` does.

    Raises:
        ConfigurationError: it is not a URL that a token may be sent to.
    """
    variable = service.base_url_variable
    named = (
        ("base_url=...", given),
        (variable, os.getenv(variable)),
        ("the service", service.base_url),
    )
    where, found = next((name, found) for name, found in named if found)
    if not isinstance(found, str):
        raise ConfigurationError(f"base_url=... is {type(found).__name__}; it must be text.")
    url = found.rstrip("/")
    try:
        parts = urlsplit(url)
        reason = _rejection_reason(url, parts, parts.port)
    except ValueError as error:
        reason = str(error)
    else:
        path = urlsplit(service.base_url).path.rstrip("/")
        url = url if parts.path.endswith(path) else url + path
    if reason:
        shown = "" if "@" in url else f" {url!r}"
        raise ConfigurationError(f"the base URL{shown} of {where} cannot be used: {reason}.")
    return url


def _rejection_reason(url: str, parts: SplitResult, port: int | None) -> str | None:
    if not url.isprintable() or " " in url or "\\" in url or port == 0:
        return "it contains characters that no URL may contain, or port 0"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it needs https:// (http:// for this machine's loopback) and a host"
    if "@" in parts.netloc:
        return "it contains credentials; pass the token separately"
    if "?" in url or "#" in url:
        return "it contains a query or a fragment"
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        return "plain http would expose the token; it is only allowed for this machine's loopback"
    return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
