# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a request is that failed: surely not sent, maybe sent, or an answer that came as an exception."""

from __future__ import annotations

from contextlib import suppress

from .errors import ConfigurationError, TransportError
from .http import library as http
from .http_exchange import RecordedRequest, read_already, with_part
from .response_parsing import Response
from .steps import HttpRequest, MaybeSent, NotSent

_NOT_SENT = (http.ConnectError, http.ConnectTimeout, http.PoolTimeout, http.ProxyError, OSError)
_LOST = (http.TimeoutException, http.NetworkError, http.RemoteProtocolError, *_NOT_SENT)


def answer_or_error(
    error: Exception, request: RecordedRequest | None, wanted: HttpRequest, base_url: str
) -> Response:
    """Return the answer that an exception of sending carries; removes the token from the request.

    Without a request it could not be built.

    Raises:
        NotSent: the network failed before anybody asked for the body, without which no job can start.
        MaybeSent: the request may have reached the server.
        ConfigurationError: a hook or a setting raised before anybody asked for the body.
        TransportError: something else than the network raised later, and no job is at stake.
    """
    text = f"{type(error).__name__} {error}".strip(" .") + f", at {base_url}"
    if request is None:
        raise TransportError(f"nothing was sent, since no request could be made: {text}") from error
    owner = _request_of(error)
    for each in (request, owner or request):
        each.headers.pop(wanted.auth[0], None)
    if isinstance(error, MaybeSent):
        raise with_part(error, request)
    if isinstance(error, http.HTTPStatusError) and owner is request:
        return read_already(error.response) or Response(
            error.response.status_code, error.response.headers, b"", complete=False
        )
    unread = not request.may_be_sent
    if isinstance(error, _LOST):
        sure = unread and (wanted.payload is not None or isinstance(error, _NOT_SENT))
        raise (NotSent(text) if sure else with_part(MaybeSent(text), request)) from error
    if unread:
        message = f"nothing was sent, since the HTTP client raised {text}"
        raise ConfigurationError(message) from error
    if wanted.payload is None:
        failed = TransportError(f"the HTTP client raised {text}")
        failed.temporary = False  # it is the caller's code that raised
        raise failed from error
    raise with_part(MaybeSent(text), request) from error


def _request_of(error: Exception) -> http.Request | None:
    with suppress(RuntimeError):  # the library's errors raise it if they have no request
        if isinstance(error, http.RequestError | http.HTTPStatusError):
            return error.request
    return None
