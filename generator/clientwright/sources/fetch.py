"""Fetch a document from an https URL, limited in bytes and time; redirects must stay on the host."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from clientwright.errors import SourceError, UnreachableError

if TYPE_CHECKING:
    import httpx

TIMEOUT = 30.0
"""Time limit of a fetch in seconds, redirects included."""
MAX_REDIRECTS = 5
"""Number of redirects followed."""


def fetch(url: str, *, limit: int, timeout: float = TIMEOUT) -> bytes:
    """Fetch the bytes of an https URL (plain http is allowed for this machine only).

    `limit` is in bytes, `timeout` in seconds for the whole fetch.

    Raises:
        UnreachableError: the server does not answer in time, or is busy or out of order.
        SourceError: the URL is not allowed, the status is not 200, the body is larger than
            `limit`, or a redirect leads to another host.
    """
    import httpx

    original, deadline = _check_url(url), time.monotonic() + timeout
    headers = {
        "Accept-Encoding": "identity",
        "Accept": "text/html, text/plain, application/json, */*",
    }
    try:
        with httpx.Client(
            headers=headers, timeout=timeout, trust_env=original.scheme == "https"
        ) as client:
            return _follow_redirects(client, url, original, limit, deadline)
    except httpx.InvalidURL as error:
        raise SourceError(f"{url} is not a URL: {error}.") from None
    except httpx.HTTPError as error:
        raise UnreachableError(
            f"{url} cannot be fetched: {error or type(error).__name__}."
        ) from None


def _follow_redirects(
    client: httpx.Client, url: str, original: SplitResult, limit: int, deadline: float
) -> bytes:
    for _ in range(MAX_REDIRECTS + 1):
        with client.stream("GET", url, follow_redirects=False) as response:
            if not response.has_redirect_location:
                return _read_body(response, url, limit, deadline)
            url = urljoin(url, response.headers["location"])
        if _check_url(url).hostname != original.hostname:
            raise SourceError(
                f"{original.geturl()} redirects to another host ({url}); pass that URL if you trust it."
            )
    raise SourceError(f"{original.geturl()} redirects more than {MAX_REDIRECTS} times.")


def _read_body(response: httpx.Response, url: str, limit: int, deadline: float) -> bytes:
    if response.status_code != 200:
        is_busy = response.status_code == 429 or response.status_code >= 500
        raise (UnreachableError if is_busy else SourceError)(
            f"{url} answers {response.status_code} {response.reason_phrase}."
        )
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise SourceError(
            f"{url} sends a compressed response although none was requested; save the page as a file."
        )
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > limit:
            raise SourceError(
                f"{url} is larger than {limit:,} bytes, too large for a page. Check the URL."
            )
        if time.monotonic() > deadline:
            raise UnreachableError(f"{url} takes too long to answer.")
    return bytes(data)


def _check_url(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise SourceError(f"{url!a} is not a URL: {error}.") from None
    if parts.scheme == "https" and host:
        return parts
    if parts.scheme == "http" and _is_loopback(host):
        return parts
    raise SourceError(
        f"{url}: only https URLs are fetched. Save the page as a file and pass its path."
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
