# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Prepare a download: what is asked, where it goes, what the journal is told; and run it for the sync client."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from ..journal.entry import SavedFile
from ..redaction import TokenHidden
from .addresses import AddressRules, HostName
from .checked_options import CheckedOptions, checked
from .download_options import DownloadOptions, Progress
from .engine import Download
from .errors import DownloadError, OutputExpired
from .http_fetch import Fetcher
from .journal_notes import JournalNotes
from .outputs import outputs_of, wanted
from .targets import FileTarget, open_target

if TYPE_CHECKING:
    from ..connection import Connection
    from ..responses import Result


_UNFINISHED = ("waiting", "running", "unknown")


def token_hidden(connection: Connection[Any]) -> TokenHidden:
    """Return a block whose errors do not have the account's token, whatever a server says."""
    try:
        return TokenHidden(connection.token)
    except ConfigurationError:  # there is none, and none is needed for a result that is there
        return TokenHidden("")


class Prepared(NamedTuple):
    """A checked target, and checked options: nothing was asked or written yet."""

    target: FileTarget
    options: CheckedOptions

    @classmethod
    def check(
        cls, target: str | PathLike[str], options: DownloadOptions, *, sync: bool
    ) -> Prepared:
        """Check what a caller gave.

        Raises:
            ConfigurationError: the target or an option cannot be used.
        """
        found = checked(options, sync=sync)
        return cls(open_target(target), found)

    def download(
        self,
        connection: Connection[Any],
        result: Result[Any],
        *,
        refresh: Callable[[], Result[Any] | None],
        notify: Callable[[Progress], object] | None,
    ) -> Download:
        """Return the download of a result's outputs.

        Raises:
            DownloadError: the result has no output, or none with a URL.
        """
        found = outputs_of(result) if result.phase == "succeeded" else []
        if not found:
            advice = "Call wait() first." if result.phase in _UNFINISHED else "Nothing was saved."
            text = _why_nothing(result)
            raise DownloadError(text, request_id=result.request_id, advice=advice)
        timeout = self.options.timeout
        end = math.inf if timeout is None else time.monotonic() + timeout
        hosts = tuple(map(HostName.parse, connection.service.output_hosts))
        rules = AddressRules(
            connection.base_url,
            (*hosts, *self.options.hosts()),
            allow_private=self.options.allow_private,
        )
        return Download(
            result.request_id,
            [*wanted(found, rules.check_url)],
            self.target,
            Fetcher(rules, end),
            self.options,
            end=end,
            refresh=refresh,
            notify=notify,
            notes=JournalNotes(connection, result.request_id),
            block=token_hidden(connection),
        )


def request_id_of(result: object) -> str:
    """Return the request id of a result.

    Raises:
        ConfigurationError: it is another object.
    """
    found: object = getattr(result, "request_id", None)
    if not hasattr(result, "raw") or not isinstance(found, str):
        raise ConfigurationError(f"only the result of a job can be downloaded, not {result!r}.")
    return found


def check_result(result: object, request_id: str) -> None:
    """Check that a result that was passed is one of the job.

    Raises:
        ConfigurationError: it is another object, or the result of another job.
    """
    if (found := request_id_of(result)) != request_id:
        raise ConfigurationError(f"the result belongs to request {found}, not to {request_id}.")


def _why_nothing(result: Result[Any]) -> str:
    if result.phase == "failed":
        return (
            f"the job failed, so there is no output to save: {result.error or 'without a reason'}"
        )
    if result.phase == "cancelled":
        return "the job was cancelled, so there is no output to save"
    if result.phase != "succeeded":
        about = f"its status is {result.status} (phase {result.phase})"
        return f"the job has not succeeded, so there is no output to save yet: {about}"
    return "the job's output contains no URL; nothing was saved"


def download(
    connection: Connection[Any],
    request_id: str,
    target: str | PathLike[str],
    options: DownloadOptions,
    *,
    result: Result[Any] | None,
    ask: Callable[[], Result[Any]],
) -> tuple[SavedFile, ...]:
    """Save the outputs of a job; `ask` returns its result, which is asked for where there is none.

    Raises:
        ConfigurationError: the target or an option cannot be used; nothing was asked.
        DownloadError: an output could not be saved.
    """
    prepared = Prepared.check(target, options, sync=True)
    if result is not None:
        check_result(result, request_id)
    try:
        found = ask() if result is None else result
    except OutputExpired as error:  # the journal has the result, whose URLs may still be good
        if error.result is None:
            raise
        found = error.result
    notify = prepared.options.on_progress
    with token_hidden(connection):
        work = prepared.download(connection, found, refresh=ask, notify=notify)
    return work.run()
