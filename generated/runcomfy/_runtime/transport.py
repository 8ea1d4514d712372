# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""IO of the sync client: drive the protocol's flows over the HTTP library.

Redirects are not followed.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any, TypeVar, cast

from .http import library as http
from .http_exchange import BodyReader, RequestWriter, send_error
from .job_protocol import Flow, HttpRequest, Notify, Sleep
from .response_parsing import Response

T = TypeVar("T")


class Transport:
    """Drives flows with a sync client; may be called from any thread."""

    def __init__(self, base_url: str, token: str, client: http.Client | None) -> None:
        # over plain http (loopback only) no proxy of the environment may see the token
        self._client = client or http.Client(trust_env=base_url.startswith("https:"))
        self._owns_client = client is None
        self._writer = RequestWriter(base_url, token, self._client)

    def drive(self, flow: Flow[T]) -> T:
        """Perform each step of a flow until it returns or raises."""
        step: partial[Any] = partial(next, flow)
        while True:
            try:
                wanted = step()
            except StopIteration as stop:
                return cast("T", stop.value)
            try:
                step = partial(flow.send, self._perform(wanted))
            except BaseException as error:
                step = partial(flow.throw, error)

    def _perform(self, wanted: HttpRequest | Sleep | Notify) -> Response | None:
        if isinstance(wanted, HttpRequest):
            try:
                return self._send(wanted)
            except (http.HTTPError, OSError) as error:
                raise send_error(error, self._writer.base_url, wanted.auth) from error
        if isinstance(wanted, Sleep):
            time.sleep(max(wanted.seconds, 0.0))
        else:
            wanted.callback(wanted.status)
        return None

    def _send(self, wanted: HttpRequest) -> Response:
        body, request = BodyReader(wanted.timeout), self._writer.request(wanted)
        answer = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            for chunk in answer.iter_bytes():
                if body.add_chunk(chunk):
                    break
        finally:
            answer.close()
        return body.to_response(answer)

    def close(self) -> None:
        """Close the HTTP client, unless it was passed in."""
        if self._owns_client:
            self._client.close()
