# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Save the files of one output, four at once; the callback is called where the caller waits."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from ..errors import ClientError
from ..journal.entry import SavedFile
from .addresses import Refused, shown
from .checked_options import CheckedOptions
from .download_options import Progress
from .errors import DownloadError, OutputExpired
from .http_fetch import Fetcher, Gone, Interrupted
from .journal_notes import JournalNotes
from .one_file import Limits, OneFile, Stopped
from .outputs import Output, fresh, stem
from .part import TargetFault
from .targets import FileTarget

if TYPE_CHECKING:
    from ..responses import Result

AT_ONCE = 4
"""Files of one download that are fetched at once."""
_SLICE = 0.1
"""Seconds after which a waiting thread looks up, because on Windows a waiting thread gets no Ctrl-C."""
_Outcome = SavedFile | BaseException


class Download:
    """The download of one job's outputs.

    `refresh` asks for the job's result again, if URLs have expired; `notify` is called with the
    progress. Both are called by the thread that calls `run`, whose errors pass through `block`.
    """

    def __init__(
        self,
        request_id: str,
        outputs: Sequence[Output],
        target: FileTarget,
        fetcher: Fetcher,
        options: CheckedOptions,
        *,
        end: float,
        refresh: Callable[[], Result[Any] | None],
        notify: Callable[[Progress], object] | None,
        notes: JournalNotes,
        block: AbstractContextManager[None],
    ) -> None:
        self._request_id, self._outputs = request_id, outputs
        self._target, self._fetcher = target, fetcher
        self._refresh, self._notify, self._notes = refresh, notify, notes
        self._block = block
        self._known: dict[str, list[SavedFile]] = {}
        self._stop = threading.Event()
        self._limits = Limits(options.max_bytes, options.overwrite, end, self._stop)
        self._events: queue.SimpleQueue[Progress | None] = queue.SimpleQueue()
        self._ended: list[tuple[Output, _Outcome]] = []
        self._saved: dict[int, SavedFile] = {}
        self._failed: dict[int, tuple[Output, BaseException]] = {}
        self._not_fresh: ClientError | None = None

    def run(self) -> tuple[SavedFile, ...]:
        """Save every file, and return them in the order of the output.

        Raises:
            OutputExpired: the provider no longer has a file.
            DownloadError: a file could not be saved; the others were.
        """
        with self._notes.watch(self._saved), self._block:
            return self._run()

    def _run(self) -> tuple[SavedFile, ...]:
        try:
            self._find_known(self._notes.read())
            self._save(self._outputs)
            self._save(self._fresh())
        except BaseException as error:
            self._note_ended()
            if self._saved:
                error.add_note(f"The download had saved {self._names()}.")
            raise
        finally:
            self._fetcher.close()
        if self._failed:
            raise self._error()
        self._notes.write(self.saved)
        return self.saved

    def _find_known(self, files: Iterable[SavedFile]) -> None:
        """Find out which output each file is of that was saved at this target before."""
        for file in files:
            if name := self._target.name_of(file):
                self._known.setdefault(name.rpartition(".")[0], []).append(file)

    @property
    def saved(self) -> tuple[SavedFile, ...]:
        """The files that are saved, in the order of the output."""
        return tuple(self._saved[place] for place in sorted(self._saved))

    def stop(self) -> None:
        """End the download soon, from any thread: partial files are kept as far as they can be resumed."""
        self._stop.set()
        self._fetcher.abort()

    def _save(self, outputs: Sequence[Output]) -> None:
        """Save some outputs, each in one of a few threads, while this thread tells the progress."""
        self._ended = []
        waiting: queue.SimpleQueue[Output] = queue.SimpleQueue()
        for output in outputs:
            waiting.put(output)
        threads = [
            threading.Thread(target=self._work, args=(waiting,), name="download", daemon=True)
            for _ in range(min(AT_ONCE, len(outputs)))
        ]
        try:
            for thread in threads:
                thread.start()
            left = len(outputs)
            while left:
                left -= self._take_event()
        except BaseException:
            self.stop()
            raise
        finally:
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            self._note_ended()

    def _work(self, waiting: queue.SimpleQueue[Output]) -> None:
        """Save outputs until none is waiting."""
        while True:
            try:
                output = waiting.get_nowait()
            except queue.Empty:
                return
            name = stem(self._request_id, output.place)
            report = self._events.put if self._notify else _ignore
            file = OneFile(
                output, name, self._target, self._fetcher, limits=self._limits, report=report
            )
            try:
                outcome: _Outcome = file.save(self._known.get(name, ()))
            except BaseException as error:
                outcome = error
            self._ended.append((output, outcome))
            self._events.put(None)

    def _take_event(self) -> bool:
        """Wait a moment for an event, and tell it if it is progress; return whether it is the end of a file."""
        try:
            event = self._events.get(timeout=_SLICE)
        except queue.Empty:
            return False
        if event and self._notify:
            self._notify(event)
        return event is None

    def _note_ended(self) -> None:
        """Note which files have ended; what interrupts this thread loses none."""
        for output, outcome in self._ended:
            self._note(output, outcome)

    def _note(self, output: Output, outcome: _Outcome) -> None:
        self._failed.pop(output.place, None)
        if isinstance(outcome, SavedFile):
            self._saved[output.place] = outcome
        else:
            self._failed[output.place] = (output, outcome)

    def _fresh(self) -> list[Output]:
        """Return the outputs whose URLs have expired, with those of a new answer of /result."""
        gone = [output for output, error in self._failed.values() if isinstance(error, Gone)]
        if not gone:
            return []
        try:
            result = self._refresh()
        except ClientError as error:
            self._not_fresh = error
            return []
        return [] if result is None or result.phase != "succeeded" else fresh(gone, result)

    def _error(self) -> DownloadError:
        """Return the error of the first file that was not saved; it tells of all."""
        (output, cause), *others = (self._failed[place] for place in sorted(self._failed))
        stale = self._not_fresh if isinstance(cause, Gone) else None
        is_gone = isinstance(cause, Gone) and not (stale and stale.temporary)
        kind = OutputExpired if is_gone else DownloadError
        count = len(self._outputs)
        which = f"output {output.place} of {count}" if count > 1 else "the output"
        text = f"{which} was not saved, {_reason(cause)} ({shown(output.url)})"
        text += f"; /result was asked for a new URL: {stale.message.rstrip('.')}" if stale else ""
        text += f"; {len(others)} more failed" if others else ""
        text += f"; saved: {self._names()}" if self._saved else "; no file was saved"
        error = kind(
            f"{text}.",
            url=output.url,
            files=self.saved,
            request_id=self._request_id,
            advice=_advice(cause),
        )
        error.__cause__ = cause
        for other, fault in others:
            error.add_note(
                f"Output {other.place} was not saved, {_reason(fault)} ({shown(other.url)})."
            )
        return error

    def _names(self) -> str:
        return ", ".join(file.path for file in self.saved)


def _reason(error: BaseException) -> str:
    """Return why a file was not saved, as the second half of a sentence."""
    if isinstance(error, Refused | TargetFault | Stopped | Gone):
        return f"since {error}"
    if isinstance(error, Interrupted):
        return f"after several attempts: {error}"
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"since the target cannot be written to: {error.strerror or error}{where}"
    return f"because of {type(error).__name__}: {error}"


def _advice(error: BaseException) -> str:
    """Return what to try where the file is not to be had by waiting; nothing where that may help."""
    if isinstance(error, TargetFault | OSError):
        return f"{_PAID_FOR}: correct the target, or choose another, and download again."
    if isinstance(error, Refused):
        return f"{_PAID_FOR}; the same download fails again unless what the message names changes."
    return ""


_PAID_FOR = "The job is paid for, and no new one is needed"


def _ignore(progress: Progress) -> None:
    """Do nothing."""
