"""Downloads of the sync client."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..journal.entry import SavedFile
from .download_options import DownloadOptions
from .errors import OutputExpired
from .start import Prepared, check_result, token_hidden

if TYPE_CHECKING:
    from ..connection import Connection
    from ..responses import Result


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
