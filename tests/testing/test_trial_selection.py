"""The selection of trials by their promises."""

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
def test_pattern_is_an_id_or_a_glob(pattern: str, count: int) -> None:
    """An id matches itself, brackets included; any other pattern matches as file names do."""
    assert len(trial_selection.select_trials(TRIALS, pattern)) == count


def test_unknown_id_names_the_nearest() -> None:
    """A misspelt id is a usage error."""
    with pytest.raises(UsageError, match="Did you mean 'jobs/forward'"):
        trial_selection.select_trials(TRIALS, "jobs/foward")


def test_report_is_filtered_by_pattern() -> None:
    """Other promises of a trial are left out."""
    report = Report((verdict(id=IDS[0]), verdict(id=IDS[1])))
    assert trial_selection.filter_report(report, IDS[1]).verdicts == (verdict(id=IDS[1]),)
    assert trial_selection.filter_report(report, "") == report


def test_submits_add_up() -> None:
    """The submits of a run are those of its trials; a client's trial submits nothing."""
    assert trial_selection.total_max_submits(TRIALS, Effort(examples=20)) == 23


def test_promises_are_grouped_by_target() -> None:
    """Each target has the ids of the promises of all its trials."""
    assert trial_selection.promise_ids_by_target(TRIALS) == {
        Target.SERVER: {*IDS, "jobs/forward"},
        Target.CLIENT: {IDS[0]},
    }
