# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Async client: it performs the requests that the endpoints' modules describe."""

from __future__ import annotations

from .base_client import BaseClient, check_options, note_request_id, open_journal_of
from .connection import Connection, place_of_loop
from .settings import check_http_client

TYPE_CHECKING = False  # type checkers assume True; saves importing typing at run time
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Iterable, Sequence
    from os import PathLike
    from typing import Any, Self, TypeVar, Unpack

    from .async_jobs import AsyncJob
    from .async_transport import AsyncTransport
    from .batch.batch_result import Batch
    from .batch.map_settings import MapOptions
    from .download.download_options import DownloadOptions, SavedFiles, TargetPath
    from .endpoint import Request
    from .http import library
    from .journal.async_journal import AsyncJournal
    from .journal.submit_options import SubmitOptions
    from .responses import Result, Status, Success

    OutputT = TypeVar("OutputT")


_MODULES = ("async_jobs", "async_transport", "journal.async_journal")


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
        *,
        journal: str | PathLike[str] | None = None,
        account: str | None = None,
        record_inputs: bool = False,
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
            journal: the file of a journal of paid jobs, or the URL of one in PostgreSQL; every
                submit is written down there before it is sent.
            account: the account's name in the journal, so that keys outlive a change of token.
            record_inputs: whether the journal has the inputs of jobs, too.

        Raises:
            ConfigurationError: no usable token, base URL, timeout, rate, journal or account.
        """

        def open_transport(base_url: str, token: str) -> AsyncTransport:
            from .async_transport import AsyncTransport

            return AsyncTransport(base_url, token, http_client)

        check_http_client(http_client, "AsyncClient")
        self._http_client = http_client
        self._connection = Connection(
            self._service,
            token,
            base_url,
            timeout,
            open_transport,
            polls_per_second=polls_per_second,
            journal=open_journal_of(journal, account, record_inputs, *_MODULES),
            place=place_of_loop,
        )

    async def submit(
        self,
        request: Request[OutputT],
        *,
        once: str | None = None,
        once_on: Sequence[str] | None = None,
        again: bool = False,
        check_media: bool = False,
    ) -> AsyncJob[OutputT]:
        """Submit a job, which may be billed; return its handle once the provider has accepted it.

        A cancellation (a timeout, another task's failure) that comes while the answer is on its
        way goes on when the answer is there, after 10 seconds at most, also if it is repeated. A
        note of it and the log (WARNING) say which job was accepted.

        Args:
            request: the job, described by an endpoint's `request`.
            once: a key that buys once, whichever process submits it how often; needs a journal.
            once_on: the fields of the input that must be the same whenever the key is used; all
                by default.
            again: whether to buy another job under a key that has bought one before.
            check_media: whether to look at each media URL of the input first, and send nothing if
                the provider could not read one.

        Raises:
            ClientClosed: the client is closed; nothing was sent.
            ConfigurationError: the key or another option cannot be used; nothing was sent.
            JournalError: the journal cannot be written, or the key was used differently; nothing
                was sent.
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost, or that of an earlier submit with the key; the job may
                be running and is not submitted again.
            ApiError: the provider refused the job.
            JobError: the key's job failed or was cancelled.
        """
        return await self._submit(request, self._options(once, once_on, again), check_media)

    async def _submit(
        self,
        request: Request[OutputT],
        options: SubmitOptions | None = None,
        check_media: bool = False,
    ) -> AsyncJob[OutputT]:
        """Submit a job with all that the journal is to know about it."""
        from .async_jobs import AsyncJob

        if check_media:
            from .media_check import looked_at_async

            options = await looked_at_async(self._connection, request, options)
        kind: type[AsyncJob[OutputT]] = AsyncJob
        flow, submission = self._begin(request, options, kind)
        try:  # ends with the return, so that an interrupt never meets an id that nobody has
            job: AsyncJob[OutputT] = await self._connection.transport.drive_to_end(flow, submission)
            job.validate = request.validate
            return job
        except BaseException as stop:
            submission.name_job(stop)
            raise

    async def run(
        self,
        request: Request[OutputT],
        *,
        timeout: float | None = 1800.0,
        on_update: Callable[[Status], object] | None = None,
        once: str | None = None,
        once_on: Sequence[str] | None = None,
        again: bool = False,
        check_media: bool = False,
    ) -> Success[OutputT]:
        """Submit a job and wait for its result.

        Args:
            request: the job, described by an endpoint's `request`.
            timeout: seconds to wait for the result; None waits indefinitely.
            on_update: called with each new status of the job; may be async.
            once: as in `submit`, like `once_on` and `again`.
            once_on: see `once`.
            again: see `once`.
            check_media: as in `submit`.

        Raises:
            InvalidInput: the request is not one of this package, or no longer valid; nothing was sent.
            SubmitUnknown: the answer was lost; the job may be running and is not submitted again.
            ApiError: the provider refused the job.
            JobError: the job failed, was cancelled, or continues after the timeout.
        """
        check_options(timeout, on_update)
        job = await self._submit(request, self._options(once, once_on, again), check_media)
        try:
            return await job.wait(timeout, on_update)
        except BaseException as error:
            note_request_id(error, job)
            raise

    async def map(
        self,
        requests: Iterable[Request[OutputT]] | AsyncIterable[Request[OutputT]],
        **options: Unpack[MapOptions],
    ) -> Batch[OutputT]:
        """Submit many jobs, follow them, and return what became of each, in order.

        One failed job does not end the others. A cancellation goes on when the submits on
        their way have their answers, after 10 seconds at most; jobs that run are named in its note
        and in the log, and go on.

        Args:
            requests: requests of any endpoints, also of an async generator; they are read one after
                another, and may be endless.
            options: by name, as follows.
            batch: a name, with which the same program goes on where it ended, and buys nothing
                twice; needs a journal.
            in_flight: how many jobs are followed at once; 8 by default.
            budget: what all jobs of the batch may cost, in US dollars: a Decimal, an integer or text.
            max_jobs: how many jobs the batch may buy.
            price: what each request costs, or a function that says it; by default the catalogue's price.
            download: the folder or file system that outputs are saved to.
            stop_after_failures: how many ends without success in a row end the purchases; 5 by
                default, None: never.
            timeout: seconds to wait for each job; 1,800 by default.
            on_update: called with each new status of each job; may be async.
            progress: False: silent; a function is called with a `BatchProgress`; by default a
                terminal shows the progress, and elsewhere a line is written now and then.
            check_media: whether to look at each request's media before it is submitted.
            once_on: with `batch`, the fields that say whether a request is the same as before.

        Raises:
            ConfigurationError: an option cannot be used, or no price is known for `budget`; nothing
                was sent.
        """
        from .journal.preloading import LOADING

        with LOADING:
            from .batch.tasks import map_requests

        return await map_requests(self._connection, self._submit, requests, options)

    @property
    def journal(self) -> AsyncJournal:
        """The client's journal: what was submitted, and what became of it.

        Raises:
            ConfigurationError: the client has none.
        """
        from .journal.async_journal import AsyncJournal
        from .journal.client_journal import required

        return AsyncJournal(required(self._connection.journal).database)

    async def resume(self) -> list[AsyncJob[Any]]:
        """Return the accepted jobs of this base URL and account that have not ended, as far as is known.

        Raises:
            ConfigurationError: the client has no journal.
            JournalError: the journal cannot be used.
        """
        from .async_jobs import AsyncJob
        from .journal.resume import resumed_jobs

        return await self._connection.transport.drive(resumed_jobs(self._connection, AsyncJob))

    async def download(
        self, result: Result[Any], target: TargetPath, **options: Unpack[DownloadOptions]
    ) -> SavedFiles:
        """Save every file of a result to a folder, or to a URL of fsspec; see `Result.download`."""
        from .async_jobs import AsyncJob
        from .download.start import request_id_of

        job: AsyncJob[Any] = AsyncJob(self._connection, request_id_of(result))
        return await job.download(target, result, **options)

    async def aclose(self) -> None:
        """Close the client, and its connections on this event loop; an HTTP client that was passed in stays open.

        Submits that are on their way have up to 10 seconds for their answers; those that wait
        for their turn send nothing.
        """
        try:
            if transport := self._connection.close():
                await transport.close()
        finally:
            if self._connection.journal:
                await self.journal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.aclose()
