"""Waits that end with an error, or with an output that nobody expects."""

from __future__ import annotations

import json
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    ClientError,
    JobFailed,
    JobTimedOut,
    NotFound,
    OutputUnreadable,
    PermissionDenied,
    RateLimited,
)
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.responses import Status, Success
from clientwright.runtime.steps import NotSent
from runtime.demo_service import SERVICE, Output
from runtime.scripted_flow import JOB, ScriptedRun, json_answer, status_answer
from runtime.wait_scripts import DONE, OPEN, wait

CASES = Path(__file__).parents[1] / "cases"


def wait_error(script: list[Any], timeout: float = 60.0, age: float | None = 0.0) -> ClientError:
    """Return the error of a wait for a job of an age in seconds (None: of another process)."""
    play = ScriptedRun(script)
    submitted_at = None if age is None else play.clock - age
    job = JobHandle(SERVICE, "job-1", Output, "demo/film", submitted_at)
    with pytest.raises(ClientError) as caught:
        play.run(play.protocol.wait(job, timeout))
    assert caught.value.request_id == "job-1"
    return caught.value


REFUSED = [json_answer({}, 401), json_answer({}, 403), json_answer(b"", 302)]


@given(st.lists(st.sampled_from(REFUSED), max_size=2), st.lists(OPEN, max_size=3))
def test_two_refusals_in_a_row_are_outlived(refused: list[Any], between: list[Any]) -> None:
    """Up to two refusals in a row do not end a paid wait."""
    steps = [*refused, *(step for one in between for step in (one, *refused))]
    assert wait(ScriptedRun([*steps, *DONE])).output


@pytest.mark.parametrize("refused", REFUSED)
def test_three_refusals_end_a_wait(refused: Any) -> None:
    """Three refusals in a row end a wait with the refusal, and so does one at the deadline."""
    for timeout in (60.0, 0.0):
        error = wait_error([refused], timeout)
        assert error.http_status == refused.status


def test_young_job_may_be_unknown() -> None:
    """A job that is unknown in its first minute is waited for; later it is not found."""
    unknown = json_answer({"error_code": 404001}, 404)
    assert isinstance(wait_error([unknown], 30, 0), JobTimedOut)
    assert isinstance(wait_error([unknown], 90, 0), NotFound)
    assert isinstance(wait_error([unknown], 90, 61), NotFound)
    assert isinstance(wait_error([unknown], 90, None), NotFound)


@pytest.mark.parametrize(
    ("script", "words", "continues"),
    [
        ([status_answer("in_queue")], "in_queue", True),
        ([status_answer("completed"), status_answer("in_progress")] * 90, "in_progress", True),
        ([status_answer("frobbing")] * 90, "frobbing", False),
        ([status_answer("completed"), status_answer("odd")] * 90, "completed", False),
        ([json_answer({}, 500)], "before the service told", False),
    ],
)
def test_timeout_names_the_last_word(script: list[Any], words: str, continues: bool) -> None:
    """The error of a timeout names the last status, and says that the job continues only if it does."""
    error = wait_error(script)
    assert isinstance(error, JobTimedOut)
    assert words in str(error)
    assert ("continues" in str(error)) is continues


def test_unknown_word_is_told_at_the_timeout() -> None:
    """The case `unknown-status-word`: the error names the last word, that nobody knows it, and the request id."""
    said = json.loads((CASES / "unknown-status-word" / "answers.json").read_text("utf-8"))
    looks = [
        json_answer({**body, "request_id": "job-1"}, status)
        for status, body in (*said["status"], *said["result"])
    ]
    error = wait_error(looks, 5)
    assert isinstance(error, JobTimedOut)
    assert "the last status is 'aborted', which is none that is known" in str(error)
    assert "continues" not in str(error)
    assert "in_queue" not in str(error)


OTHER_SHAPES = [
    {"video": ["https://x/u"]},
    {"video": {"url": "https://x/u"}},
    7,
    [1, "https://x/u"],
]


@pytest.mark.parametrize("output", OTHER_SHAPES)
def test_output_of_another_shape_is_delivered(output: Any) -> None:
    """An output of another shape is on the error of a wait and on the result, with its URLs."""
    answer = status_answer("succeeded", output=output)
    error = wait_error([status_answer("completed"), answer])
    assert isinstance(error, OutputUnreadable)
    assert error.result is not None
    assert (error.body, error.result.raw["output"]) == (answer.body, output)
    play = ScriptedRun([answer])
    result = play.run(play.protocol.result(JOB))
    assert (result.output, result.phase) == (None, "succeeded")
    assert result.urls == error.urls == (() if output == 7 else ("https://x/u",))
    assert result.unreadable


@pytest.mark.parametrize("empty", [{}, {"output": None}, {"output": {}}, {"output": ""}])
def test_missing_output_is_looked_at_again(empty: dict[str, Any]) -> None:
    """The output of a job that succeeded may come later; without it, the answer is delivered."""
    early = [status_answer("completed"), status_answer("succeeded", **empty)]
    assert wait(ScriptedRun([*early, *early, *DONE])).output.video
    if empty.get("output") is not None:
        assert isinstance(wait(ScriptedRun(early * 60)), Success)
    else:
        error = wait_error(early * 60)
        assert isinstance(error, OutputUnreadable)
        assert error.result is not None
        assert error.result.raw == {"request_id": "job-1", "status": "succeeded", **empty}


@pytest.mark.parametrize("kind", [JobFailed, NotFound, PermissionDenied, RateLimited, KeyError])
def test_callback_errors_are_its_own(kind: type[Exception]) -> None:
    """What on_update raises ends the wait unchanged, with a note of the job that is waited for."""
    thrown = kind("of another job")
    if isinstance(thrown, ClientError):
        thrown.request_id = "other"

    def on_update(_: Status) -> None:
        raise thrown

    with pytest.raises(kind) as caught:
        wait(ScriptedRun([status_answer("in_queue")]), 60, on_update)
    assert caught.value is thrown
    assert any("job-1" in note for note in thrown.__notes__)


def test_timeout_names_the_last_failure() -> None:
    """A wait for a service that cannot be reached says why no status was told."""
    error = wait_error([NotSent("connection refused")], 5)
    assert isinstance(error, JobTimedOut)
    assert "connection refused" in str(error)


def test_output_beside_an_unknown_word_is_kept() -> None:
    """If /result has an output beside a word that is not documented, the timeout's error has both."""
    odd = status_answer("delivered", output={"video": "https://x/u"})
    error = wait_error([status_answer("completed"), odd] * 30, 30)
    assert isinstance(error, JobTimedOut)
    assert error.result is not None
    assert error.result.urls == ("https://x/u",)


def test_results_can_be_hashed() -> None:
    """Results and successes hash, whatever their output and cost are."""
    play = ScriptedRun([status_answer("succeeded", output={"videos": ["u"]}, cost={"usd": 1})])
    result = play.run(play.protocol.result(JOB))
    assert len({result, result}) == 1


@given(st.integers(0, 1_000_000), st.integers(-1_000_000, 1_000_000))
def test_retry_after_is_bounded_and_ignores_the_local_clock(asked: int, skew: int) -> None:
    """A read sleeps 60 s at most, and a date counts from the answer's own date."""
    server_clock = 1_800_000_000 + skew
    dates = {"date": formatdate(server_clock, usegmt=True)}
    later = formatdate(server_clock + asked, usegmt=True)
    for after in (str(asked), later):
        busy = json_answer({}, 429, retry_after=after, **(dates if after == later else {}))
        play = ScriptedRun([busy, *DONE])
        assert wait(play).output
        assert min(asked, 60) <= play.slept[0] <= min(asked, 60) + 8
