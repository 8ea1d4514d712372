# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What becomes of an HTTP request that fails, also where memory or stack has run out."""

from __future__ import annotations

from .errors import TransportError
from .http_exchange import RecordedRequest, with_part
from .response_parsing import Response
from .steps import HttpRequest, MaybeSent

_BEGINNING = 64 * 1024
"""Bytes of an answer that are kept where memory is short; most name their request there."""


def answer_or_error(
    error: Exception, request: RecordedRequest | None, wanted: HttpRequest, base_url: str
) -> Response:
    """Return the answer that an exception of sending carries, or raise what it says of the request.

    Where memory or stack has run out, too little of both may be left for that.
    """
    try:
        from . import http_failures

        return http_failures.answer_or_error(error, request, wanted, base_url)
    except (MemoryError, RecursionError):
        if request is not None and request.may_be_sent:
            raise with_part(MaybeSent(type(error).__name__), request, _BEGINNING) from error
        raise TransportError(f"nothing was sent: {type(error).__name__}") from error
