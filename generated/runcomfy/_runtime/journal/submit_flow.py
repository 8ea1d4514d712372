# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A submit with a journal: written down before it is sent, and again when its answer is known.

The flow is sans IO like the protocol it wraps: reads and writes of the journal are `Blocking` steps,
which the transports perform even if the caller has left. What happens if the journal fails:
before the submit nothing is sent; after it the answer counts, and what could not be noted is logged.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import errors
from ..pickled_job import monotonic_time
from ..redaction import data_without_token, without_token
from ..steps import Blocking, Flow, Sleep
from .claim import Claim, Claimed
from .client_journal import required
from .errors import JournalError
from .journal_log import log_unwritten
from .known_entry import error_of_entry, name_unknown
from .scope import fingerprint
from .submit_options import SubmitOptions, wire_names

if TYPE_CHECKING:
    from ..connection import Connection
    from ..endpoint import Endpoint
    from ..submission import Submission
    from .entry import Entry

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds between two looks at an entry that another process is submitting."""
_SPARE_SECONDS = 30.0
"""How long a submit may wait for the journal, beside a timeout to begin its last attempt and one for that."""
_NO_OPTIONS = SubmitOptions()


class Submitted(NamedTuple):
    """An accepted job: its request id, the monotonic time of its submit, and its entry."""

    request_id: str
    submitted_at: float | None
    entry: Entry


class SubmitFlow:
    """One submit of a client with a journal.

    Raises:
        ConfigurationError: `once_on` names a field that the endpoint does not have.
    """

    def __init__(
        self,
        connection: Connection[Any],
        endpoint: Endpoint[Any, Any],
        body: dict[str, Any],
        options: SubmitOptions | None,
        submission: Submission[Any],
    ) -> None:
        self._connection, self._endpoint, self._body = connection, endpoint, body
        self._options, self._submission = options or _NO_OPTIONS, submission
        self._journal = required(connection.journal)
        self._fields = wire_names(endpoint, self._options.once_on)
        self._open_claim: Claim | None = None
        """The claim whose end is to be noted."""
        self._is_left = False
        submission.note_left = self._leave

    def flow(self) -> Flow[Submitted]:
        """Submit the job, or take the one that the key has bought.

        Raises:
            JournalError: the journal cannot be written, or the key was used differently.
            BudgetReached: the batch has no money or number left for the job.
            SubmitUnknown: this submit, or the key's, may have been accepted.
            JobError: the key's job failed or was cancelled.
            ApiError: the service refused the job.
        """
        try:
            return (yield from self._flow())
        except BaseException:
            self._leave()  # an interrupt can come between any two lines
            raise

    def _flow(self) -> Flow[Submitted]:
        protocol = self._connection.protocol
        entry, verdict, _ = yield from self._claimed()
        if verdict == "join" and entry.request_id is not None:
            self._submission.is_joined = True
            # a job that has ended is no longer young: if the service does not know it, it is gone
            began = None if entry.state == "succeeded" else monotonic_time(entry.created_at)
            return Submitted(entry.request_id, began, entry)
        if verdict != "buy":
            error = error_of_entry(entry, self._connection.service, self._endpoint)
            if secrets := self._endpoint.secrets(self._body):
                secrets.hide_in_error(error)  # entries of earlier versions may have some
            raise error
        try:
            if (before := self._options.before) is not None:
                self._submission.at_stop = getattr(before, "stop", int)
                yield Blocking(before)
            request_id = yield from self._endpoint.submitted(protocol, self._body)
            self._tell(request_id)  # the journal may be locked for long
        except BaseException as error:
            yield from self._note_error(entry, error)
            raise
        submitted_at = protocol.now()
        accepted = partial(self._journal.database.accepted, entry, request_id)
        yield from self._write(accepted, f"was accepted as request {request_id}")
        return Submitted(
            request_id, submitted_at, replace(entry, state="accepted", request_id=request_id)
        )

    def _claimed(self) -> Flow[Claimed]:
        """Claim the submit; while another process submits the key, wait, at most the client's timeout."""
        now, pause = self._connection.protocol.now, FIRST_PAUSE
        end = now() + self._connection.timeout
        while True:
            try:
                claimed: Claimed = yield Blocking(self._claim)
            except errors.ClientError as error:
                self._open_claim = None  # one that fails is undone
                if type(error) is JournalError and _NOTHING not in error.message:
                    error.message = f"{_NOTHING}: {error.message}"
                raise
            except Exception as error:
                text = f"{_NOTHING}: the journal cannot be used: {error}"
                raise JournalError(text, endpoint=self._endpoint.id) from error
            self._options.claimed(claimed)
            if claimed.verdict != "wait" or now() >= end:
                return claimed
            yield Sleep(min(pause, max(end - now(), 0.0)))
            pause = min(pause * 2, LONGEST_PAUSE)

    def _claim(self) -> Claimed:
        """Write down the submit, in whatever thread."""
        connection, database = self._connection, self._journal.database
        options, fields = self._options, self._fields
        scope = self._journal.scope(connection.base_url, connection.token)
        input = fingerprint(database.salt, self._endpoint.input, self._body, fields)
        self._open_claim = claim = Claim(
            scope=scope,
            endpoint=self._endpoint.id,
            fingerprint=input,
            once=options.key(input),
            once_on=None if fields is None else json.dumps(fields),
            input=self._input() if self._journal.record_inputs else None,
            batch=options.batch,
            position=options.position,
            price=options.price,
            ceiling=options.ceiling,
            again=options.again,
            unnamed=self._journal.unnamed(connection.token),
            seconds=2 * connection.timeout + _SPARE_SECONDS,
        )
        claimed = database.claim(claim)
        if claimed.verdict != "buy":
            self._open_claim = None
            return claimed
        self._submission.entry = claimed.entry
        if self._is_left:
            self._leave()
        return claimed

    def _input(self) -> str:
        return json.dumps(
            data_without_token(self._endpoint.without_secrets(self._body), self._connection.token)
        )

    def _leave(self) -> None:
        """Note that the caller has left a submit that does not go on, if its end is not noted."""
        self._is_left = True
        database, claim, entry = self._journal.database, self._open_claim, self._submission.entry
        if claim is None:
            return
        if self._submission.sent and entry is not None:
            id = self._submission.request_id
            self._try(partial(database.unknown, entry, _INTERRUPTED, id), "may be accepted")
        else:
            self._try(partial(database.withdraw, claim), "was not sent")

    def _tell(self, request_id: str) -> None:
        """Let an interrupt name the request that the answer names."""
        self._submission.request_id = request_id
        self._options.told(request_id)

    def _note_error(self, entry: Entry, error: BaseException) -> Flow[None]:
        """Note why there is no job, or that there may be one."""
        database, id = self._journal.database, getattr(error, "request_id", None)
        id = id or self._submission.request_id
        reason = error.message if isinstance(error, errors.ClientError) else _LEFT
        reason = without_token(reason, self._connection.token)
        if isinstance(error, errors.ClientError):
            self._submission.error = error
            if id:
                self._tell(id)
        if isinstance(error, errors.ApiError):
            # whoever names a request may have begun it, so the key is not free
            state = "unknown" if id else "refused"
        elif isinstance(error, _UNSENT) or not self._submission.sent:
            state = "not_sent"
        else:
            state = "unknown"
            if not isinstance(error, errors.ClientError):
                reason = _INTERRUPTED
        if state == "unknown" and isinstance(error, errors.ClientError):
            name_unknown(error, replace(entry, state=state, reason=reason, request_id=id))
        write: Callable[[], object] = partial(database.unknown, entry, reason, id)
        if state != "unknown":
            write = partial(database.refused, entry, state, reason, id)
        what = {"refused": "was refused", "not_sent": "was not sent"}.get(state, "may be accepted")
        if isinstance(error, GeneratorExit):  # must not yield
            self._try(write, what)
        else:
            yield from self._write(write, what)

    def _write(self, write: Callable[[], object], what: str) -> Flow[None]:
        """Write to the journal; the answer counts also if that fails."""
        try:
            yield Blocking(partial(self._try, write, what))
        except BaseException as error:
            self._try(write, what)  # was interrupted, or no thread could be started
            if not isinstance(error, Exception):
                raise
        finally:
            self._open_claim = None

    def _try(self, write: Callable[[], object], what: str) -> None:
        try:
            write()
        except Exception as error:
            text = "the journal %s could not note that the submit to %s %s: %s"
            name, service = self._journal.database.name, self._connection.service.name
            facts = {"endpoint": self._endpoint.id, **self._facts()}
            log_unwritten(service, text, name, self._endpoint.id, what, error, **facts)

    def _facts(self) -> dict[str, object]:
        mine = self._submission.entry
        return {} if mine is None else {"once": mine.once, "entry": mine.short_id}


_UNSENT = (errors.TransportError, errors.ConfigurationError)
"""What a submit raises that nobody has received: also of a hook of the HTTP client that raised before."""
_NOTHING = "nothing was sent"
_LEFT = "the caller left before the submit was sent"
_INTERRUPTED = "the submit was interrupted before its answer came"
