"""Promises that are asked for one by one: a trial runs when the first of its promises is, and only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from clientwright.contract import running
from clientwright.contract.promises import (
    Effort,
    Judge,
    Note,
    Promise,
    Report,
    State,
    Trial,
    Verdict,
)
from clientwright.contract.report.told import Key, Told, key, located
from clientwright.contract.subjects import Subjects

_WORST = (State.BROKEN, State.PROVED, State.DOMINATED, State.UNOBSERVABLE, State.NOT_TRIED)
"""Which verdict counts where two trials hold the same promise."""


@dataclass(slots=True)
class Held:
    """The trials of one run, their reports as far as they were asked for."""

    trials: Sequence[Trial]
    effort: Effort
    subjects: Subjects
    _reports: dict[int, Report] = field(default_factory=dict[int, Report])

    def promises(self) -> list[tuple[Promise, Judge]]:
        """List each promise and judge once, in the order of the trials."""
        found: dict[Key, tuple[Promise, Judge]] = {}
        for trial in self.trials:
            for promise in trial.promises:
                found.setdefault((promise.id, trial.judge), (promise, trial.judge))
        return list(found.values())

    def verdict(self, promise: Promise, judge: Judge) -> tuple[Verdict, Told]:
        """Give what became of a promise, and the report that tells it.

        Raises:
            KeyboardInterrupt: the trial was interrupted.
        """
        wanted = (promise.id, judge)
        known = [(one, self._told(n)) for n, one in enumerate(self.trials) if _holds(one, wanted)]
        found = [(v, told) for _, told in known for v in told.report.verdicts if key(v) == wanted]
        none = Verdict(promise, judge, State.NOT_TRIED, "its trial says nothing of it")
        first = (none, known[0][1])
        return min(found, key=lambda pair: _WORST.index(pair[0].state), default=first)

    def notes(self) -> Iterable[Note]:
        """Give what was seen where the documents leave a question open, each once."""
        return dict.fromkeys(note for report in self._reports.values() for note in report.notes)

    def _told(self, n: int) -> Told:
        if n not in self._reports:
            report = running.run(
                [self.trials[n]], self.effort, subjects=self.subjects.names, progress=_quiet
            )
            if report.interrupted:
                raise KeyboardInterrupt
            self._reports[n] = located(report)
        return Told(self._reports[n], self.subjects.setting)


def _holds(trial: Trial, wanted: Key) -> bool:
    id, judge = wanted
    return trial.judge is judge and any(promise.id == id for promise in trial.promises)


def _quiet(done: int, total: int, name: str) -> None:
    """Say nothing: pytest shows how far it is."""
