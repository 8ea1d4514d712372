"""A job's states one by one: each change once, the end last, whatever the answers are."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    ConfigurationError,
    JobTimedOut,
    NotFound,
)
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.job_updates import Update
from clientwright.runtime.responses import Success
from runtime.demo_service import SERVICE, Output
from runtime.scripted_flow import ScriptedRun, json_answer, status_answer
from runtime.update_scripts import OUTPUT, updates_of, waits

SUCCEEDED = [status_answer("completed"), status_answer("succeeded", output=OUTPUT)]
FAILED = [status_answer("completed"), status_answer("failed", error="no")]
CANCELLED = [status_answer("cancelled"), status_answer("cancelled", finished_at="now")]
LOOKS = st.sampled_from(
    [
        ("in_queue", 2),
        ("in_queue", 1),
        ("in_queue", None),
        ("in_progress", None),
        ("frobbing", None),
    ]
)


def answer(status: str, position: int | None) -> Any:
    """Return the answers to a look: an unknown word asks for the result, too."""
    place = {} if position is None else {"queue_position": position}
    looks = [status_answer(status, **place)]
    return looks + [status_answer(status)] * (status == "frobbing")


@given(st.lists(LOOKS, max_size=8), st.sampled_from([SUCCEEDED, FAILED, CANCELLED]))
def test_each_change_is_told_once_and_the_end_last(looks: list[Any], end: list[Any]) -> None:
    """The states are those that the service tells, without repetitions; the last one has the result."""
    play = ScriptedRun([*(one for look in looks for one in answer(*look)), *end])
    updates = [*updates_of(play)]
    *changes, last = updates
    told = [(one.status, one.queue_position) for one in changes if one.phase != "finished"]
    assert told == [look for look, _ in itertools.groupby(looks)]
    assert all(one.result is None for one in changes)
    assert last.result is not None
    assert (last.status, last.phase) == (last.result.status, last.result.phase)
    assert [one.elapsed for one in updates] == sorted(one.elapsed for one in updates)
    assert waits(play) == 0


@pytest.mark.parametrize("end", [SUCCEEDED, FAILED, CANCELLED])
def test_the_end_is_the_result_and_no_error(end: list[Any]) -> None:
    """A job that failed or was cancelled ends the loop as one that succeeded does."""
    last = [*updates_of(ScriptedRun(end))][-1]
    assert last.result is not None
    assert last.result.raw["status"] == last.status
    assert isinstance(last.result, Success) == (last.phase == "succeeded")


@pytest.mark.parametrize(
    "answers",
    [
        [json_answer({}, 404)],
        [json_answer(b"<html>")],
        [json_answer({}, 500)],
        [status_answer("in_progress")],
    ],
)
def test_a_cancelled_job_has_a_result_even_if_it_cannot_be_read(answers: list[Any]) -> None:
    """If only the status says that the job was cancelled, the result says no more than that."""
    (last,) = updates_of(ScriptedRun([status_answer("canceled"), *answers]))
    assert last.result is not None
    assert (last.status, last.result.phase, last.result.output) == ("cancelled", "cancelled", None)


def test_an_unreadable_output_is_delivered() -> None:
    """A job whose output has another shape ends the loop with its result, which says so."""
    play = ScriptedRun(
        [status_answer("completed"), status_answer("succeeded", output={"video": 5})]
    )
    last = [*updates_of(play)][-1]
    assert last.result is not None
    assert last.result.unreadable


def test_an_ended_loop_stays_ended() -> None:
    """After the last update there is none, and nothing more is asked."""
    play = ScriptedRun(SUCCEEDED)
    updates = updates_of(play)
    assert len([*updates]) == 2
    sent = len(play.sent)
    assert ([*updates], len(play.sent)) == ([], sent)


def test_elapsed_counts_from_the_submit() -> None:
    """Seconds count from the submit where its time is known, else from the first look."""
    play = ScriptedRun([status_answer("in_queue")])
    known = JobHandle(SERVICE, "job-1", Output, "demo/film", play.clock - 100)
    assert 100 <= next(updates_of(play, job=known)).elapsed < 101
    assert next(updates_of(play)).elapsed < 1


def test_a_timeout_is_an_error_of_the_loop() -> None:
    """When the time is up the loop raises, the job continues, and the loop has ended."""
    play = ScriptedRun([status_answer("in_queue", queue_position=2)])
    updates = updates_of(play, timeout=5)
    assert next(updates).queue_position == 2
    with pytest.raises(JobTimedOut, match="continues"):
        next(updates)
    assert [*updates] == []
    assert waits(play) == 0


def test_another_error_ends_the_loop() -> None:
    """An error of a look that no other look would mend is raised, as from a wait."""
    play = ScriptedRun([json_answer({"error_code": 404001}, 404)])
    with pytest.raises(NotFound):
        next(updates_of(play))
    assert waits(play) == 0


@pytest.mark.parametrize("timeout", [-1, "5", True, float("nan")])
def test_a_bad_timeout_is_refused_at_once(timeout: Any) -> None:
    """The timeout is checked when the loop is made, before it looks."""
    with pytest.raises(ConfigurationError, match="timeout"):
        updates_of(ScriptedRun(SUCCEEDED), timeout)


def test_an_update_is_short() -> None:
    """As text, an update is a line about the state; its repr leaves out the result."""
    update = Update(status="in_queue", phase="waiting", queue_position=3, elapsed=1.26)
    assert str(update) == "in_queue (position 3) after 1.3 s"
    assert "result" not in repr(update)
