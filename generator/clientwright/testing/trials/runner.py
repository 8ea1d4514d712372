"""The run of trials, one after the other, with a report at the end or on interruption."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clientwright.errors import ClientwrightError
from clientwright.testing.promises import (
    INTERRUPTED_REASON,
    Effort,
    Note,
    Report,
    Trial,
    Verdict,
    VerdictState,
)

TrialProgress = Callable[[int, int, str], None]
"""Called before each trial with the number done, the total, and the id of the next promise."""


def run_trials(
    trials: Sequence[Trial],
    effort: Effort,
    *,
    subjects: Sequence[str] = (),
    progress: TrialProgress = lambda done, of, next: None,
) -> Report:
    """Run every trial and return the report; after Ctrl-C, the remaining promises are not tried.

    Jobs already submitted were paid for, so an error after the first trial (a server that is gone,
    a fault of clientwright) ends the run in the same way: `stopped` contains its message.

    Raises:
        ClientwrightError: an error stopped the very first trial.
    """
    verdicts, notes, done, submits = list[Verdict](), list[Note](), 0, 0
    interrupted, stopped = False, ""
    try:
        for trial in trials:
            progress(done, len(trials), trial.promises[0].id if trial.promises else "")
            outcome = trial.run(effort)
            verdicts += outcome.verdicts
            notes += outcome.notes
            submits += trial.max_submits(effort)
            done += 1
        progress(done, len(trials), "")
    except KeyboardInterrupt:
        interrupted = True
        verdicts += not_tried_verdicts(trials[done:], INTERRUPTED_REASON)
    except Exception as error:
        if not done:
            raise
        ours = isinstance(error, ClientwrightError)
        stopped = (
            str(error) if ours else f"clientwright itself failed: {type(error).__name__}: {error}"
        )
        verdicts += not_tried_verdicts(trials[done:], stopped)
    return Report(
        tuple(verdicts), tuple(notes), effort, tuple(subjects), interrupted, submits, stopped
    )


def not_tried_verdicts(trials: Sequence[Trial], reason: str) -> list[Verdict]:
    """Return the verdicts of trials that are not run."""
    return [
        Verdict(promise, trial.target, VerdictState.NOT_TRIED, reason)
        for trial in trials
        for promise in trial.promises
    ]
