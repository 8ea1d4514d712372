# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Sync and async clients: they perform the requests that the endpoints' modules describe."""

from __future__ import annotations

from .connection import Connection, place_of_loop
from .errors import ClientError
from .settings import check_callback, check_http_client, check_seconds

TYPE_CHECKING = False  # type checkers assume True; saves importing typing at run time
if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from typing import Any, ClassVar, NoReturn, Self, TypeVar, Unpack

    from .async_transport import AsyncTransport
    from .download.options import DownloadOptions
    from .endpoint import Request
    from .http import library
    from .jobs import AsyncJob, BaseJob, Job
    from .journal.entry import SavedFile
    from .responses import Result, Status, Success
    from .service import Service
    from .steps import Flow
    from .transport import Transport

    OutputT = TypeVar("OutputT")


class BaseClient:
    """What the sync and the async client have in common."""

    _service: ClassVar[Service]
    _connection: Connection[Any]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._connection.base_url}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            """Say where endpoints are, since clients of earlier versions had them as attributes."""
            modules = (kind.__module__ for kind in type(self).__mro__)
            home = next((one for one in modules if one.endswith("._client")), "")
            package, text = home.rpartition(".")[0], ""
            if not name.startswith("_") and _is_folder_of_endpoints(package, name):
                text = (
                    f"; describe a job with {package}.{name}.….request(...), "
                    "then submit it with api.submit(request)"
                )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{text}")


class Client(BaseClient):
    """Sync client of the service; usable with and without `with`, from threads and after a fork.

    At most 16 requests are in flight at once; others wait for their turn before their time starts.
    """

    _connection: Connection[Transport]

    def __init__(
        self,
        token: str | None = None,
        base_url: str | None = None,
        timeout: float = 60.0,
        http_client: library.Client | None = None,
        polls_per_second: float = 10.0,
    ) -> None:
        """Check the settings; nothing is opened or sent before the first call.

        A call that surely did nothing yet is retried within `timeout`; a submit that may have
        been accepted is never repeated. Proxies are those of the environment (HTTPS_PROXY,
        NO_PROXY), or of `http_client`.

        Args:
            token: the account's token; by default from the service's environment variables.
            base_url: another address of the API, such as a sandbox's.
            timeout: seconds in which an attempt of a call may start; each attempt has as many
                seconds for its answer.
            http_client: an HTTP client of your own, for proxies, certificates or connection
                limits; it stays open when this client closes.
            polls_per_second: how many looks at jobs all waits of this client together may take
                in a second.

        Raises:
            ConfigurationError: no usable token, base URL, timeout or rate.
        """

        def open_transport(base_url: str, token: str) -> Transport:
            from .transport import Transport

            return Transport(base_url, token, http_client)

        check_http_client(http_client, "Client")
        self._connection = Connection(
            self._service,
            token,
            base_url,
            timeout,
            open_transport,
            polls_per_second=polls_per_second,
        )

    def submit(self, request: Request[OutputT]) -> Job[OutputT]:
        """Submit a job, which may be billed; return its handle once the provider has accepted it.

        An interrupt of the main thread (Ctrl-C) that comes while the answer is on its way goes on
        when the answer is there, after 10 seconds at most. A note of it and the log (WARNING) say
        which job was accepted. A second one goes on at once.

        Raises:
            ClientClosed: the client is closed; nothing was sent.
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
            ApiError: the provider refused the job.
        """
        from .endpoint import check_request
        from .jobs import Job
        from .submission import Submission

        endpoint, body = check_request(request, self._service)
        submission: Submission[Job[OutputT]] = Submission(self._service.name, endpoint.id)

        def flow() -> Flow[Job[OutputT]]:
            protocol = self._connection.protocol
            request_id = yield from protocol.submit(endpoint.id, body)
            facts = (request_id, endpoint.output, endpoint.id)
            return Job(self._connection, *facts, submitted_at=protocol.now())

        job: Job[OutputT] = self._connection.transport.drive_to_end(flow(), submission)
        return job

    def run(
        self,
        request: Request[OutputT],
        *,
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
    ) -> Success[OutputT]:
        """Submit a job and wait for its result.

        Args:
            request: the job, described by an endpoint's `request`.
            timeout: seconds to wait for the result; None waits indefinitely.
            on_update: called with each new status of the job.

        Raises:
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
            ApiError: the provider refused the job.
            JobError: the job failed, was cancelled, or continues after the timeout.
        """
        check_callback(on_update, sync=True)
        _check_options(timeout, on_update)
        job = self.submit(request)
        try:
            return job.wait(timeout, on_update)
        except BaseException as error:
            _note_request_id(error, job)
            raise

    def download(
        self,
        result: Result[Any],
        target: str | PathLike[str],
        **options: Unpack[DownloadOptions],
    ) -> tuple[SavedFile, ...]:
        """Save every file of a result to a folder, or to a URL of fsspec; see `Result.download`."""
        from .jobs import Job

        job: Job[Any] = Job(self._connection, result.request_id)
        return job.download(target, result, **options)

    def close(self) -> None:
        """Close the connections; an HTTP client that was passed in stays open.

        Submits of other threads that are on their way have up to 10 seconds for their answers;
        those that wait for their turn send nothing.
        """
        if transport := self._connection.close():
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncClient(BaseClient):
    """Async client of the service, on asyncio or trio; usable with and without `async with`.

    It works on several event loops, with connections of its own on each. At most 16 requests
    are in flight on each; others wait for their turn before their time starts.
    """

    _connection: Connection[AsyncTransport]

    def __init__(
        self,
        token: str | None = None,
        base_url: str | None = None,
        timeout: float = 60.0,
        http_client: library.AsyncClient | None = None,
        polls_per_second: float = 10.0,
    ) -> None:
        """Check the settings; nothing is opened or sent before the first call.

        A call that surely did nothing yet is retried within `timeout`; a submit that may have
        been accepted is never repeated. Proxies are those of the environment (HTTPS_PROXY,
        NO_PROXY), or of `http_client`.

        Args:
            token: the account's token; by default from the service's environment variables.
            base_url: another address of the API, such as a sandbox's.
            timeout: seconds in which an attempt of a call may start; each attempt has as many
                seconds for its answer.
            http_client: an HTTP client of your own, for proxies, certificates or connection
                limits; it stays open when this client closes, and belongs to one event loop.
            polls_per_second: how many looks at jobs all waits of this client together may take
                in a second.

        Raises:
            ConfigurationError: no usable token, base URL, timeout or rate.
        """

        def open_transport(base_url: str, token: str) -> AsyncTransport:
            from .async_transport import AsyncTransport

            return AsyncTransport(base_url, token, http_client)

        check_http_client(http_client, "AsyncClient")
        self._connection = Connection(
            self._service,
            token,
            base_url,
            timeout,
            open_transport,
            polls_per_second=polls_per_second,
            place=place_of_loop,
        )

    async def submit(self, request: Request[OutputT]) -> AsyncJob[OutputT]:
        """Submit a job, which may be billed; return its handle once the provider has accepted it.

        A cancellation (a timeout, another task's failure) that comes while the answer is on its
        way goes on when the answer is there, after 10 seconds at most, also if it is repeated. A
        note of it and the log (WARNING) say which job was accepted.

        Raises:
            ClientClosed: the client is closed; nothing was sent.
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
            ApiError: the provider refused the job.
        """
        from .endpoint import check_request
        from .jobs import AsyncJob
        from .submission import Submission

        endpoint, body = check_request(request, self._service)
        submission: Submission[AsyncJob[OutputT]] = Submission(self._service.name, endpoint.id)

        def flow() -> Flow[AsyncJob[OutputT]]:
            protocol = self._connection.protocol
            request_id = yield from protocol.submit(endpoint.id, body)
            facts = (request_id, endpoint.output, endpoint.id)
            return AsyncJob(self._connection, *facts, submitted_at=protocol.now())

        job: AsyncJob[OutputT] = await self._connection.transport.drive_to_end(flow(), submission)
        return job

    async def run(
        self,
        request: Request[OutputT],
        *,
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
    ) -> Success[OutputT]:
        """Submit a job and wait for its result.

        Args:
            request: the job, described by an endpoint's `request`.
            timeout: seconds to wait for the result; None waits indefinitely.
            on_update: called with each new status of the job; may be async.

        Raises:
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
            ApiError: the provider refused the job.
            JobError: the job failed, was cancelled, or continues after the timeout.
        """
        _check_options(timeout, on_update)
        job = await self.submit(request)
        try:
            return await job.wait(timeout, on_update)
        except BaseException as error:
            _note_request_id(error, job)
            raise

    async def download(
        self,
        result: Result[Any],
        target: str | PathLike[str],
        **options: Unpack[DownloadOptions],
    ) -> tuple[SavedFile, ...]:
        """Save every file of a result to a folder, or to a URL of fsspec; see `Result.download`."""
        from .jobs import AsyncJob

        job: AsyncJob[Any] = AsyncJob(self._connection, result.request_id)
        return await job.download(target, result, **options)

    async def aclose(self) -> None:
        """Close the client, and its connections on this event loop; an HTTP client that was passed in stays open.

        Submits that are on their way have up to 10 seconds for their answers; those that wait
        for their turn send nothing.
        """
        if transport := self._connection.close():
            await transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()


def _check_options(timeout: Any, on_update: Any) -> None:
    """Check the options of `run` before a job is paid for."""
    check_seconds(timeout, none=True, zero=False)
    check_callback(on_update)


def _note_request_id(error: BaseException, job: BaseJob[Any]) -> None:
    """Name the job in an interrupt that came before the wait began, or after it ended."""
    said: list[str] = getattr(error, "__notes__", [])
    known = isinstance(error, ClientError) and error.request_id
    if not known and not any(job.request_id in note for note in said):
        error.add_note(f"The request id of the job is {job.request_id}.")


def _is_folder_of_endpoints(package: str, name: str) -> bool:
    from importlib.util import find_spec

    try:
        return find_spec(f"{package}.{name}") is not None
    except (ImportError, ValueError):
        return False
