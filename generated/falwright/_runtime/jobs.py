# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Accepted jobs: read their status and result, wait for them, cancel them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from .errors import ClientClosed
from .job_handle import JobHandle
from .listeners import watch
from .responses import belong_to
from .settings import check_callback

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Unpack

    from .cancellation import Cancellation
    from .connection import Connection
    from .download.download_options import DownloadOptions, SavedFiles, TargetPath
    from .job_updates import Following
    from .journal.entry import Entry
    from .responses import Result, Status, Success
    from .steps import Flow
    from .transport import Transport
    from .update_iterators import JobUpdates

OutputT_co = TypeVar("OutputT_co", covariant=True)
T = TypeVar("T")


class BaseJob(Generic[OutputT_co]):
    """What sync and async jobs have in common: the request id, and the endpoint if it is known.

    Jobs can be copied and pickled. A pickle contains the base URL, the ids and the time of the
    submit, but no token and no journal: where it is loaded, the token comes from the environment
    on first use, and no secret of the input. `entry` is the job's entry in the journal as it was at the submit, if any, and
    `validate` how its input was checked, if that is known.
    """

    validate: str | None = None

    def __init__(
        self,
        connection: Connection[Any],
        request_id: str | int,
        output: type[OutputT_co] | None = None,
        endpoint: str | None = None,
        *,
        submitted_at: float | None = None,
        entry: Entry | None = None,
        secrets: Any = None,
    ) -> None:
        self._handle = JobHandle(connection.service, request_id, output, endpoint, submitted_at)
        self._connection, self.entry, self._handle.secrets = connection, entry, secrets
        self._submitted_wall = (
            None if submitted_at is None else time.time() - time.monotonic() + submitted_at
        )

    @property
    def request_id(self) -> str:
        """The provider's id of the job; `api.job(request_id)` returns the job again."""
        return self._handle.request_id

    @property
    def endpoint(self) -> str | None:
        """The id of the job's endpoint; None if only the request id is known."""
        return self._handle.endpoint

    def _watch(self) -> AbstractContextManager[None]:
        """Return a block around a wait."""
        name = self._connection.service.name
        return watch("wait", name, self._connection, self._handle, self.entry)

    def _follow(self, timeout: float | None) -> Following[OutputT_co]:
        """Return a wait that stops at each change of the job's state."""
        from .job_updates import Following

        connection = self._connection
        following = Following(connection.protocol, self._handle, timeout, self._noted)
        about = (connection, self._handle, self.entry, following.ends)
        following.watched = watch("updates", connection.service.name, *about)
        return following

    def _hidden(self, flow: Flow[T]) -> Flow[T]:
        """Return a flow whose answers and errors are shown without the secrets of the job's input."""
        if self._handle.secrets is None and self._connection.service.input_at:
            from .submitted_secrets import secrets_of_endpoint

            self._handle.secrets = secrets_of_endpoint(self.endpoint, self._connection.service)
        return self._handle.secrets.hidden(flow) if self._handle.secrets else flow

    def _noted(self, flow: Flow[T]) -> Flow[T]:
        """Return a flow that also notes the job's end in the client's journal, if there is one."""
        flow = self._hidden(flow)
        if self._connection.journal is None:
            return flow
        from .journal.job_end import note_end

        return note_end(self._connection, self._handle, self.entry, flow)

    def __repr__(self) -> str:
        about = f"{self.request_id} of {self.endpoint or 'unknown endpoint'}"
        mode = "" if self.validate in (None, "strict") else f" (validate={self.validate!r})"
        return f"<{type(self).__name__} {about}{mode}>"

    def __copy__(self) -> Self:
        return self  # nothing of a job changes

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        connection, kind = self._connection, type(self)
        facts = (kind, connection.base_url, self.request_id, self.endpoint)
        return _restore, (*facts, self._submitted_wall), {"validate": self.validate}

    def _repr_html_(self) -> str:
        from .notebook import facts_table

        return facts_table(
            [("request id", self.request_id), ("endpoint", self.endpoint or "unknown")]
        )

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say how to get the output, which a job does not have."""
            hint = "; call wait() or result() for it" if name == "output" else ""
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{hint}")


class Job(BaseJob[OutputT_co]):
    """An accepted job. Calls are retried within `timeout` seconds (None: the client's timeout)."""

    _connection: Connection[Transport]

    def _drive(self, flow: Flow[T]) -> T:
        try:
            return self._connection.transport.drive(flow)
        except ClientClosed as error:
            error.request_id, error.endpoint = self.request_id, self.endpoint
            raise

    def status(self, timeout: float | None = None) -> Status:
        """Return the job's status; a finished job may still have failed."""
        flow = self._connection.protocol.status(self._handle, timeout)
        return self._drive(self._hidden(flow))

    def result(
        self, timeout: float | None = None, include_cost: bool = False
    ) -> Result[OutputT_co]:
        """Return the job's result so far, whether it has ended or not."""
        flow = self._connection.protocol.result(self._handle, timeout, include_cost)
        return belong_to(self, self._drive(self._noted(flow)))

    def wait(
        self,
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
        include_cost: bool = False,
    ) -> Success[OutputT_co]:
        """Wait until the job has succeeded; `on_update` is called at each change of status.

        Raises:
            JobFailed: the job failed; the message contains the provider's reason.
            JobCancelled: the job was cancelled.
            JobTimedOut: `timeout` seconds have passed (None: no limit); the job continues.
        """
        check_callback(on_update, sync=True)
        flow = self._connection.protocol.wait(self._handle, timeout, on_update, include_cost)
        with self._watch():
            return belong_to(self, self._drive(self._noted(flow)))

    def updates(self, timeout: float | None = 1800.0) -> JobUpdates[OutputT_co]:
        """Return an iterator of the job's states as they change; the last one has its result.

        A job that failed or was cancelled is no error here. Leaving the loop cancels nothing.

        Raises:
            JobTimedOut: in the loop, `timeout` seconds have passed (None: no limit); the job continues.
        """
        from .update_iterators import JobUpdates

        following = self._follow(timeout)
        return JobUpdates(self, self._drive, following, lambda: self._connection.transport.here)

    def cancel(self, timeout: float | None = None) -> Cancellation:
        """Ask to cancel; a running job continues (see `Cancellation.cancelled`)."""
        flow = self._connection.protocol.cancel(self._handle, timeout)
        return self._drive(self._noted(flow))

    def download(
        self,
        target: TargetPath,
        result: Result[Any] | None = None,
        **options: Unpack[DownloadOptions],
    ) -> SavedFiles:
        """Save every file of the output to a folder, or to a URL of fsspec; return what was saved.

        Without `result`, the job is asked for it. See `Result.download`.
        """
        from .download.start import download

        about = (self._connection, self.request_id, target, options)
        return download(*about, result=result, ask=self.result)


def _restore(
    kind: type[BaseJob[Any]],
    base_url: str,
    request_id: str,
    endpoint: str | None,
    submitted: object = None,
) -> BaseJob[Any]:
    """Load a pickled job; pickles of earlier versions do not say when it was submitted."""
    from .pickled_job import monotonic_time, restored_arguments

    arguments = restored_arguments(not issubclass(kind, Job), base_url, request_id, endpoint)
    return kind(*arguments, submitted_at=monotonic_time(submitted))
