# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What the drivers of a batch share: its plan, its courses, and how an interrupt leaves it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeVar

from ..connection import Connection
from ..endpoint import Request
from ..errors import ConfigurationError
from ..journal.claim import Claimed
from ..journal.errors import JournalError
from ..journal.money import usd_text
from ..journal.submit_options import submit_options
from .batch_progress import ProgressReport
from .batch_result import Batch
from .course import ClientCalls, Course, Submit
from .map_settings import MapSettings
from .outcome import Outcome
from .plan import Plan
from .progress_report import progress_report

OutputT = TypeVar("OutputT")
MOST_NAMED = 1000
"""Jobs that the note of an interrupt names; without a journal it is the only place that does."""
_MOVED = (
    ". A batch recognizes a request by its place and its input: if only the order has changed, interrupt "
    "the batch, restore the order, and put new requests at the end. More such requests are logged at INFO"
)


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
                    f"batch={settings.batch!r} needs a journal: create the client with journal=..., "
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
        self._is_told, self._is_warned, self._moves = True, False, itertools.count()
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
            text = "the journal could not say what the batch bought before: %s"
            self._log("ERROR", "unread", text, error)

    def _tell(self, error: Exception) -> None:
        """Log that a callback has failed, which is not called again: the jobs are paid for."""
        self._is_told = False
        text = "on_update failed and is not called again; the batch continues"
        self._log("ERROR", "callback_failed", text, error=error)

    def _begin(
        self, position: int, request: Request[OutputT], claimed: Callable[[], object] = int
    ) -> Course[OutputT] | None:
        """Return the course of a request, or None if it is not to be submitted."""
        if (item := self._plan.begin(position, request)) is None:
            return None
        note = partial(self._note_claim, item.position, claimed)
        course = Course(self._client, item, self._settings, self._began, note)
        self._courses[position] = course
        return course

    def _note_claim(self, position: int, claimed: Callable[[], object], answer: Claimed) -> None:
        """Go on when the journal has let a submit through; tell if its place was bought with another input."""
        try:
            if (other := answer.bought_before) is not None:
                is_first = next(self._moves) == 0
                text = (
                    "request %d of the batch %s was bought with another input before (%s), so it is "
                    "bought again" + _MOVED * is_first
                )
                words = (position, repr(self._settings.batch), other.short_id)
                about = {"endpoint": answer.entry.endpoint, "entry": answer.entry.short_id}
                level = "WARNING" if is_first else "INFO"
                self._log(level, "bought_again", text, *words, **about)
        finally:
            claimed()

    def _end(self, course: Course[OutputT]) -> None:
        outcome = course.outcome()
        self._courses.pop(outcome.position, None)
        self._plan.end(outcome, is_news=course.is_news)
        self._warn_of_prices()
        if course.is_target_bad:
            self._plan.stop("download")
        if outcome.position in self._late and outcome.request_id:
            text = "request %d of the interrupted batch is now %s, as request %s"
            words = (outcome.position, outcome.state, outcome.request_id)
            self._log("WARNING", "batch_job", text, *words, **self._about(outcome))

    def _warn_of_prices(self) -> None:
        """Tell once if a job cost more than its price."""
        if self._plan.dearer is None or self._is_warned:
            return
        self._is_warned = True
        outcome, price = self._plan.dearer
        text = (
            "request %d cost %s, but its price was %s. From now on the batch reserves more than the price "
            "of each job, in proportion; the jobs already in flight may exceed the budget. Pass a higher "
            "price=... next time"
        )
        words = (outcome.position, usd_text(outcome.cost or price), usd_text(price))
        self._log("WARNING", "price_exceeded", text, *words, **self._about(outcome))

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
        batch = self._batch()
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

    def _batch(self) -> Batch[OutputT]:
        """Return what has become of all requests so far."""
        return self._plan.batch(one.outcome() for one in [*self._courses.values()])

    def _show(self, *, is_last: bool = False) -> None:
        """Tell how far the batch has come; a report that fails is not used again."""
        try:
            if is_last:
                self._report.end(self._plan.progress(self._batch()))
            else:
                self._report.show(self._plan.progress())
        except BaseException as error:
            self._report = ProgressReport()
            if not isinstance(error, Exception):
                raise  # Ctrl-C meets callbacks, too
            text = "the progress could not be shown and is not shown again; the batch continues"
            self._log("ERROR", "callback_failed", text, error=error)

    @staticmethod
    def _about(outcome: Outcome[Any]) -> dict[str, Any]:
        """Return the fields of a record about an outcome."""
        endpoint = None if outcome.request is None else outcome.request.endpoint.id
        facts = {"endpoint": endpoint, "request_id": outcome.request_id, "state": outcome.state}
        return facts if outcome.entry is None else facts | {"entry": outcome.entry.short_id}

    def _log(self, level: str, event: str, text: str, *words: object, **facts: Any) -> None:
        from ..telemetry.structured_log import log_event

        elapsed = time.time() - self._began
        log_event(self._service, level, event, text, *words, elapsed=elapsed, **facts)
