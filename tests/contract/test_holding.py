"""Promises that are asked for one by one."""

from __future__ import annotations

import pytest

from clientwright.contract.holding import Held
from clientwright.contract.promises import Effort, Judge, Outcome, State, Trial, Verdict
from clientwright.contract.subjects import Subjects
from contract.report.reports import SETTING, promise, verdict

NOBODY = Subjects(None, None, ("nobody",), SETTING)
ONE, OTHER = promise("a/one"), promise("a/other")


def trial(*verdicts: Verdict, runs: list[Effort] | None = None) -> Trial:
    """Make a trial of both promises that gives these verdicts, and notes each run."""

    def run(effort: Effort) -> Outcome:
        if runs is not None:
            runs.append(effort)
        return Outcome(verdicts)

    return Trial((ONE, OTHER), Judge.SERVER, run)


def test_a_trial_runs_once_for_all_its_promises() -> None:
    """Jobs may cost money: asking for its promises, in any order and again, runs a trial one time."""
    runs: list[Effort] = []
    both = (verdict(id="a/one"), verdict(State.BROKEN, "a/other"))
    held = Held([trial(*both, runs=runs)], Effort(3), NOBODY)
    assert held.verdict(OTHER, Judge.SERVER)[0].state is State.BROKEN
    assert held.verdict(ONE, Judge.SERVER)[0].state is State.PROVED
    assert held.verdict(OTHER, Judge.SERVER)[1].report.subjects == ("nobody",)
    assert runs == [Effort(3)]


def test_of_two_verdicts_the_worse_counts() -> None:
    """A promise that one trial proves and another breaks is broken; what no trial speaks of is not tried."""
    held = Held(
        [trial(verdict(id="a/one")), trial(verdict(State.BROKEN, "a/one"))], Effort(), NOBODY
    )
    assert held.promises() == [(ONE, Judge.SERVER), (OTHER, Judge.SERVER)]
    assert held.verdict(ONE, Judge.SERVER)[0].state is State.BROKEN
    assert held.verdict(OTHER, Judge.SERVER)[0].state is State.NOT_TRIED


def test_an_interrupted_trial_interrupts() -> None:
    """Ctrl-C in a trial is Ctrl-C, not a skipped promise."""

    def run(effort: Effort) -> Outcome:
        raise KeyboardInterrupt

    held = Held([Trial((ONE,), Judge.SERVER, run)], Effort(), NOBODY)
    with pytest.raises(KeyboardInterrupt):
        held.verdict(ONE, Judge.SERVER)
