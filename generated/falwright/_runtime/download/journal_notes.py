# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What the client's journal knows of a job's files, and is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from ..journal.entry import Entry, SavedFile
from ..listeners import watch

if TYPE_CHECKING:
    from ..connection import Connection


class JournalNotes:
    """The entry of a job, in a journal or without one; a journal that fails ends no download."""

    def __init__(self, connection: Connection[Any], request_id: str) -> None:
        self._connection, self._request_id = connection, request_id
        self._entry: Entry | None = None

    def watch(self, saved: Mapping[int, SavedFile]) -> AbstractContextManager[None]:
        """Return a block around the download, for whoever listens; `saved` has its files at the end."""
        connection = self._connection
        about = (connection.base_url, self._request_id, lambda: self._entry, saved)
        return watch("download", connection.service.name, connection.service.name, *about)

    def read(self) -> tuple[SavedFile, ...]:
        """Return the files of the job that were saved before."""
        if (journal := self._connection.journal) is not None:
            try:
                found = journal.database.entries(request_id=self._request_id)
            except Exception as error:
                self._log("could not be read", error)
                return ()
            from ..journal.base_urls import entry_of_request

            self._entry = entry_of_request(found, self._connection.base_url)
        return self._entry.files if self._entry else ()

    def write(self, files: Sequence[SavedFile]) -> None:
        """Note the files of the job, beside those that were saved elsewhere."""
        if (journal := self._connection.journal) is None or self._entry is None:
            return
        paths, id = {file.path for file in files}, self._request_id
        others = [file for file in self._entry.files if file.path not in paths]
        try:
            journal.database.saved(self._entry.id, [*others, *files], request_id=id)
        except Exception as error:
            self._log("could not note the files", error)

    def _log(self, what: str, error: Exception) -> None:
        from ..journal.journal_log import log_unwritten

        text = "the journal %s of request %s: %s"
        name, id = self._connection.service.name, self._request_id
        log_unwritten(name, text, what, id, error, request_id=id)
