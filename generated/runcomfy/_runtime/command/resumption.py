# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Waiting for many jobs of a journal at once, with progress for a person."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import Any

from ..errors import ClientError
from ..journal.entry import Entry, SavedFile
from .command_arguments import CommandOptions
from .command_output import CommandOutput
from .entry_facts import entry_facts
from .opened_journal import OpenedJournal
from .urgency import is_pending

DOWNLOADS = 4
"""Downloads at the same time."""


@dataclass(frozen=True)
class ResumedJob:
    """What a job that was waited for made."""

    entry: Entry
    urls: tuple[str, ...] = ()
    files: tuple[SavedFile, ...] = ()
    error: ClientError | None = None

    def facts(self) -> dict[str, Any]:
        """Return it as JSON data."""
        return {
            "entry": entry_facts(self.entry),
            "urls": list(self.urls),
            "files": [one.path for one in self.files],
            "error": None if self.error is None else str(self.error),
        }


class Resumption:
    """The accepted jobs of an account and base URL, each waited for in a task."""

    def __init__(
        self, journal: OpenedJournal, options: CommandOptions, output: CommandOutput
    ) -> None:
        self._journal, self._options, self._output = journal, options, output
        self.outcomes: list[ResumedJob] = []
        self.unknown: list[Entry] = []
        self.others: list[Entry] = []
        self._all = 0

    async def run(self) -> None:
        """Wait for all; an interrupt leaves them running."""
        async with self._journal.async_client() as api:
            jobs = [(job.entry, job) for job in await api.resume()]
            undelivered = await asyncio.to_thread(self._look)
            jobs += [(entry, api.job(entry.request_id)) for entry in undelivered]
            self._all = len(jobs)
            self._output.tell(f"waiting for {self._all} job{'s' * (self._all != 1)}")
            turns = asyncio.Semaphore(DOWNLOADS)
            try:
                await asyncio.gather(*(self._follow(entry, job, turns) for entry, job in jobs))
            finally:
                self._end_line()

    def _look(self) -> list[Entry]:
        """Find what is unknown, and what is not ours; return what has succeeded and is to be saved now."""
        database, scopes = self._journal.database, self._journal.scopes()
        pending = database.pending(scopes)
        self.unknown = [one for one in pending if one.state == "unknown"]
        accepted = database.entries(("accepted",))
        self.others = [one for one in accepted if (one.base_url, one.account) not in scopes]
        succeeded = database.entries(("succeeded",), scopes) if self._options.download else []
        return [one for one in succeeded if one.result is not None and is_pending(one)]

    async def _follow(self, entry: Entry, job: Any, turns: asyncio.Semaphore) -> None:
        try:
            result = await job.wait(self._options.timeout)
            files: tuple[SavedFile, ...] = ()
            if self._options.download:
                async with turns:
                    files = await job.download(self._options.download, result)
            outcome = ResumedJob(entry, tuple(map(self._journal.shown, result.urls)), files)
        except ClientError as error:
            outcome = ResumedJob(entry, error=error)
        now = await asyncio.to_thread(self._journal.database.entry, entry.id)
        self._tell(ResumedJob(now or entry, outcome.urls, outcome.files, outcome.error))

    def _tell(self, outcome: ResumedJob) -> None:
        self.outcomes.append(outcome)
        self._end_line()
        entry, count = outcome.entry, f"{len(self.outcomes)} of {self._all}"
        what = entry.state if outcome.error is None else f"{entry.state}: {outcome.error}"
        self._output.tell(f"{count}: {entry.short_id} {what}")
        made = [one.path for one in outcome.files] or outcome.urls
        self._output.lines([f"{entry.short_id} {one}" for one in made])
        if sys.stderr is not None and sys.stderr.isatty() and len(self.outcomes) < self._all:
            sys.stderr.write(f"waiting for {self._all - len(self.outcomes)} more")
            sys.stderr.flush()

    def _end_line(self) -> None:
        """Clear the line of progress on a terminal."""
        if sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
