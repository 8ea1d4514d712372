# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How a job ended is noted in the journal by the calls that see it: wait, result and cancel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .. import errors
from ..cancellation import Cancellation
from ..download.errors import OutputExpired
from ..redaction import data_without_token, without_token
from ..responses import Result, is_output_empty
from ..steps import Blocking, Flow
from .base_urls import entry_of_request
from .client_journal import required
from .entry import EXPIRED
from .journal_log import log_unwritten
from .known_entry import known_result, name_key

if TYPE_CHECKING:
    from ..connection import Connection
    from ..job_handle import JobHandle
    from ..submitted_secrets import Secrets
    from .entry import Entry

T = TypeVar("T")


_STATES: dict[type[errors.ClientError], str] = {
    errors.JobFailed: "failed",
    errors.JobCancelled: "cancelled",
    errors.OutputUnreadable: "succeeded",
}
"""The state of the job that each error is about."""


class _End(NamedTuple):
    state: str
    result: Result[Any] | None = None
    reason: str | None = None


def note_end(
    connection: Connection[Any], job: JobHandle[Any], entry: Entry | None, flow: Flow[T]
) -> Flow[T]:
    """Perform a call about a job, and note the job's end if the call shows it.

    Raises:
        OutputExpired: the service no longer has the job's output, which the journal knows.
    """
    end = JobEnd(connection, job, entry)
    try:
        answer = yield from flow
    except errors.ClientError as error:
        if error.request_id == job.request_id:  # a callback's job may have failed
            yield from end.note_error(error)
        raise
    yield from end.note_answer(answer)
    return answer


class JobEnd:
    """The end of one job of a client with a journal."""

    def __init__(
        self, connection: Connection[Any], job: JobHandle[Any], entry: Entry | None
    ) -> None:
        self._connection, self._job, self._entry = connection, job, entry
        self._database = required(connection.journal).database

    def note_answer(self, answer: object) -> Flow[None]:
        """Note the end that an answer shows, if any."""
        if isinstance(answer, Result) and answer.phase in ("succeeded", "failed", "cancelled"):
            yield from self._write(_End(answer.phase, answer, answer.error))
        elif isinstance(answer, Cancellation) and answer.cancelled:
            yield from self._write(_End("cancelled"))

    def note_error(self, error: errors.ClientError) -> Flow[None]:
        """Note the end that an error shows, if any."""
        for kind, state in _STATES.items():
            if isinstance(error, kind):
                result: Result[Any] | None = getattr(error, "result", None)
                end = _End(state, result, result.error if result else None)
                entry = yield from self._write(end)
                if entry is not None:
                    name_key(error, entry)
                is_gone = state == "succeeded" and (result is None or is_output_empty(result))
                break
        else:
            is_gone = isinstance(error, errors.NotFound)
        if is_gone:
            yield from self._check_expired(error)

    def _check_expired(self, error: errors.ClientError) -> Flow[None]:
        """Raise what the journal knows of an output that the service does not have."""
        entry: Entry | None = yield Blocking(self._find)
        if entry is None:
            return
        known = known_result(entry, self._connection.service, self._job.output)
        if known is not None and is_output_empty(known):
            known = None
        was_pruned = entry.state == "succeeded" and isinstance(error, errors.NotFound)
        if known is None and not entry.files and not was_pruned:
            return
        if known is None and was_pruned:
            yield from self._write(_End("succeeded", reason=EXPIRED))
        about = {"request_id": self._job.request_id, "endpoint": self._job.endpoint}
        raise OutputExpired(
            f"the job succeeded, but the service no longer has its output ({entry})",
            result=known,
            files=entry.files,
            http_status=error.http_status,
            **about,
        ) from error

    def _write(self, end: _End) -> Flow[Entry | None]:
        """Note an end; return the job's entry, if it has one that can be read."""
        found: Entry | None = None
        try:
            found = yield Blocking(partial(self._note, end))
        except Exception as error:
            text = "the journal %s could not note that request %s has ended (%s): %s"
            name, service = self._database.name, self._connection.service.name
            about = {"endpoint": self._job.endpoint, "request_id": self._job.request_id}
            words = (name, self._job.request_id, end.state, error)
            log_unwritten(service, text, *words, state=end.state, **about)
        return found

    def _note(self, end: _End) -> Entry | None:
        """Note an end; an output that the journal has outlives an answer without one."""
        self._database.note_late()  # perhaps of this job
        if (entry := self._find()) is None:
            return None
        result, token = end.result, self._connection.token
        raw = None
        if result and not (entry.result and is_output_empty(result)):
            raw = data_without_token(result.raw, token)
        reason = None if end.reason is None else without_token(end.reason, token)
        if secrets := self._secrets(entry):
            reason = reason and secrets.text(reason, result.raw if result else None)
            raw = raw and secrets.data(raw)
            if not secrets.are_known and entry.result and entry.state == end.state:
                reason, raw = entry.reason, None  # noted by whoever knew what to hide
        is_money = self._connection.service.cost_unit == "USD"
        cost = result.cost if result and is_money else None
        about = self._job.request_id
        self._database.ended(entry.id, end.state, reason, raw, cost, request_id=about)
        return entry

    def _secrets(self, entry: Entry) -> Secrets | tuple[()]:
        """Return the secrets of the job's input, as far as they are known to the job or to the answer."""
        known = self._job.secrets
        if known is None or self._job.endpoint is None:
            from ..submitted_secrets import secrets_of_endpoint

            return secrets_of_endpoint(entry.endpoint, self._connection.service)
        found: Secrets | tuple[()] = known
        return found

    def _find(self) -> Entry | None:
        """Return the job's entry as it is now, which may be another one than when it was submitted."""
        id = self._job.request_id
        if self._entry is not None:
            found = self._database.entry(self._entry.id)
            if found is not None and found.request_id == id:
                return found
        return entry_of_request(self._database.entries(request_id=id), self._connection.base_url)
