"""Fetch a document from an https URL: capped in bytes and in time, redirected within its host only."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from clientwright.errors import SourceError, UnreachableError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""The most seconds a fetch may take, redirects included."""
MAX_REDIRECTS = 5
"""The most redirects that are followed."""


def fetch(url: str, *, limit: int, timeout: float = TIMEOUT) -> bytes:
    """Fetch the bytes behind an https URL (plain http to this machine only).

    Raises:
        NotReached: the host does not answer in time, or that it is busy or out of order.
        SourceError: the address is not allowed, the answer is no 200, larger than `limit`,
            or leads to another host.
    """
    import httpx

    first, deadline = _check_url(url), time.monotonic() + timeout
    settings = {
        "Accept-Encoding": "identity",
        "Accept": "text/html, text/plain, application/json, */*",
    }
    try:
        with httpx.Client(
            headers=settings, timeout=timeout, trust_env=first.scheme == "https"
        ) as client:
            return _follow_redirects(client, url, first, limit, deadline)
    except httpx.InvalidURL as error:
        raise SourceError(f"{url} is no URL: {error}.") from None
    except httpx.HTTPError as error:
        raise UnreachableError(f"{url} cannot be had: {error or type(error).__name__}.") from None


def _follow_redirects(
    client: httpx.Client, url: str, first: SplitResult, limit: int, deadline: float
) -> bytes:
    for _ in range(MAX_REDIRECTS + 1):
        with client.stream("GET", url, follow_redirects=False) as answer:
            if not answer.has_redirect_location:
                return _read_body(answer, url, limit, deadline)
            url = urljoin(url, answer.headers["location"])
        if _check_url(url).hostname != first.hostname:
            raise SourceError(
                f"{first.geturl()} leads to another host ({url}); name that URL if you trust it."
            )
    raise SourceError(f"{first.geturl()} leads on more than {MAX_REDIRECTS} times.")


def _read_body(answer: httpx.Response, url: str, limit: int, deadline: float) -> bytes:
    if answer.status_code != 200:
        is_busy = answer.status_code == 429 or answer.status_code >= 500
        raise (UnreachableError if is_busy else SourceError)(
            f"{url} answers {answer.status_code} {answer.reason_phrase}."
        )
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise SourceError(
            f"{url} answers compressed though it was asked not to; save the page as a file."
        )
    data = bytearray()
    for chunk in answer.iter_raw():
        data += chunk
        if len(data) > limit:
            raise SourceError(
                f"{url} is larger than {limit:,} bytes; no page is. Check what it is."
            )
        if time.monotonic() > deadline:
            raise UnreachableError(f"{url} takes too long to answer.")
    return bytes(data)


def _check_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise SourceError(f"{url!a} is no URL: {error}.") from None
    if parts.scheme == "https" and host:
        return parts
    if parts.scheme == "http" and _is_loopback(host):
        return parts
    raise SourceError(f"{url}: only https URLs are fetched. Save the page as a file and name that.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
