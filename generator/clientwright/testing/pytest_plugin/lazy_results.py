"""Results computed on demand: a trial runs once, when the first of its promises is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from clientwright.locations import add_line
from clientwright.problems import Location
from clientwright.testing.promises import (
    Effort,
    Note,
    Promise,
    Report,
    Target,
    Trial,
    Verdict,
    VerdictState,
)
from clientwright.testing.report.report_context import (
    FindingKey,
    ReportContext,
    finding_key,
    with_lines,
)
from clientwright.testing.report.shared_faults import (
    FaultKey,
    SharedFault,
    fault_key,
    shared_faults,
)
from clientwright.testing.trials import runner
from clientwright.testing.trials.run_targets import RunTargets
from clientwright.testing.trials.trial_parts import TrialPart, all_trials
from clientwright.testing.trials.trial_selection import promise_ids_by_target

_STATE_PRIORITY = (
    VerdictState.BROKEN,
    VerdictState.PROVED,
    VerdictState.DOMINATED,
    VerdictState.UNOBSERVABLE,
    VerdictState.NOT_TRIED,
)
"""Which verdict counts if two trials check the same promise, highest priority first."""


@dataclass
class LazyResults:
    """The trials of a run in parts, and the reports of those that have run."""

    parts: Sequence[TrialPart]
    effort: Effort
    run_targets: RunTargets
    _reports: dict[int, Report] = field(default_factory=dict[int, Report])
    _broken: dict[FindingKey, Verdict] = field(default_factory=dict[FindingKey, Verdict])
    _texts: dict[str, str] = field(default_factory=dict[str, str])

    @cached_property
    def trials(self) -> Sequence[Trial]:
        """The trials of all parts."""
        return all_trials(self.parts)

    @cached_property
    def _numbers(self) -> Mapping[FindingKey, Sequence[int]]:
        """The numbers of the trials that check each promise."""
        found: dict[FindingKey, list[int]] = {}
        for n, trial in enumerate(self.trials):
            for promise in trial.promises:
                found.setdefault((promise.id, trial.target), []).append(n)
        return found

    def promises(self) -> Iterator[tuple[Promise, Target]]:
        """Yield each promise and target once, in the order of the trials."""
        for n, trial in enumerate(self.trials):
            yield from (
                (promise, trial.target)
                for promise in dict.fromkeys(trial.promises)
                if self._numbers[promise.id, trial.target][0] == n
            )

    def place_of(self, promise: Promise) -> Location:
        """Return the place of a promise with its line; each file is read once."""
        return add_line(promise.place, self._texts)

    def verdict(self, promise: Promise, target: Target) -> tuple[Verdict, ReportContext]:
        """Return the verdict of a promise, and the report that contains it; run its trials if needed.

        Raises:
            KeyboardInterrupt: the trial was interrupted.
        """
        wanted = (promise.id, target)
        known = [self._report_of(n) for n in self._numbers[wanted]]
        found = [
            (v, context)
            for context in known
            for v in context.report.verdicts
            if finding_key(v) == wanted
        ]
        none = Verdict(
            promise, target, VerdictState.NOT_TRIED, "its trial reported nothing about it"
        )
        first = (none, known[0])
        chosen = min(found, key=lambda pair: _STATE_PRIORITY.index(pair[0].state), default=first)
        if chosen[0].state is VerdictState.BROKEN:
            self._broken.setdefault(wanted, chosen[0])
        return chosen

    def known_verdict(self, key: FindingKey) -> Verdict | None:
        """Return the verdict of a promise by its id and target, or None if there is no such promise."""
        numbers = self._numbers.get(key)
        if not numbers:
            return None
        id, target = key
        promise = next(one for one in self.trials[numbers[0]].promises if one.id == id)
        return self.verdict(promise, target)[0]

    def promise_ids(self) -> dict[Target, set[str]]:
        """Return the ids of the promises of each target."""
        return promise_ids_by_target(self.trials)

    def faults(self) -> Mapping[FaultKey, SharedFault]:
        """Return the faults behind several of the promises that were found to be broken so far."""
        return shared_faults(self._broken.values())

    def shown_by(self, verdict: Verdict) -> Verdict | None:
        """Return the verdict that shows the same fault already, or None if this is the first one."""
        key = fault_key(verdict)
        fault = self.faults().get(key) if key else None
        return (
            fault.example if fault and finding_key(fault.example) != finding_key(verdict) else None
        )

    def notes(self) -> Iterable[Note]:
        """Return the notes of all trials that have run, each once."""
        return dict.fromkeys(note for report in self._reports.values() for note in report.notes)

    def _report_of(self, n: int) -> ReportContext:
        if n not in self._reports:
            report = runner.run_trials(
                [self.trials[n]],
                self.effort,
                subjects=self.run_targets.names,
                progress=_ignore_progress,
            )
            if report.interrupted:
                raise KeyboardInterrupt
            self._reports[n] = with_lines(report)
        return ReportContext(self._reports[n], self.run_targets.setting)


def _ignore_progress(done: int, total: int, name: str) -> None:
    """Report nothing: pytest shows the progress itself."""
