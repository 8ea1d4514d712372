# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What the answer to a submit proves: accepted, refused for now, refused, or unknown.

A wrong "refused" makes people buy twice, a wrong "refused for now" makes the client buy
twice. So a submit is repeated only after an answer that the service's facts list, and a
refusal is clean only if nothing in the answer speaks for a job.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from . import errors, wire
from .input_faults import format_value, is_dict, is_list
from .partial_answer import named_in
from .response_parsing import Response
from .service import Service, has_secret
from .steps import MaybeSent

UNSURE_STATUSES = (408, 429, 499, 503)
"""Statuses that a gateway, too, sends for a request that was taken."""


class SubmitAnswer:
    """The answer to one submit, which is not just a request id."""

    def __init__(
        self,
        service: Service,
        endpoint: str,
        response: Response,
        data: Any,
        error: errors.ClientError | None,
        *,
        token: str = "",
    ) -> None:
        """Look at an answer: its JSON data, or None, and the error in it."""
        self._service, self._endpoint, self._response = service, endpoint, response
        self._data, self._error, self._token = data, error, token

    def outcome(self) -> errors.ApiError:
        """Return the error of a submit that may be repeated.

        A refusal that names a request id is not repeated, because the id would be lost.

        Raises:
            ApiError: the service refused the job.
            SubmitUnknown: the job may have been accepted.
        """
        error, data, headers = self._error, self._data, self._response.headers
        top = wire.wire_of(self._service).read("submit", wire.REQUEST_ID, data, headers)
        request_id = find_request_id(self._service, data, headers)
        if data is None:
            request_id = named_in(self._service, self._response)
        known = without_secret(request_id, self._token)
        if isinstance(error, errors.ApiError) and known == request_id:
            error.endpoint, error.request_id = self._endpoint, known
            not_begun = self._not_begun()
            if not_begun and not request_id:
                return error
            if (
                not_begun
                or self._is_documented_refusal(error)
                or (not request_id and self._is_refused(error))
            ):
                raise error
        why = error.message if error else f"no usable request id, but {format_value(top)}"
        why += "; the id that it names has the token in it" if request_id and not known else ""
        raise errors.SubmitUnknown(
            f"the submit may have been accepted: its answer is unusable ({why})",
            endpoint=self._endpoint,
            request_id=known,
            http_status=self._response.status,
            body=self._response.body,
        ) from error

    def _not_begun(self) -> bool:
        """Return whether the service's facts say that no work begins after such an answer."""
        have = {"retry-after": "retry-after" in self._response.headers, "own-json": self._is_own()}
        return any(
            status == self._response.status and all(have[one] for one in conditions)
            for status, conditions in self._service.not_begun
        )

    def _is_own(self) -> bool:
        """Return whether the body is an error of the service itself, not a gateway's page."""
        data = self._data
        known = wire.wire_of(self._service)
        return is_dict(data) and bool(
            known.code(data, self._response.headers, refused=True) or known.words(data)
        )

    def _is_documented_refusal(self, error: errors.ApiError) -> bool:
        return error.code in self._service.sure_refusals

    def _is_refused(self, error: errors.ApiError) -> bool:
        """Return whether an answer without a request id is a refusal."""
        status = self._response.status
        if status in UNSURE_STATUSES:
            return False
        return 400 <= status < 500 or not isinstance(error, errors.ServerError)


def without_secret(request_id: str | None, token: str) -> str | None:
    """Return a request id, but None for one that has the token in it: ids are stored, logged and shown."""
    return None if request_id and has_secret(request_id, token) else request_id


def lost_answer(
    service: Service, endpoint: str, fault: MaybeSent, token: str = ""
) -> errors.SubmitUnknown:
    """Return the error of a submit whose answer was lost, with what was read of it."""
    return _unknown(service, endpoint, f"its answer was lost ({fault})", fault.answer, token)


def unread_answer(
    service: Service, endpoint: str, response: Response, error: BaseException, token: str = ""
) -> errors.SubmitUnknown:
    """Return the error of a submit whose answer came but was not read, for want of memory for example."""
    why = f"{type(error).__name__} {error}".strip()
    return _unknown(service, endpoint, f"its answer could not be read ({why})", response, token)


def _unknown(
    service: Service, endpoint: str, why: str, response: Response | None, token: str
) -> errors.SubmitUnknown:
    lost = errors.SubmitUnknown(f"the submit may have been accepted: {why}", endpoint=endpoint)
    if response is not None:
        lost.http_status, lost.body = response.status, response.body
        with suppress(MemoryError, RecursionError):
            lost.request_id = without_secret(named_in(service, response), token)
    return lost


def find_request_id(
    service: Service, data: object, headers: Mapping[str, str] = wire.NO_HEADERS
) -> str | None:
    """Return the usable request id in an answer.

    A name that only a request id has counts at whatever depth: the least deep, and of those the
    first. One such as "id" has many meanings, so it counts only where the service has it.
    """
    place = wire.wire_of(service).place("submit", wire.REQUEST_ID) or ""
    if found := service.request_id(wire.look(place, data, headers)):
        return found
    if (name := wire.telling_name(place)) is None:
        return None
    level = [data]
    while level:
        inner: list[object] = []
        for one in level:
            if is_dict(one):
                if found := service.request_id(one.get(name)):
                    return found
                inner += one.values()
            elif is_list(one):
                inner += one
        level = [one for one in inner if is_dict(one) or is_list(one)]
    return None
