"""The phases of a job."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clientwright.sandbox import stored_job
from clientwright.sandbox.stored_job import QUEUE_LENGTH, JobOutcome, JobPhase, StoredJob
from clientwright.sandbox.wire_format import StatusVocabulary
from sandbox.support import service

FACTS = service().wire
STATUS, RESULT = map(StatusVocabulary.of, (FACTS.status_values, FACTS.result_values))
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
def test_phases_only_advance(job: StoredJob, one: float, other: float) -> None:
    """A later time never shows an earlier phase, nor a higher queue position."""
    first, second = (job.created_at + after for after in sorted((one, other)))
    assert RANK[stored_job.phase_of(job, first)] <= RANK[stored_job.phase_of(job, second)]
    before, after = stored_job.queue_position(job, first), stored_job.queue_position(job, second)
    assert after is None or (before is not None and QUEUE_LENGTH >= before >= after >= 1)


@given(JOBS, AFTER)
def test_vocabularies_agree(job: StoredJob, after: float) -> None:
    """/status is completed exactly if /result is succeeded or failed; otherwise both are equal."""
    stage = stored_job.phase_of(job, job.created_at + after)
    status, result = STATUS.word(stage), RESULT.word(stage)
    assert (status == "completed") == (result in {"succeeded", "failed"})
    assert status in {result, "completed"}


@given(JOBS, AFTER)
def test_only_waiting_jobs_can_be_cancelled(job: StoredJob, after: float) -> None:
    """A job can be cancelled, and has a queue position, exactly while it is in_queue."""
    now = job.created_at + after
    waits = STATUS.word(stored_job.phase_of(job, now)) == "in_queue"
    assert (
        stored_job.cancellable(job, now)
        == waits
        == (stored_job.queue_position(job, now) is not None)
    )


@given(JOBS, AFTER, AFTER)
def test_cancelled_is_final(job: StoredJob, at: float, after: float) -> None:
    """A cancelled job never changes, and finished when it was cancelled."""
    moment = job.created_at + at
    cancelled = replace(job, cancelled_at=moment)
    assert stored_job.phase_of(cancelled, job.created_at + after) is JobPhase.CANCELLED
    assert stored_job.finished_at(cancelled, job.created_at + after) == moment


@given(JOBS, AFTER)
def test_finished_jobs_have_finish_time(job: StoredJob, after: float) -> None:
    """A job has a finish time exactly if it has ended, and that time has passed."""
    now = job.created_at + after
    finished = stored_job.finished_at(job, now)
    assert (finished is not None) == stored_job.phase_of(job, now).is_final
    assert finished is None or finished <= now


def test_queue_position_counts_down() -> None:
    """The queue position falls from last to first, one at a time, even if the clock was set back."""
    job = StoredJob("r", "a/b", "sandbox", {}, 0.0, 4.0, 1.0)
    places = [
        stored_job.queue_position(job, now) for now in (-9, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4)
    ]
    assert places == [4, 4, 4, 3, 3, 2, 2, 1, 1, None]


def test_every_phase_has_status_values() -> None:
    """Every phase has the service's own status values."""
    assert {RESULT.word(stage) for stage in JobPhase} == set(service().document["result"]["values"])
    assert {STATUS.word(stage) for stage in JobPhase} == set(service().document["status"]["values"])
