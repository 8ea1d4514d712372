# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What the drivers of a batch share: its plan, its courses, and how an interrupt leaves it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Generic, TypeVar

from ..connection import Connection
from ..endpoint import Request
from ..errors import ConfigurationError
from ..journal.errors import JournalError
from ..journal.submit_options import submit_options
from .batch_progress import ProgressReport
from .batch_result import Batch
from .course import ClientCalls, Course, Submit
from .map_settings import MapSettings
from .plan import Plan
from .progress_report import progress_report

OutputT = TypeVar("OutputT")
MOST_NAMED = 1000
"""Jobs that the note of an interrupt names; without a journal it is the only place that does."""


class SubmitTurn:
    """The turn to read a request and claim its place; it ends once, whoever ends it."""

    def __init__(self, *release: Callable[[], object]) -> None:
        self._release = [*release]

    def end(self) -> None:
        """Let the next one have it."""
        with suppress(IndexError):
            self._release.pop()()


class BatchRun(Generic[OutputT]):
    """One run of a batch; the driver calls the courses.

    Raises:
        ConfigurationError: an option cannot be used, or the client is closed; nothing was sent.
    """

    def __init__(
        self,
        connection: Connection[Any],
        submit: Submit,
        requests: Iterable[Request[OutputT]],
        settings: MapSettings,
    ) -> None:
        self._has_journal = connection.journal is not None
        if settings.batch is not None:
            if not self._has_journal:
                raise ConfigurationError(
                    f"batch={settings.batch!r} needs a journal: make the client with journal=..., "
                    "such as journal='jobs.sqlite'; nothing was sent."
                )
            if isinstance(requests, set | frozenset):
                raise ConfigurationError(
                    f"batch={settings.batch!r} needs requests in the same order in each run, and a set has none: "
                    "pass a list, such as sorted(...); nothing was sent."
                )
            checked = submit_options(connection.journal, settings.batch, settings.once_on, False)
            settings = replace(settings, once_on=checked.once_on)
        self._client, self._settings = ClientCalls(connection, submit), settings
        self._service = connection.service.name
        self._plan = Plan(requests, settings, counts_itself=settings.batch is None)
        self._report, self._late = progress_report(settings.progress), set[int]()
        self._is_told = True
        self._began, self._courses = time.time(), dict[int, Course[OutputT]]()

    def _check_target(self) -> None:
        """Check the target of the downloads before anything is bought; it may block.

        Raises:
            ConfigurationError: nothing can be saved there.
        """
        if self._settings.download is not None:
            from ..download.targets import check_target

            check_target(self._settings.download)

    def _find_places(self) -> None:
        """Ask the journal what was bought, for a batch that has stopped; it may block."""
        journal, connection = self._client.connection.journal, self._client.connection
        if journal is None or self._settings.batch is None:
            return
        try:
            scopes = journal.scopes(connection.base_url, connection.token)
            self._plan.places = journal.database.bought_places(scopes, self._settings.batch)
        except JournalError as error:
            self._plan.places = set()
            text = "what the batch bought before cannot be looked up: %s"
            self._log("ERROR", "unread", text, error)

    def _tell(self, error: Exception) -> None:
        """Log that a callback has failed, which is not called again: the jobs are paid for."""
        self._is_told = False
        text = "the batch goes on without on_update, which failed"
        self._log("ERROR", "callback_failed", text, error=error)

    def _begin(
        self, position: int, request: Request[OutputT], claimed: Callable[[], object] = int
    ) -> Course[OutputT] | None:
        """Return the course of a request, or None if it is not to be submitted."""
        if (item := self._plan.begin(position, request)) is None:
            return None
        course = Course(self._client, item, self._settings, self._began, claimed)
        self._courses[position] = course
        return course

    def _end(self, course: Course[OutputT]) -> None:
        outcome = course.outcome()
        self._courses.pop(outcome.position, None)
        self._plan.end(outcome, is_news=course.is_news)
        if course.is_target_bad:
            self._plan.stop("download")
        if outcome.position in self._late and outcome.request_id:
            text = "the batch was left before; its request %d is %s as request %s"
            words = (outcome.position, outcome.state, outcome.request_id)
            endpoint = None if outcome.request is None else outcome.request.endpoint.id
            about = {"endpoint": endpoint, "request_id": outcome.request_id}
            self._log("WARNING", "batch_job", text, *words, state=outcome.state, **about)

    def _finish(self) -> Batch[OutputT]:
        """Return the batch, or raise what ended it, with the batch as `batch`."""
        batch = self._plan.batch()
        if (error := self._plan.error) is None:
            return batch
        vars(error)["batch"] = batch
        error.add_note(f"The {batch.summary()}. It is the attribute `batch` of this exception.")
        raise error

    def _leave(self, stop: BaseException) -> None:
        """Say in a note of an interrupt what runs on; the batch is its `batch`.

        The note is what people see; the log has it at INFO, lest they see it twice, unless a request
        that may have been accepted is named nowhere else.
        """
        self._late = {place for place, one in [*self._courses.items()] if one.is_submitting}
        batch = self._plan.batch(one.outcome() for one in [*self._courses.values()])
        vars(stop)["batch"] = batch
        text = f"The {batch.summary()}."
        ids = [one.request_id for one in batch.running if one.request_id]
        unsure = [one.request_id for one in batch.unknown if one.request_id]
        if ids:
            again = " (api.resume() returns them)" * self._has_journal
            text += f" These jobs continue{again}: {', '.join(ids[:MOST_NAMED])}."
        if unsure:
            text += f" These may have been accepted: {', '.join(unsure[:MOST_NAMED])}."
        stop.add_note(text)
        self._log("WARNING" if unsure else "INFO", "batch_left", "%s", text)

    def _show(self, *, is_last: bool = False) -> None:
        """Tell how far the batch has come; a report that fails is not used again."""
        try:
            (self._report.end if is_last else self._report.show)(self._plan.progress())
        except BaseException as error:
            self._report = ProgressReport()
            if not isinstance(error, Exception):
                raise  # Ctrl-C meets callbacks, too
            text = "the batch goes on, but its progress cannot be shown"
            self._log("ERROR", "callback_failed", text, error=error)

    def _log(self, level: str, event: str, text: str, *words: object, **facts: Any) -> None:
        from ..telemetry.structured_log import log_event

        elapsed = time.time() - self._began
        log_event(self._service, level, event, text, *words, elapsed=elapsed, **facts)
