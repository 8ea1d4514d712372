"""Trials by the promises that they hold."""

from __future__ import annotations

import pytest

from clientwright.contract import choosing
from clientwright.contract.promises import Effort, Judge, Outcome, Report, Trial
from clientwright.errors import UsageError
from contract.report.reports import promise, verdict

IDS = ("image-to-video/multi_prompt[*]/minimum", "image-to-video/duration/minimum")
TRIALS = [
    Trial((promise(IDS[0]), promise(IDS[1])), Judge.SERVER, lambda _: Outcome(()), lambda e: e.examples),
    Trial((promise("jobs/forward"),), Judge.SERVER, lambda _: Outcome(()), lambda _: 3),
    Trial((promise(IDS[0]),), Judge.CLIENT, lambda _: Outcome(())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "count"),
    [("", 3), ("*", 3), (IDS[0], 2), (IDS[1], 1), ("jobs/*", 1), ("*/minimum", 2)],
)
def test_a_pattern_is_an_id_or_fits_ids(pattern: str, count: int) -> None:
    """An id means itself, brackets and all; otherwise a pattern reads as one of file names."""
    assert len(choosing.chosen(TRIALS, pattern)) == count


def test_a_pattern_that_means_nothing_names_the_nearest() -> None:
    """A misspelt id is a usage error."""
    with pytest.raises(UsageError, match="Did you mean 'jobs/forward'"):
        choosing.chosen(TRIALS, "jobs/foward")


def test_a_report_is_narrowed_to_what_was_asked() -> None:
    """What a trial held besides is left out."""
    report = Report((verdict(id=IDS[0]), verdict(id=IDS[1])))
    assert choosing.narrowed(report, IDS[1]).verdicts == (verdict(id=IDS[1]),)
    assert choosing.narrowed(report, "") == report


def test_submits_add_up() -> None:
    """The most jobs that a run would submit are those of its trials; a client's trial submits none."""
    assert choosing.submits(TRIALS, Effort(examples=20)) == 23


def test_judges_are_known_with_their_promises() -> None:
    """Each judge has the ids of all trials in which it is held to something."""
    assert choosing.known(TRIALS) == {
        Judge.SERVER: {*IDS, "jobs/forward"},
        Judge.CLIENT: {IDS[0]},
    }
