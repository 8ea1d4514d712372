"""Trials by the promises that they hold."""

from __future__ import annotations

import pytest

from clientwright.errors import UsageError
from clientwright.testing import trial_selection
from clientwright.testing.promises import Effort, Report, Target, Trial, TrialResult
from testing.report.sample_reports import promise, verdict

IDS = ("image-to-video/multi_prompt[*]/minimum", "image-to-video/duration/minimum")
TRIALS = [
    Trial((promise(IDS[0]), promise(IDS[1])), Target.SERVER, lambda _: TrialResult(()), lambda e: e.examples),
    Trial((promise("jobs/forward"),), Target.SERVER, lambda _: TrialResult(()), lambda _: 3),
    Trial((promise(IDS[0]),), Target.CLIENT, lambda _: TrialResult(())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "count"),
    [("", 3), ("*", 3), (IDS[0], 2), (IDS[1], 1), ("jobs/*", 1), ("*/minimum", 2)],
)
def test_a_pattern_is_an_id_or_fits_ids(pattern: str, count: int) -> None:
    """An id means itself, brackets and all; otherwise a pattern reads as one of file names."""
    assert len(trial_selection.select_trials(TRIALS, pattern)) == count


def test_a_pattern_that_means_nothing_names_the_nearest() -> None:
    """A misspelt id is a usage error."""
    with pytest.raises(UsageError, match="Did you mean 'jobs/forward'"):
        trial_selection.select_trials(TRIALS, "jobs/foward")


def test_a_report_is_narrowed_to_what_was_asked() -> None:
    """What a trial held besides is left out."""
    report = Report((verdict(id=IDS[0]), verdict(id=IDS[1])))
    assert trial_selection.filter_report(report, IDS[1]).verdicts == (verdict(id=IDS[1]),)
    assert trial_selection.filter_report(report, "") == report


def test_submits_add_up() -> None:
    """The most jobs that a run would submit are those of its trials; a client's trial submits none."""
    assert trial_selection.total_max_submits(TRIALS, Effort(examples=20)) == 23


def test_judges_are_known_with_their_promises() -> None:
    """Each judge has the ids of all trials in which it is held to something."""
    assert trial_selection.promise_ids_by_target(TRIALS) == {
        Target.SERVER: {*IDS, "jobs/forward"},
        Target.CLIENT: {IDS[0]},
    }
