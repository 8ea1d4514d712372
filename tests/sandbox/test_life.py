"""The laws of a job's life."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clientwright.sandbox import life
from clientwright.sandbox.job import Job, Outcome
from clientwright.sandbox.life import PLACES, Stage
from clientwright.sandbox.vocabulary import Vocabulary
from sandbox.support import service

STATUS, RESULT = (Vocabulary.of(service(), name) for name in ("status", "result"))
SPAN = st.floats(0, 1e6)
JOBS = st.builds(
    Job,
    request_id=st.just("r"),
    model_id=st.just("a/b"),
    account=st.just("sandbox"),
    payload=st.just({}),
    created_at=st.floats(0, 4e9),
    queue_seconds=SPAN,
    run_seconds=SPAN,
    outcome=st.sampled_from(Outcome),
)
RANK = {Stage.WAITING: 0, Stage.RUNNING: 1, Stage.SUCCEEDED: 2, Stage.FAILED: 2}
AFTER = st.floats(-10, 3e6)


@given(JOBS, AFTER, AFTER)
def test_time_moves_a_job_forward_only(job: Job, one: float, other: float) -> None:
    """A later moment never shows an earlier stage, nor a higher place in the queue."""
    first, second = (job.created_at + after for after in sorted((one, other)))
    assert RANK[life.stage(job, first)] <= RANK[life.stage(job, second)]
    before, after = life.queue_position(job, first), life.queue_position(job, second)
    assert after is None or (before is not None and PLACES >= before >= after >= 1)


@given(JOBS, AFTER)
def test_the_two_vocabularies_agree(job: Job, after: float) -> None:
    """/status says completed exactly when /result says succeeded or failed, else both say the same."""
    stage = life.stage(job, job.created_at + after)
    status, result = STATUS.word(stage), RESULT.word(stage)
    assert (status == "completed") == (result in {"succeeded", "failed"})
    assert status in {result, "completed"}


@given(JOBS, AFTER)
def test_what_waits_can_be_cancelled(job: Job, after: float) -> None:
    """A job can be cancelled, and has a place in the queue, exactly while it is in_queue."""
    now = job.created_at + after
    waits = STATUS.word(life.stage(job, now)) == "in_queue"
    assert life.cancellable(job, now) == waits == (life.queue_position(job, now) is not None)


@given(JOBS, AFTER, AFTER)
def test_a_cancelled_job_stays_cancelled(job: Job, at: float, after: float) -> None:
    """Nothing moves a cancelled job, and it has finished when it was cancelled."""
    moment = job.created_at + at
    gone = replace(job, cancelled_at=moment)
    assert life.stage(gone, job.created_at + after) is Stage.CANCELLED
    assert life.finished_at(gone, job.created_at + after) == moment


@given(JOBS, AFTER)
def test_the_end_has_its_time(job: Job, after: float) -> None:
    """A job has a time of its end exactly when it has ended, and that time has passed."""
    now = job.created_at + after
    finished = life.finished_at(job, now)
    assert (finished is not None) == life.stage(job, now).finished
    assert finished is None or finished <= now


def test_a_place_for_every_part_of_the_wait() -> None:
    """The place falls from the last to the first, one at a time, even if the clock was set back."""
    job = Job("r", "a/b", "sandbox", {}, 0.0, 4.0, 1.0)
    places = [life.queue_position(job, now) for now in (-9, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)]
    assert places == [4, 4, 4, 3, 3, 2, 2, 1, 1, None]


def test_every_stage_has_its_words() -> None:
    """The words are the service's own, for every stage."""
    assert {RESULT.word(stage) for stage in Stage} == set(service().facts["result"]["values"])
    assert {STATUS.word(stage) for stage in Stage} == set(service().facts["status"]["values"])
