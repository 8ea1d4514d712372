"""The laws of two answers about one job.

Two answers contradict each other if no possible order of the moments at which they were true
is a path through the state machine. Overlapping calls may be in either order. The stages form
one line with one branch, so answers that are consistent in pairs are consistent together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from clientwright.testing.jobs.job_contract import BrokenPromise, JobContract, PromiseTemplate
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import (
    CANCELLED,
    ENDED,
    RUNNING,
    WAITING,
    JobStage,
    JobStages,
    JobStateMachine,
)

SEQUENCE_PROMISES = (
    "jobs/cancel-is-real",
    "jobs/not-cancellable-changes-nothing",
    "jobs/queued-can-be-cancelled",
    "jobs/cancelled-only-from-the-queue",
    "jobs/status-then-result",
    "jobs/terminal-stays",
    "jobs/forward-only",
)
"""The ids of all laws of two answers; a service has those that its facts allow."""

PairPredicate = Callable[[Observation, Observation], bool]


@dataclass(frozen=True, slots=True)
class SequenceLaw:
    """A law of two answers, the earlier and the later.

    `covers` selects the contradictions that break this law, `relevant` the pairs that could have.
    """

    template: PromiseTemplate
    covers: PairPredicate
    relevant: PairPredicate
    expected: str


def contradictions(
    contract: JobContract, history: Sequence[Observation]
) -> Iterator[BrokenPromise]:
    """Yield the answers that contradict each other, in the order in which they were complete."""
    laws = sequence_laws(contract)
    for earlier, later in combinations(stage_observations(contract, history), 2):
        if not _are_consistent(contract.state_machine, earlier, later):
            law = next(law for law in laws if law.covers(earlier, later))
            yield contract.broken_promise(
                law.template, law.expected, _describe_pair(earlier, later), earlier, later
            )


def stage_observations(contract: JobContract, history: Sequence[Observation]) -> list[Observation]:
    """Return the answers that show a stage, in order, narrowed as far as possible.

    A cancel that was too late did not meet a cancelled job, unless the job may have been cancelled
    before: another answer shows it, or the effect of another cancel is unknown. Nothing is known of that
    where a finished job may have been cancelled.
    """
    known = [one for one in history if one.stages]
    if JobStage.CANCELLED not in contract.state_machine.finished:
        possible_cancels = [one for one in history if one.cancelled or one.effect_unknown]
        known = [_narrow_stages(one, possible_cancels) for one in known]
    return sorted(known, key=lambda one: one.answered_at)


def _narrow_stages(one: Observation, possible_cancels: Sequence[Observation]) -> Observation:
    late = one.operation == "cancel" and not one.cancelled and JobStage.WAITING not in one.stages
    if not late or any(not one.precedes(other) for other in possible_cancels):
        return one
    return replace(one, stages=one.stages - CANCELLED)


def _are_consistent(table: JobStateMachine, one: Observation, other: Observation) -> bool:
    """A job that ran when its server was restarted may wait again: no document forbids that."""
    before = one.stages
    if one.outages != other.outages and before == RUNNING:
        before |= WAITING
    if table.can_follow(before, other.stages):
        return True
    return not one.precedes(other) and table.can_follow(other.stages, one.stages)


def _describe_pair(earlier: Observation, later: Observation) -> str:
    order = "then" if earlier.precedes(later) else "and at the same time"
    return f"{_describe_observation(earlier)}, {order} {_describe_observation(later)}"


def _describe_observation(one: Observation) -> str:
    return f"/{one.operation} answered {one.described_word}"


def _is_cancel_answer(one: Observation) -> bool:
    return one.operation == "cancel" and bool(one.stages)


def _is_too_late_for(cancellable: JobStages) -> Callable[[Observation], bool]:
    return lambda one: one.shows_stage and not one.stages & (cancellable | CANCELLED)


def _has_ended(one: Observation) -> bool:
    return one.shows_stage and one.stages <= ENDED


def sequence_laws(contract: JobContract) -> tuple[SequenceLaw, ...]:
    """Return all laws of two answers of a service; the first that covers a contradiction counts."""
    laws = (
        *(_cancel_laws(contract) if "cancel" in contract.job_operations else ()),
        *(_result_laws(contract) if "result" in contract.job_operations else ()),
    )
    return (*laws, *_stage_laws(contract))


def _cancel_laws(contract: JobContract) -> Iterator[SequenceLaw]:
    cancelled, too_late = contract.cancel_word("cancelled"), contract.cancel_word("too-late")
    if cancelled:
        yield SequenceLaw(
            PromiseTemplate(
                "jobs/cancel-is-real",
                contract.cancel_pointer("cancelled"),
                f"A job whose cancel was answered with {cancelled} is and stays cancelled.",
                f"no cancel was answered with {cancelled}: no job was in the queue",
            ),
            lambda earlier, later: _is_cancel_answer(earlier) and earlier.cancelled,
            lambda earlier, later: (
                _is_cancel_answer(earlier) and earlier.cancelled and later.shows_stage
            ),
            "a job that was cancelled stays cancelled",
        )
    if too_late:
        yield SequenceLaw(
            PromiseTemplate(
                "jobs/not-cancellable-changes-nothing",
                contract.cancel_pointer("too-late"),
                f"A job whose cancel was answered with {too_late} goes on, and is not cancelled.",
                f"no cancel was answered with {too_late}",
            ),
            lambda earlier, later: _is_cancel_answer(earlier) and later.cancelled,
            lambda earlier, later: (
                _is_cancel_answer(earlier) and earlier.means == "too-late" and later.shows_stage
            ),
            "a job that could not be cancelled is not cancelled afterwards",
        )
        yield _can_be_cancelled(contract, too_late)
    if too_late or not contract.state_machine.cancellable >= WAITING | RUNNING:
        yield _can_no_longer_be_cancelled(contract)


def _can_be_cancelled(contract: JobContract, too_late: str) -> SequenceLaw:
    while_running = JobStage.RUNNING in contract.state_machine.cancellable
    which = "in the queue, or one that runs," if while_running else "in the queue"
    others = "has ended" if while_running else "runs or has ended"
    taken = ("cancelled", "requested")
    return SequenceLaw(
        PromiseTemplate(
            "jobs/queued-can-be-cancelled",
            "/cancel/cancellable",
            f"A job {which} can be cancelled: only one that {others} is {too_late}.",
            "no job in the queue was cancelled",
        ),
        lambda earlier, later: _is_cancel_answer(earlier),
        lambda earlier, later: (
            _is_cancel_answer(earlier) and earlier.means in taken and later.shows_stage
        ),
        "a job that could not be cancelled is out of the queue",
    )


def _can_no_longer_be_cancelled(contract: JobContract) -> SequenceLaw:
    cancellable = contract.state_machine.cancellable
    which, short = ("runs or has finished", "running or finished")
    if JobStage.RUNNING in cancellable:
        which, short = ("has finished", "finished")
    is_too_late = _is_too_late_for(cancellable)
    return SequenceLaw(
        PromiseTemplate(
            "jobs/cancelled-only-from-the-queue",
            "/cancel/cancellable",
            f"A job that {which} can no longer be cancelled.",
            f"no job was seen {short} before it was cancelled",
        ),
        lambda earlier, later: (
            later.cancelled and (_is_cancel_answer(later) or not _has_ended(earlier))
        ),
        lambda earlier, later: is_too_late(earlier) and _is_cancel_answer(later),
        f"a job that {which} is not cancelled",
    )


def _result_laws(contract: JobContract) -> Iterator[SequenceLaw]:
    finished = contract.state_machine.finished
    told = "has succeeded or failed on /result"
    by_http = contract.wire.has_model_answer("result")
    if by_http:
        told = (
            "has the model's own answer on /result, which is no success if /status told a failure"
        )

    def is_finished(one: Observation) -> bool:
        return one.operation == "status" and bool(one.stages) and one.stages <= finished

    sentence = f"job that has finished on /status {told}"
    yield SequenceLaw(
        PromiseTemplate(
            "jobs/status-then-result",
            "/result" if by_http else "/result/values",
            f"A {sentence}.",
            "no result was read after /status had finished",
        ),
        lambda earlier, later: is_finished(earlier) and later.operation == "result",
        lambda earlier, later: (
            is_finished(earlier) and later.operation == "result" and later.shows_stage
        ),
        f"a {sentence}",
    )


def _stage_laws(contract: JobContract) -> Iterator[SequenceLaw]:
    has_words = "result" in contract.state_machine.words
    yield SequenceLaw(
        PromiseTemplate(
            "jobs/terminal-stays",
            "/result/values" if has_words else "/status/values",
            "A job that has ended keeps its final status.",
            "no job was polled again after it had ended",
        ),
        lambda earlier, later: _has_ended(earlier),
        lambda earlier, later: _has_ended(earlier) and later.shows_stage,
        "a job that has ended keeps its final status",
    )
    yield SequenceLaw(
        PromiseTemplate(
            "jobs/forward-only",
            "/status/values",
            "A job only moves forward: it waits, runs and ends, or waits and is cancelled.",
            "no job changed its stage",
        ),
        lambda earlier, later: True,
        lambda earlier, later: (
            earlier.shows_stage and later.shows_stage and not earlier.stages & later.stages
        ),
        "a job never goes back to an earlier stage",
    )
