"""Reading and waiting: completed is not succeeded, one deadline, no job lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.errors import (
    JobCancelled,
    JobFailed,
    JobTimedOut,
    NotFound,
    RateLimited,
    TransportError,
    UnexpectedAnswer,
)
from clientwright.runtime.job_protocol import MaybeSent, NotSent
from clientwright.runtime.responses import Cancellation, Status, Success
from runtime.scripted_flow import JOB, ScriptedRun, json_answer, status_answer

DONE = [
    status_answer("completed"),
    status_answer("succeeded", output={"video": "https://x/v.mp4", "new": 1}),
]
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
OPEN = st.sampled_from(
    [
        status_answer("in_queue", queue_position=3),
        status_answer("IN_PROGRESS"),
        status_answer("queued"),
        status_answer("succeeded"),
        status_answer("failed"),
        status_answer("frobbing"),
    ]
)


def wait(play: ScriptedRun, timeout: float | None = 1800.0, on_update: Any = None) -> Any:
    """Wait against a script."""
    return play.run(play.protocol.wait(JOB, timeout, on_update))


@given(st.lists(PASSING | OPEN, max_size=30))
def test_wait_survives_temporary_failures(steps: list[Any]) -> None:
    """Temporary failures and unknown statuses are waited out; a success has the output."""
    play = ScriptedRun([*steps, *DONE])
    result = wait(play)
    assert isinstance(result, Success)
    assert result.output.video == "https://x/v.mp4"
    assert result.output.model_extra == {"new": 1}
    assert play.paths() == ["status"] * (len(steps) + 1) + ["result"]


@given(st.lists(PASSING | OPEN, min_size=1, max_size=30), st.floats(0.1, 100), st.floats(0, 1))
def test_wait_times_out_at_deadline(steps: list[Any], timeout: float, jitter: float) -> None:
    """A job that does not end is given up at the deadline, not after, with its request id."""
    play = ScriptedRun([*steps, status_answer("in_queue")], jitter=jitter)
    with pytest.raises(JobTimedOut) as caught:
        wait(play, timeout)
    assert play.clock - 1000 == pytest.approx(timeout)
    assert caught.value.request_id == "job-1"
    assert all(request.timeout <= timeout + 1e-6 for request in play.sent)
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
    script = [status_answer("QUEUED", queue_position=3), status_answer("frobbing"), *DONE]
    wait(ScriptedRun(script), on_update=lambda status: updates.append(str(status)))
    assert updates == ["in_queue (position 3)", "frobbing (unknown status)", "completed"]


def test_long_retry_after_waits_until_deadline() -> None:
    """If Retry-After exceeds the time left, the wait ends at the deadline."""
    play = ScriptedRun([json_answer({}, 429, retry_after="3600")])
    with pytest.raises(JobTimedOut) as caught:
        wait(play, 20)
    assert isinstance(caught.value.__cause__, RateLimited)
    assert play.clock - 1000 == pytest.approx(20)


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
        (status_answer("succeeded", output={"videos": 7}), UnexpectedAnswer),
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
    """A read that keeps failing raises its last error at the client's timeout."""
    play = ScriptedRun([NotSent("refused")])
    with pytest.raises(TransportError, match="refused"):
        play.run(play.protocol.status(JOB))
    assert play.clock - 1000 == pytest.approx(60)
