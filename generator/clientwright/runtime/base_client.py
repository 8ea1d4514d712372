"""What the sync and the async client have in common."""

from __future__ import annotations

from .errors import ClientError
from .settings import check_callback, check_seconds

TYPE_CHECKING = False  # type checkers assume True; saves importing typing at run time
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from typing import Any, ClassVar, NoReturn, TypeVar

    from .connection import Connection
    from .endpoint import Request
    from .http import library
    from .jobs import BaseJob
    from .journal.client_journal import ClientJournal
    from .journal.entry import Entry
    from .journal.submit_options import SubmitOptions
    from .preview import Preview
    from .service import Service
    from .steps import Flow
    from .submission import Submission

    JobT = TypeVar("JobT", bound=BaseJob[Any])


class BaseClient:
    """Describes submits as flows, which each client's transport drives."""

    _service: ClassVar[Service]
    _connection: Connection[Any]
    _http_client: library.Client | library.AsyncClient | None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._connection.base_url}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say where endpoints are, since clients of earlier versions had them as attributes."""
            from .endpoint_lookup import endpoint_hint

            text = endpoint_hint(type(self), name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{text}")

    def preview(self, request: Request[Any]) -> Preview:
        """Return the call that `submit` would make, with the token hidden; nothing is opened or sent.

        Raises:
            InvalidInput: the request is not one of this package, or no longer valid.
        """
        from .preview import preview

        return preview(self._connection, self._http_client, request)

    def _options(
        self, once: str | None, once_on: Sequence[str] | None, again: bool
    ) -> SubmitOptions | None:
        """Check what the caller says about the journal; None if nothing is said and there is none."""
        if self._connection.journal is None and (once, once_on, again) == (None, None, False):
            return None
        from .journal.submit_options import submit_options

        return submit_options(self._connection.journal, once, once_on, again)

    def _begin(
        self, request: Request[Any], options: SubmitOptions | None, kind: type[JobT]
    ) -> tuple[Flow[JobT], Submission[JobT]]:
        """Check a request; return its submit as a flow, and the state of the submit."""
        from .endpoint import check_request
        from .submission import Submission
        from .wire import wire_of

        endpoint, body = check_request(request, self._service)
        about = (self._service.name, endpoint.id, wire_of(self._service).needs_model_id)
        submission: Submission[JobT] = Submission(*about)

        def flow() -> Flow[JobT]:
            connection, protocol = self._connection, self._connection.protocol
            entry: Entry | None = None
            submitted_at: float | None
            if connection.journal is None:
                request_id = yield from endpoint.submitted(protocol, body)
                submitted_at = protocol.now()
            else:
                from .journal.submit_flow import SubmitFlow

                journaled = SubmitFlow(connection, endpoint, body, options, submission)
                request_id, submitted_at, entry = yield from journaled.flow()
            facts = (request_id, endpoint.output, endpoint.id)
            try:
                known: Any = {"entry": entry, "secrets": endpoint.secrets(body)}
                return kind(connection, *facts, submitted_at=submitted_at, **known)
            except BaseException as stop:
                stop.add_note(f"The submit was answered as request {request_id}.")
                raise

        return flow(), submission


def open_journal_of(
    journal: str | PathLike[str] | None, account: object, record_inputs: object, *modules: str
) -> ClientJournal | None:
    """Return the journal that a client's arguments name; it is opened on first use.

    With a journal the modules of the client's kind are loaded now, with all that a submit may need.

    Raises:
        ConfigurationError: one of the arguments cannot be used.
    """
    if journal is None and account is None and record_inputs is False:
        return None
    from .journal.preloading import loaded_journal

    return loaded_journal(journal, account, record_inputs, modules)


def check_options(timeout: Any, on_update: Any) -> None:
    """Check the options of `run` before a job is paid for."""
    check_seconds(timeout, none=True, zero=False)
    check_callback(on_update)


def note_request_id(error: BaseException, job: BaseJob[Any]) -> None:
    """Name the job in an interrupt that came before the wait began, or after it ended."""
    said: list[str] = getattr(error, "__notes__", [])
    known = isinstance(error, ClientError) and error.request_id
    if not known and not any(job.request_id in note for note in said):
        error.add_note(f"The request id of the job is {job.request_id}.")
