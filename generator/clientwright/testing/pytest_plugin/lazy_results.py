"""Results computed on demand: a trial runs once, when the first of its promises is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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

_STATE_PRIORITY = (
    VerdictState.BROKEN,
    VerdictState.PROVED,
    VerdictState.DOMINATED,
    VerdictState.UNOBSERVABLE,
    VerdictState.NOT_TRIED,
)
"""Which verdict counts if two trials check the same promise, highest priority first."""


@dataclass(slots=True)
class LazyResults:
    """The trials of a run, and the reports of those that have run."""

    trials: Sequence[Trial]
    effort: Effort
    run_targets: RunTargets
    _reports: dict[int, Report] = field(default_factory=dict[int, Report])
    _broken: dict[FindingKey, Verdict] = field(default_factory=dict[FindingKey, Verdict])

    def promises(self) -> list[tuple[Promise, Target]]:
        """Return each promise and target once, in the order of the trials."""
        found: dict[FindingKey, tuple[Promise, Target]] = {}
        for trial in self.trials:
            for promise in trial.promises:
                found.setdefault((promise.id, trial.target), (promise, trial.target))
        return list(found.values())

    def verdict(self, promise: Promise, target: Target) -> tuple[Verdict, ReportContext]:
        """Return the verdict of a promise, and the report that contains it; run its trials if needed.

        Raises:
            KeyboardInterrupt: the trial was interrupted.
        """
        wanted = (promise.id, target)
        known = [
            (one, self._report_of(n)) for n, one in enumerate(self.trials) if _covers(one, wanted)
        ]
        found = [
            (v, context)
            for _, context in known
            for v in context.report.verdicts
            if finding_key(v) == wanted
        ]
        none = Verdict(
            promise, target, VerdictState.NOT_TRIED, "its trial reported nothing about it"
        )
        first = (none, known[0][1])
        chosen = min(found, key=lambda pair: _STATE_PRIORITY.index(pair[0].state), default=first)
        if chosen[0].state is VerdictState.BROKEN:
            self._broken.setdefault(wanted, chosen[0])
        return chosen

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


def _covers(trial: Trial, wanted: FindingKey) -> bool:
    id, target = wanted
    return trial.target is target and any(promise.id == id for promise in trial.promises)


def _ignore_progress(done: int, total: int, name: str) -> None:
    """Report nothing: pytest shows the progress itself."""
