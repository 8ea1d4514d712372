"""Waiting for many jobs of a journal at once, with progress for a person."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..download.errors import OutputExpired
from ..errors import ClientError, OutputUnreadable
from ..journal.entry import Entry, SavedFile, is_wanting
from ..responses import Result
from ..telemetry.structured_log import mute
from .command_arguments import CommandOptions
from .command_output import CommandOutput, told
from .download_arguments import download_options
from .entry_advice import entry_facts
from .opened_journal import OpenedJournal, job_of

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
            "error": None if self.error is None else told(self.error),
        }


class Remaining(NamedTuple):
    """What is left after a command has waited: what it does not wait for, or did not save."""

    unknown: list[Entry]
    not_followed: list[Entry]
    not_downloaded: list[Entry]
    sending: list[Entry]


class Resumption:
    """The accepted jobs of an account and base URL, each waited for in a task."""

    def __init__(
        self, journal: OpenedJournal, options: CommandOptions, output: CommandOutput
    ) -> None:
        self._journal, self._options, self._output = journal, options, output
        self._scopes = journal.scopes()
        self.outcomes: list[ResumedJob] = []
        self.remaining = Remaining([], [], [], [])
        self._all = 0

    async def run(self) -> None:
        """Wait for all; an interrupt leaves them running."""
        mute(self._journal.service.name, "not_followed")  # the command says it itself
        async with self._journal.async_client() as api:
            jobs = [(job.entry, job) for job in await api.resume()]
            if self._options.download:
                undelivered = await asyncio.to_thread(self._undelivered)
                jobs += [(one, self._job(api, one)) for one in undelivered]
            self._all = len(jobs)
            counted = f"{self._all} job{'s' * (self._all != 1)}"
            self._output.tell(f"waiting for {counted}" if jobs else "nothing to wait for")
            turns = asyncio.Semaphore(DOWNLOADS)
            try:
                await asyncio.gather(*(self._follow(entry, job, turns) for entry, job in jobs))
            finally:
                self._end_line()
            self.remaining = await asyncio.to_thread(self._look)

    def _job(self, api: Any, entry: Entry) -> Any:
        return job_of(api, self._journal.service, entry.request_id or "", entry.endpoint)

    def _undelivered(self) -> list[Entry]:
        """Return what has succeeded and is not here."""
        succeeded = self._journal.database.entries(("succeeded",), self._scopes)
        return [one for one in succeeded if is_wanting(one)]

    def _look(self) -> Remaining:
        """Return what remains; what was tried to be saved and failed is told as its job's error."""
        database, scopes = self._journal.database, self._scopes
        pending = database.pending(scopes)
        unknown = [one for one in pending if one.state == "unknown"]
        sending = [one for one in pending if one.state == "sending"]
        accepted = database.entries(("accepted",))
        others = [one for one in accepted if (one.base_url, one.account) not in scopes]
        return Remaining(
            unknown, others, [] if self._options.download else self._undelivered(), sending
        )

    async def _follow(self, entry: Entry, job: Any, turns: asyncio.Semaphore) -> None:
        try:
            result = await self._result(job)
            files: tuple[SavedFile, ...] = ()
            if self._options.download:
                async with turns:
                    options = download_options(self._options)
                    files = await job.download(self._options.download, result, **options)
            outcome = ResumedJob(entry, tuple(map(self._journal.shown, result.urls)), files)
        except ClientError as error:
            outcome = ResumedJob(entry, error=error)
        now = await asyncio.to_thread(self._journal.database.entry, entry.id)
        self._tell(ResumedJob(now or entry, outcome.urls, outcome.files, outcome.error))

    async def _result(self, job: Any) -> Result[Any]:
        """Return the job's result; to save it, the one that an error has, if that has URLs."""
        try:
            found: Result[Any] = await job.wait(self._options.timeout)
        except (OutputExpired, OutputUnreadable) as error:
            if error.result is None or not error.result.urls or not self._options.download:
                raise
            return error.result
        return found

    def _tell(self, outcome: ResumedJob) -> None:
        self.outcomes.append(outcome)
        self._end_line()
        entry, count = outcome.entry, f"{len(self.outcomes)} of {self._all}"
        what = entry.state if outcome.error is None else f"{entry.state}: {told(outcome.error)}"
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
