"""The selection of trials by their promises."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import UsageError
from clientwright.testing.promises import Effort, Report, Target, Trial, TrialResult
from clientwright.testing.trials import trial_selection
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


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("jobs/foward", "--only jobs/forward"),
        ("JOBS/FORWARD", "--only jobs/forward"),
        ("duration/minimum", "--only '*duration/minimum*'"),
        ("duration/*", "--only '*duration/*'"),
        ("multi_prompt[*]/minimum", "--only '*multi_prompt[[][*]]/minimum*'"),
        ("Duration/Minimum", "--only '*duration/minimum*'"),
        ("duraton/minimum", "--only '*duration/minimum'"),
        ("*/duraton/minimum", "--only '*duration/minimum'"),
    ],
)
def test_wrong_pattern_gets_a_hint(pattern: str, hint: str) -> None:
    """A part of an id, another case, a glob without its ends and a misspelling each get their hint."""
    with pytest.raises(UsageError) as caught:
        trial_selection.select_trials(TRIALS, pattern)
    assert f"Did you mean {hint} " in f"{str(caught.value).replace('?', ' ')} "


def test_pattern_unlike_any_id_gets_no_pattern() -> None:
    """If nothing is similar, the message names the command that lists the ids."""
    with pytest.raises(UsageError, match="--dry-run lists all ids") as caught:
        trial_selection.select_trials(TRIALS, "xyzzy")
    assert "*" not in str(caught.value)


@given(
    st.sampled_from([*IDS, "jobs/forward"]).flatmap(
        lambda id: st.tuples(
            st.just(id), st.integers(0, len(id)), st.integers(1, 12), st.sampled_from("aZ*[]?'x")
        )
    )
)
def test_every_hint_selects_trials(case: tuple[str, int, int, str]) -> None:
    """Whatever is wrong with a pattern, the suggested one works as it is printed."""
    id, start, length, mark = case
    pattern = id[:start] + mark + id[start + length :]
    try:
        trial_selection.select_trials(TRIALS, pattern)
    except UsageError as error:
        _, found, rest = str(error).partition("Did you mean --only ")
        if found:
            hint = shlex.split(rest.partition("? ")[0])
            assert trial_selection.select_trials(TRIALS, *hint)


def test_report_is_filtered_by_pattern() -> None:
    """Other promises of a trial are left out."""
    report = Report((verdict(id=IDS[0]), verdict(id=IDS[1])))
    assert trial_selection.filter_report(report, [IDS[1]]).verdicts == (verdict(id=IDS[1]),)
    assert trial_selection.filter_report(report, []) == report


def test_submits_add_up() -> None:
    """The submits of a run are those of its trials; a client's trial submits nothing."""
    assert trial_selection.total_max_submits(TRIALS, Effort(examples=20)) == 23


def test_promises_are_grouped_by_target() -> None:
    """Each target has the ids of the promises of all its trials."""
    assert trial_selection.promise_ids_by_target(TRIALS) == {
        Target.SERVER: {*IDS, "jobs/forward"},
        Target.CLIENT: {IDS[0]},
    }
