# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The proxy of the environment for a base URL of https, by the same rules for sync and async clients.

HTTPS_PROXY counts before ALL_PROXY; the hosts of NO_PROXY are reached directly.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies

from .errors import ConfigurationError
from .http import library as http

_NO_URL = "it must be a URL such as http://proxy.example:3128"
_NO_SOCKS = "a SOCKS proxy needs the package socksio: pip install socksio"


def find_proxy(base_url: str) -> http.Proxy | None:
    """Return the proxy for a base URL, or None if it is reached directly.

    Raises:
        ConfigurationError: the proxy is no URL, or of a kind that cannot be used.
    """
    settings, parts = getproxies(), urlsplit(base_url)
    kind = "https" if settings.get("https") else "all"
    url, host = settings.get(kind), parts.hostname or ""
    if not url or any(
        _matches(entry, host, parts.port or 443) for entry in settings.get("no", "").split(",")
    ):
        return None
    proxy = _parse(url if "://" in url else f"http://{url}")
    if isinstance(proxy, str):  # the value may contain a password: it is not shown
        raise ConfigurationError(f"the proxy of {_variable(kind)} cannot be used: {proxy}.")
    return proxy


def _parse(url: str) -> http.Proxy | str:
    """Return the proxy at a URL, or why there can be none."""
    try:
        proxy, parts = http.Proxy(url), urlsplit(url)
        usable = _is_host(parts.hostname or "") and parts.port != 0 and bool(proxy.url.host)
    except (ValueError, http.InvalidURL):
        return _NO_URL
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        return _NO_SOCKS
    return proxy if usable else _NO_URL


def _is_host(name: str) -> bool:
    """Return whether a text can be the name or the address of a host."""
    if _address(name):
        return True
    letters = name.replace("-", "").replace("_", "").replace(".", "")
    return letters.isalnum() and not name.startswith(("-", "."))


def _variable(kind: str) -> str:
    """Return the environment variable that names the proxy."""
    found = sorted(name for name in os.environ if name.lower() == f"{kind}_proxy")
    return " or ".join(found) or "this machine's settings"


def _matches(entry: str, host: str, port: int) -> bool:
    """Return whether an entry of NO_PROXY means a host: a name and all below it, an address, or a network."""
    entry = entry.strip().lower().removeprefix("https://").removeprefix("all://")
    if not (address := _address(host)):
        name, _, only = entry.partition(":")
        name = name.removeprefix("*").strip(".")
        below = bool(name) and (host == name or host.endswith(f".{name}"))
        return entry == "*" or (below and only in ("", str(port)))
    entry = entry.removesuffix(f":{port}") if entry.count(":") == 1 or "]:" in entry else entry
    try:
        return entry == "*" or address in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return False


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
