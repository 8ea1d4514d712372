"""Results that are computed on demand."""

from __future__ import annotations

import pytest

from clientwright.testing.promises import Effort, Target, Trial, TrialResult, Verdict, VerdictState
from clientwright.testing.pytest_plugin.lazy_results import LazyResults
from clientwright.testing.trials.run_targets import RunTargets
from clientwright.testing.trials.trial_parts import TrialPart
from testing.report.sample_reports import SETTING, promise, verdict

NOBODY = RunTargets(None, None, ("nobody",), SETTING)
ONE, OTHER = promise("a/one"), promise("a/other")


def trial(*verdicts: Verdict, runs: list[Effort] | None = None) -> Trial:
    """Return a trial of both promises with these verdicts; it adds to `runs` when it runs."""

    def run(effort: Effort) -> TrialResult:
        if runs is not None:
            runs.append(effort)
        return TrialResult(verdicts)

    return Trial((ONE, OTHER), Target.SERVER, run)


def results_of(*trials: Trial, effort: Effort | None = None) -> LazyResults:
    """Return the results of trials that are one part."""
    return LazyResults([TrialPart("", lambda: trials)], effort or Effort(), NOBODY)


def test_trial_runs_once() -> None:
    """Jobs may cost money, so a trial runs once, however often its promises are asked for."""
    runs: list[Effort] = []
    both = (verdict(id="a/one"), verdict(VerdictState.BROKEN, "a/other"))
    results = results_of(trial(*both, runs=runs), effort=Effort(3))
    assert results.verdict(OTHER, Target.SERVER)[0].state is VerdictState.BROKEN
    assert results.verdict(ONE, Target.SERVER)[0].state is VerdictState.PROVED
    assert results.verdict(OTHER, Target.SERVER)[1].report.subjects == ("nobody",)
    assert runs == [Effort(3)]


def test_worse_verdict_counts() -> None:
    """A promise that one trial proves and another breaks is broken; one without a verdict is not tried."""
    results = results_of(trial(verdict(id="a/one")), trial(verdict(VerdictState.BROKEN, "a/one")))
    assert [*results.promises()] == [(ONE, Target.SERVER), (OTHER, Target.SERVER)]
    assert results.verdict(ONE, Target.SERVER)[0].state is VerdictState.BROKEN
    assert results.verdict(OTHER, Target.SERVER)[0].state is VerdictState.NOT_TRIED


def test_interrupted_trial_interrupts() -> None:
    """Ctrl-C in a trial is Ctrl-C, not a skipped promise."""

    def run(effort: Effort) -> TrialResult:
        raise KeyboardInterrupt

    results = results_of(Trial((ONE,), Target.SERVER, run))
    with pytest.raises(KeyboardInterrupt):
        results.verdict(ONE, Target.SERVER)
