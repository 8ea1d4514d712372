"""The laws of a job's life."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clientwright.sandbox import job_phase
from clientwright.sandbox.job_phase import QUEUE_LENGTH, JobPhase
from clientwright.sandbox.status_vocabulary import StatusVocabulary
from clientwright.sandbox.stored_job import JobOutcome, StoredJob
from sandbox.support import service

STATUS, RESULT = (StatusVocabulary.for_operation(service(), name) for name in ("status", "result"))
SPAN = st.floats(0, 1e6)
JOBS = st.builds(
    StoredJob,
    request_id=st.just("r"),
    model_id=st.just("a/b"),
    account=st.just("sandbox"),
    payload=st.just({}),
    created_at=st.floats(0, 4e9),
    queue_seconds=SPAN,
    run_seconds=SPAN,
    outcome=st.sampled_from(JobOutcome),
)
RANK = {JobPhase.WAITING: 0, JobPhase.RUNNING: 1, JobPhase.SUCCEEDED: 2, JobPhase.FAILED: 2}
AFTER = st.floats(-10, 3e6)


@given(JOBS, AFTER, AFTER)
def test_time_moves_a_job_forward_only(job: StoredJob, one: float, other: float) -> None:
    """A later moment never shows an earlier stage, nor a higher place in the queue."""
    first, second = (job.created_at + after for after in sorted((one, other)))
    assert RANK[job_phase.phase_of(job, first)] <= RANK[job_phase.phase_of(job, second)]
    before, after = job_phase.queue_position(job, first), job_phase.queue_position(job, second)
    assert after is None or (before is not None and QUEUE_LENGTH >= before >= after >= 1)


@given(JOBS, AFTER)
def test_the_two_vocabularies_agree(job: StoredJob, after: float) -> None:
    """/status says completed exactly when /result says succeeded or failed, else both say the same."""
    stage = job_phase.phase_of(job, job.created_at + after)
    status, result = STATUS.word(stage), RESULT.word(stage)
    assert (status == "completed") == (result in {"succeeded", "failed"})
    assert status in {result, "completed"}


@given(JOBS, AFTER)
def test_what_waits_can_be_cancelled(job: StoredJob, after: float) -> None:
    """A job can be cancelled, and has a place in the queue, exactly while it is in_queue."""
    now = job.created_at + after
    waits = STATUS.word(job_phase.phase_of(job, now)) == "in_queue"
    assert (
        job_phase.cancellable(job, now) == waits == (job_phase.queue_position(job, now) is not None)
    )


@given(JOBS, AFTER, AFTER)
def test_a_cancelled_job_stays_cancelled(job: StoredJob, at: float, after: float) -> None:
    """Nothing moves a cancelled job, and it has finished when it was cancelled."""
    moment = job.created_at + at
    gone = replace(job, cancelled_at=moment)
    assert job_phase.phase_of(gone, job.created_at + after) is JobPhase.CANCELLED
    assert job_phase.finished_at(gone, job.created_at + after) == moment


@given(JOBS, AFTER)
def test_the_end_has_its_time(job: StoredJob, after: float) -> None:
    """A job has a time of its end exactly when it has ended, and that time has passed."""
    now = job.created_at + after
    finished = job_phase.finished_at(job, now)
    assert (finished is not None) == job_phase.phase_of(job, now).is_final
    assert finished is None or finished <= now


def test_a_place_for_every_part_of_the_wait() -> None:
    """The place falls from the last to the first, one at a time, even if the clock was set back."""
    job = StoredJob("r", "a/b", "sandbox", {}, 0.0, 4.0, 1.0)
    places = [job_phase.queue_position(job, now) for now in (-9, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)]
    assert places == [4, 4, 4, 3, 3, 2, 2, 1, 1, None]


def test_every_stage_has_its_words() -> None:
    """The words are the service's own, for every stage."""
    assert {RESULT.word(stage) for stage in JobPhase} == set(service().document["result"]["values"])
    assert {STATUS.word(stage) for stage in JobPhase} == set(service().document["status"]["values"])
