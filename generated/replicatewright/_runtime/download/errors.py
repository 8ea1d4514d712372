# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Errors of downloads; see the tree in `..errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ClientError, ConfigurationError
from ..journal.entry import SavedFile

if TYPE_CHECKING:
    from ..responses import Result


class DownloadError(ClientError):
    """An output could not be downloaded; the job itself succeeded.

    `url` is the output's URL, `files` are the outputs of the job that were saved.
    """

    who = "no one is at fault"
    advice = "The job is paid for, and the provider keeps its outputs for a while: try again soon."

    def __init__(
        self,
        message: str,
        *,
        url: str | None = None,
        files: tuple[SavedFile, ...] = (),
        **about: Any,
    ) -> None:
        super().__init__(message, **about)
        self.url, self.files = url, files


class OutputExpired(DownloadError):
    """The provider no longer has an output; it is not bought again.

    `result` is the job's result that the client's journal has, if any.
    """

    advice = "Use the files that were saved, if any; only a new job makes the output again."

    def __init__(self, message: str, *, result: Result[Any] | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.result = result


def no_sync_client() -> ConfigurationError:
    """Return the error of a result that is to save itself, but has no sync client to do it with."""
    return ConfigurationError(
        "this result has no sync client to download with: call api.download(result, ...), "
        "or await api.download(result, ...) on an async client."
    )
