"""A run that is stopped: what it keeps and what it reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clientwright.errors import ClientwrightError
from clientwright.problems import Location
from clientwright.testing.promises import (
    Effort,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.trials.runner import run_trials


def trial(name: str, before: Callable[[], None] = lambda: None) -> Trial:
    """Return a trial that calls a function and then proves its promise."""
    promise = Promise(name, PromiseGroup.ACCEPTS, f"{name} holds.", Location("x.json"))

    def tried(effort: Effort) -> TrialResult:
        before()
        return TrialResult((Verdict(promise, Target.SERVER, VerdictState.PROVED, examples=1),))

    return Trial((promise,), Target.SERVER, tried)


def failing(error: BaseException) -> Callable[[], None]:
    """Return a function that raises."""

    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "interrupted", "stopped"),
    [(KeyboardInterrupt(), True, ""), (ClientwrightError("it is gone"), False, "it is gone")],
)
def test_stopped_run_keeps_verdicts(error: BaseException, interrupted: bool, stopped: str) -> None:
    """Trials before the stop keep their verdicts; the others are not tried."""
    report = run_trials([trial("a"), trial("b", failing(error)), trial("c")], Effort())
    states = [(verdict.promise.id, verdict.state) for verdict in report.verdicts]
    assert states == [
        ("a", VerdictState.PROVED),
        ("b", VerdictState.NOT_TRIED),
        ("c", VerdictState.NOT_TRIED),
    ]
    assert (report.interrupted, report.stopped) == (interrupted, stopped)


def test_stop_at_first_trial_raises() -> None:
    """Without any verdict there is nothing to report."""
    with pytest.raises(ClientwrightError, match="it is gone"):
        run_trials([trial("a", failing(ClientwrightError("it is gone"))), trial("b")], Effort())


def test_internal_error_keeps_verdicts() -> None:
    """An unexpected error stops the run under its name, and earlier verdicts are kept."""
    report = run_trials(
        [trial("a"), trial("b", failing(RuntimeError("a fault of ours")))], Effort()
    )
    assert [verdict.state for verdict in report.verdicts] == [
        VerdictState.PROVED,
        VerdictState.NOT_TRIED,
    ]
    assert "RuntimeError: a fault of ours" in report.stopped
    with pytest.raises(RuntimeError):
        run_trials([trial("a", failing(RuntimeError("a fault of ours")))], Effort())
