"""Promises that are asked for one by one."""

from __future__ import annotations

import pytest

from clientwright.testing.lazy_results import LazyResults
from clientwright.testing.promises import Effort, Target, Trial, TrialResult, Verdict, VerdictState
from clientwright.testing.run_targets import RunTargets
from testing.report.sample_reports import SETTING, promise, verdict

NOBODY = RunTargets(None, None, ("nobody",), SETTING)
ONE, OTHER = promise("a/one"), promise("a/other")


def trial(*verdicts: Verdict, runs: list[Effort] | None = None) -> Trial:
    """Make a trial of both promises that gives these verdicts, and notes each run."""

    def run(effort: Effort) -> TrialResult:
        if runs is not None:
            runs.append(effort)
        return TrialResult(verdicts)

    return Trial((ONE, OTHER), Target.SERVER, run)


def test_a_trial_runs_once_for_all_its_promises() -> None:
    """Jobs may cost money: asking for its promises, in any order and again, runs a trial one time."""
    runs: list[Effort] = []
    both = (verdict(id="a/one"), verdict(VerdictState.BROKEN, "a/other"))
    held = LazyResults([trial(*both, runs=runs)], Effort(3), NOBODY)
    assert held.verdict(OTHER, Target.SERVER)[0].state is VerdictState.BROKEN
    assert held.verdict(ONE, Target.SERVER)[0].state is VerdictState.PROVED
    assert held.verdict(OTHER, Target.SERVER)[1].report.subjects == ("nobody",)
    assert runs == [Effort(3)]


def test_of_two_verdicts_the_worse_counts() -> None:
    """A promise that one trial proves and another breaks is broken; what no trial speaks of is not tried."""
    held = LazyResults(
        [trial(verdict(id="a/one")), trial(verdict(VerdictState.BROKEN, "a/one"))], Effort(), NOBODY
    )
    assert held.promises() == [(ONE, Target.SERVER), (OTHER, Target.SERVER)]
    assert held.verdict(ONE, Target.SERVER)[0].state is VerdictState.BROKEN
    assert held.verdict(OTHER, Target.SERVER)[0].state is VerdictState.NOT_TRIED


def test_an_interrupted_trial_interrupts() -> None:
    """Ctrl-C in a trial is Ctrl-C, not a skipped promise."""

    def run(effort: Effort) -> TrialResult:
        raise KeyboardInterrupt

    held = LazyResults([Trial((ONE,), Target.SERVER, run)], Effort(), NOBODY)
    with pytest.raises(KeyboardInterrupt):
        held.verdict(ONE, Target.SERVER)
