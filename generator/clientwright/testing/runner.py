"""A run: trials one after the other, a report at the end, or at once when somebody stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clientwright.errors import ClientwrightError
from clientwright.testing.promises import Effort, Note, Report, Trial, Verdict, VerdictState

TrialProgress = Callable[[int, int, str], None]
"""Called before each trial: how many are done, how many there are, what comes next."""
INTERRUPTED_REASON = "the run was stopped before it"


def run_trials(
    trials: Sequence[Trial],
    effort: Effort,
    *,
    subjects: Sequence[str] = (),
    progress: TrialProgress = lambda done, of, next: None,
) -> Report:
    """Run every trial; after Ctrl-C, report what is known, the rest as not tried.

    What stops the run on its way, as a server that is gone or a fault of our own, ends it in
    the same manner, for the jobs that were paid for: the report says so in `stopped`.

    Raises:
        ClientwrightError: the very first trial is stopped.
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
    """Give the verdicts of trials that are not run."""
    return [
        Verdict(promise, trial.target, VerdictState.NOT_TRIED, reason)
        for trial in trials
        for promise in trial.promises
    ]
