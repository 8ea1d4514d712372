"""Fetch a document from an https URL, limited in bytes and time; redirects must stay on the host."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from urllib.parse import SplitResult, urljoin, urlsplit

from clientwright.errors import SourceError, UnreachableError
from clientwright.io.http_call import AnswerTooLarge, AnswerTooLate, HttpAnswer, call_with_deadline

TIMEOUT = 30.0
"""Time limit of a fetch in seconds, redirects included."""
MAX_REDIRECTS = 5
"""Number of redirects followed."""
_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "Accept-Encoding": "identity",
    "Accept": "text/html, text/plain, application/json, */*",
}


def fetch(url: str, *, limit: int, timeout: float = TIMEOUT) -> bytes:
    """Fetch the bytes of an https URL (plain http is allowed for this machine only).

    `limit` is in bytes, `timeout` in seconds for the whole fetch.

    Raises:
        UnreachableError: the server does not answer in time, or is busy or out of order.
        SourceError: the URL is not allowed, the status is not 200, the body is larger than
            `limit`, or a redirect leads to another host.
    """
    import httpx

    original, end = _check_url(url), time.monotonic() + timeout
    with httpx.Client(timeout=timeout, trust_env=original.scheme == "https") as client:
        for _ in range(MAX_REDIRECTS + 1):
            answer = call_with_deadline(
                client,
                "GET",
                url,
                _HEADERS,
                seconds=end - time.monotonic(),
                limit=limit,
                wants_body=_is_page,
            )
            if answer.error is not None:
                raise _failure(url, answer.error, limit)
            if not _is_redirect(answer):
                return _page(url, answer)
            url = urljoin(url, answer.headers["location"])
            if _check_url(url).hostname != original.hostname:
                raise SourceError(
                    f"{original.geturl()} redirects to another host ({url}); pass that URL if you trust it."
                )
    raise SourceError(f"{original.geturl()} redirects more than {MAX_REDIRECTS} times.")


def _is_page(status: int, headers: Mapping[str, str]) -> bool:
    return status == 200 and headers.get("content-encoding", "identity").lower() == "identity"


def _is_redirect(answer: HttpAnswer) -> bool:
    return answer.status in _REDIRECTS and "location" in answer.headers


def _page(url: str, answer: HttpAnswer) -> bytes:
    if answer.status != 200:
        is_busy = answer.status == 429 or answer.status >= 500
        raise (UnreachableError if is_busy else SourceError)(
            f"{url} answers {answer.status} {answer.reason}."
        )
    if not _is_page(answer.status, answer.headers):
        raise SourceError(
            f"{url} sends a compressed response although none was requested; save the page as a file."
        )
    return answer.body


def _failure(url: str, error: Exception, limit: int) -> Exception:
    """Return the error to raise where no whole answer came."""
    import httpx

    match error:
        case AnswerTooLarge():
            return SourceError(
                f"{url} is larger than {limit:,} bytes, too large for a page. Check the URL."
            )
        case AnswerTooLate():
            return UnreachableError(f"{url} takes too long to answer.")
        case httpx.InvalidURL():
            return SourceError(f"{url} is not a URL: {error}.")
        case httpx.HTTPError():
            return UnreachableError(
                f"{url} cannot be fetched: {str(error) or type(error).__name__}."
            )
        case _:
            return error


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
