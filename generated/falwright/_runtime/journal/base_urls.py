# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""One spelling for all base URLs that name the same place: keys count per base URL, requests too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from .entry import FREE, Entry

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_KEPT = "/%:@!$&'()*+,;=~"


def same_url(base_url: str) -> str:
    """Return one spelling of a base URL, of its scheme, host, port and path.

    `localhost` and `127.0.0.1` stay different, and so do paths in other letters.
    """
    parts = urlsplit(base_url)
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{_host(parts.hostname or '')}{port}{_path(parts.path)}"


def _host(name: str) -> str:
    """Return a host in ASCII and without a final dot, an IPv6 address in its shortest form."""
    if ":" in name:
        try:
            return f"[{ip_address(name)}]"
        except ValueError:
            return f"[{name}]"
    with suppress(UnicodeError):
        name = name.encode("idna").decode("ascii")
    return name.lower().rstrip(".")


def _path(path: str) -> str:
    """Return a path without needless escapes, empty segments, and `.` and `..`."""
    text = quote(_LONE_PERCENT.sub("%25", path), safe=_KEPT)
    segments: list[str] = []
    for segment in _ESCAPE.sub(_unescaped, text).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return "".join(f"/{segment}" for segment in segments)


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if _UNRESERVED.fullmatch(char) else found[0].upper()


def entry_of_request(found: Iterable[Entry], base_url: str) -> Entry | None:
    """Return which of a request's entries is that of an API, or None.

    One that bought something comes before one that bought nothing, such as a refusal that named the
    request; a newer one before an older one.
    """
    here = [one for one in found if one.base_url == same_url(base_url)]
    return max(here, key=lambda one: (one.state not in FREE, one.id), default=None)
