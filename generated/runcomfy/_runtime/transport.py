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
from .http_client import open_client
from .http_exchange import BodyReader, RequestWriter, answer_or_error, check_open, read_already
from .job_protocol import Flow, HttpRequest, Notify, Sleep
from .recorded_request import RecordedRequest
from .response_parsing import Response

T = TypeVar("T")


class Transport:
    """Drives flows with a sync client; may be called from any thread."""

    def __init__(self, base_url: str, token: str, client: http.Client | None) -> None:
        self._client = client or open_client(base_url)
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
            check_open(self._client)
            request = self._writer.request(wanted)
            try:
                return self._send(request, wanted.timeout)
            except Exception as error:
                return answer_or_error(error, request, wanted, self._writer.base_url)
        if isinstance(wanted, Sleep):
            time.sleep(max(wanted.seconds, 0.0))
        else:
            wanted.callback(wanted.status)
        return None

    def _send(self, request: RecordedRequest, timeout: float) -> Response:
        body = BodyReader(timeout)
        answer = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            if found := read_already(answer):
                return found
            for chunk in answer.iter_raw():
                if body.add_chunk(chunk):
                    break
        finally:
            answer.close()
        return body.to_response(answer)

    def close(self) -> None:
        """Close the HTTP client, unless it was passed in."""
        if self._owns_client:
            self._client.close()
