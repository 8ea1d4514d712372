"""Reading and waiting: completed is not succeeded, one deadline, no job lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.cancellation import Cancellation
from clientwright.runtime.errors import (
    JobCancelled,
    JobFailed,
    JobTimedOut,
    NotFound,
    RateLimited,
    TransportError,
    UnexpectedAnswer,
)
from clientwright.runtime.responses import Status, Success
from clientwright.runtime.steps import MaybeSent, NotSent
from runtime.scripted_flow import JOB, ScriptedRun, json_answer, status_answer
from runtime.wait_scripts import DONE, OPEN, wait

PASSING = st.sampled_from(
    [
        NotSent("refused"),
        MaybeSent("read timeout"),
        json_answer({}, 408),
        json_answer({}, 429),
        json_answer({"error_code": 500001}, 500),
        json_answer(b"<html>", 502),
        json_answer(b"<html>hello"),
        json_answer({}, 503, retry_after="2"),
    ]
)
OTHER_WORDS = st.sampled_from(["succeeded", "failed", "frobbing", "error"])
"""Words that /status does not have, but /result may."""


@given(st.lists(PASSING | OPEN, max_size=30))
def test_wait_survives_temporary_failures(steps: list[Any]) -> None:
    """Temporary failures are waited out; a success has the output."""
    play = ScriptedRun([*steps, *DONE])
    result = wait(play)
    assert isinstance(result, Success)
    assert result.output.video == "https://x/v.mp4"
    assert result.output.model_extra == {"new": 1}
    assert play.paths() == ["status"] * (len(steps) + 1) + ["result"]


@given(st.lists(PASSING | OPEN, max_size=10), OTHER_WORDS, st.sampled_from(["failed", "succeeded"]))
def test_other_words_ask_for_the_result(steps: list[Any], word: str, end: str) -> None:
    """A status word of the other vocabulary or an unknown one asks /result, which decides."""
    answer = status_answer(end, output={"video": "https://x/v.mp4"})
    play = ScriptedRun(
        [*steps, status_answer(word), status_answer("running"), status_answer(word), answer]
    )
    if end == "failed":
        with pytest.raises(JobFailed):
            wait(play)
    else:
        assert wait(play).output.video == "https://x/v.mp4"
    assert play.paths()[len(steps) :] == ["status", "result", "status", "result"]


@given(st.lists(PASSING | OPEN, min_size=1, max_size=30), st.floats(0, 100), st.floats(0, 1))
def test_wait_times_out_at_deadline(steps: list[Any], timeout: float, jitter: float) -> None:
    """A job that does not end is given up after a last look at the deadline, with its request id."""
    play = ScriptedRun([*steps, status_answer("in_queue")], jitter=jitter)
    with pytest.raises(JobTimedOut) as caught:
        wait(play, timeout)
    assert play.started[-1] - 1000 == pytest.approx(timeout, abs=0.02)
    assert all(started - 1000 <= timeout + 0.02 for started in play.started)
    assert caught.value.request_id == "job-1"
    assert all(request.timeout >= 10 for request in play.sent)
    assert any("job-1" in note for note in caught.value.__notes__)


@given(st.lists(OPEN, max_size=5), st.sampled_from(["error", "message", "detail"]))
def test_completed_job_with_failed_result_raises(steps: list[Any], key: str) -> None:
    """A completed job whose result is failed raises JobFailed with the provider's message."""
    failed = status_answer("failed", **{key: "the model was unhappy"}, error_code=500001)
    with pytest.raises(JobFailed, match="the model was unhappy") as caught:
        wait(ScriptedRun([*steps, status_answer("completed"), failed]))
    assert caught.value.result.raw["status"] == "failed"


@given(
    st.sampled_from(["completed", "success", "finished", "done", "SUCCEEDED "])
    | st.text().filter(lambda s: s.lower() != "succeeded")
)
def test_only_succeeded_succeeds(word: str) -> None:
    """Only the result status succeeded is a success."""
    found = status_answer(word, output={"video": "https://x"})
    with pytest.raises((JobTimedOut, JobFailed, JobCancelled)):
        wait(
            ScriptedRun(
                [
                    status_answer("completed"),
                    found,
                    status_answer("completed"),
                    found,
                    status_answer("x"),
                ]
            ),
            60,
        )


def test_cancelled_job_raises() -> None:
    """Cancelled in status or result raises JobCancelled, in any spelling."""
    for script in (
        [status_answer("Canceled")],
        [status_answer("completed"), status_answer("cancelled")],
    ):
        with pytest.raises(JobCancelled):
            wait(ScriptedRun(script))


def test_polling_intervals_grow() -> None:
    """The first poll is immediate, the next about a second later, growing gently to ten."""
    play = ScriptedRun([status_answer("in_queue")], seconds_per_call=0.0)
    with pytest.raises(JobTimedOut):
        wait(play, 600)
    assert play.slept[0] == 1.0
    assert all(a <= b <= a * 1.3 for a, b in zip(play.slept[:-2], play.slept[1:-1], strict=True))
    assert max(play.slept) == 10.0


@given(st.lists(st.sampled_from([None, 1, 2, 3]), min_size=1, max_size=20))
def test_on_update_gets_each_change_once(places: list[int | None]) -> None:
    """on_update receives every change of status and position, and nothing twice in a row."""
    heard: list[Status] = []
    wait(
        ScriptedRun([*(status_answer("in_queue", queue_position=p) for p in places), *DONE]),
        None,
        heard.append,
    )
    positions = [status.queue_position for status in heard[:-1]]
    assert positions == [p for n, p in enumerate(places) if n == 0 or places[n - 1] != p]
    assert heard[-1].phase == "finished"


def test_status_str() -> None:
    """A status as text shows its position and whether it is known."""
    updates: list[str] = []
    running = status_answer("in_progress")
    script = [status_answer("QUEUED", queue_position=3), status_answer("frobbing"), running, *DONE]
    wait(ScriptedRun(script), on_update=lambda status: updates.append(str(status)))
    assert updates == ["in_queue (position 3)", "frobbing (unknown status)", "completed"]


def test_long_retry_after_waits_until_deadline() -> None:
    """If Retry-After exceeds the time left, a last look is taken at the deadline."""
    play = ScriptedRun([json_answer({}, 429, retry_after="3600")])
    with pytest.raises(JobTimedOut) as caught:
        wait(play, 20)
    assert isinstance(caught.value.__cause__, RateLimited)
    assert play.started == [1000, pytest.approx(1020)]


@given(st.lists(PASSING, max_size=8))
def test_cancel_and_result_are_retried(steps: list[Any]) -> None:
    """Cancel and result are idempotent and therefore retried."""
    outcome = json_answer(
        {"request_id": "job-1", "status": "cancelled", "outcome": "not_cancellable"}, 202
    )
    play = ScriptedRun([*steps, outcome])
    found = play.run(play.protocol.cancel(JOB, 600))
    assert isinstance(found, Cancellation)
    assert not found.cancelled
    play = ScriptedRun([*steps, status_answer("in_progress")])
    assert play.run(play.protocol.result(JOB, 600)).output is None


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (json_answer({"error_code": 404001}, 404), NotFound),
        (json_answer(b"", 302), UnexpectedAnswer),
        (json_answer([1]), UnexpectedAnswer),
        (json_answer({"no": "status"}), UnexpectedAnswer),
        (status_answer(7), UnexpectedAnswer),
        (json_answer(b"{}")._replace(complete=False), UnexpectedAnswer),
    ],
)
def test_permanent_errors_are_raised_at_once(step: Any, kind: type[Exception]) -> None:
    """A permanent error is raised at once, with its job."""
    play = ScriptedRun([step])
    with pytest.raises(kind) as caught:
        play.run(play.protocol.result(JOB))
    assert len(play.sent) == 1
    assert caught.value.request_id == "job-1"
    assert caught.value.body == step.body


def test_read_gives_up_at_deadline() -> None:
    """A read that keeps failing raises its last error, tried at the client's timeout."""
    play = ScriptedRun([NotSent("refused")])
    with pytest.raises(TransportError, match="refused"):
        play.run(play.protocol.status(JOB))
    assert play.started[-1] - 1000 == pytest.approx(60, abs=0.02)
