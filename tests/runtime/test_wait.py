"""Reading and waiting: completed is not succeeded, one deadline, no job lost."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.cancellation import Cancellation
from clientwright.runtime.errors import (
    ClientError,
    JobCancelled,
    JobFailed,
    JobTimedOut,
    NotFound,
    OutputUnreadable,
    PermissionDenied,
    RateLimited,
    TransportError,
    UnexpectedAnswer,
)
from clientwright.runtime.job_handle import JobHandle
from clientwright.runtime.responses import Status, Success
from clientwright.runtime.steps import MaybeSent, NotSent
from runtime.demo_service import SERVICE, Output
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
    ]
)
OTHER_WORDS = st.sampled_from(["succeeded", "failed", "frobbing", "error"])
"""Words that /status does not have, but /result may."""


def wait(play: ScriptedRun, timeout: float | None = 1800.0, on_update: Any = None) -> Any:
    """Wait against a script."""
    return play.run(play.protocol.wait(JOB, timeout, on_update))


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
