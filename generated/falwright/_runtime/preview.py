# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The call that a submit would make, without making it and without the token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .endpoint import check_request
from .http import library as http
from .http_client import DirectClient
from .http_exchange import RequestWriter
from .redaction import TELLING_NAME
from .steps import HttpRequest
from .wire import wire_of

if TYPE_CHECKING:
    from .connection import Connection
    from .endpoint import Request

_HIDDEN = "***"


class Preview(NamedTuple):
    """A call as it would be sent: method, URL, headers and the bytes of the body; the token is hidden.

    `headers` has the values of a header that is sent more than once as one, with commas between them.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    def __str__(self) -> str:
        lines = (f"{name}: {value}" for name, value in self.headers.items())
        return "\n".join([f"{self.method} {self.url}", *lines, "", self.body.decode()])


def preview(
    connection: Connection[Any],
    http_client: http.Client | http.AsyncClient | None,
    request: Request[Any],
) -> Preview:
    """Return the call of a submit; nothing is opened, sent or bought.

    Raises:
        InvalidInput: the request is not one of this package, or no longer valid.
    """
    endpoint, body = check_request(request, connection.service)
    client = http_client or DirectClient(http.BaseTransport())  # for the library's own headers
    service = connection.service
    method, path, of_call = wire_of(service).call("submit", model_id=endpoint.id)
    writer = RequestWriter(connection.base_url, _HIDDEN, client)
    sent = wire_of(service).body(endpoint.without_secrets(body), endpoint.called_as)
    due = (connection.timeout, sent, connection.timeout)
    call = writer.request(HttpRequest(method, path, service.auth, *due, of_call))
    headers: dict[str, str] = {}
    for raw_name, raw_value in call.headers.raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        is_own = name.lower() == service.auth[0].lower()
        if connection.token in value or (TELLING_NAME.search(name.lower()) and not is_own):
            value = _HIDDEN
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Preview(call.method, str(call.url), headers, call.content)
