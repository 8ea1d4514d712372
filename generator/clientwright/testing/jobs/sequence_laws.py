"""The laws of two answers about one job.

Two answers contradict each other if no possible order of the moments at which they were true
is a path through the state machine. Overlapping calls may be in either order. The stages form
one line with one branch, so answers that are consistent in pairs are consistent together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from clientwright.testing.jobs.job_contract import (
    CANCEL_OUTCOME,
    TOO_LATE_OUTCOME,
    BrokenPromise,
    JobContract,
    PromiseTemplate,
)
from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import (
    CANCELLED,
    ENDED,
    FINISHED,
    RUNNING,
    WAITING,
    JobStage,
    JobStateMachine,
)

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
    for earlier, later in combinations(stage_observations(history), 2):
        if not _are_consistent(contract.state_machine, earlier, later):
            law = next(law for law in SEQUENCE_LAWS if law.covers(earlier, later))
            yield contract.broken_promise(
                law.template, law.expected, _describe_pair(earlier, later), earlier, later
            )


def stage_observations(history: Sequence[Observation]) -> list[Observation]:
    """Return the answers that show a stage, in order, narrowed as far as possible.

    A cancel that was too late did not meet a cancelled job, unless the job may have been cancelled
    before: another answer shows it, or the effect of another cancel is unknown.
    """
    possible_cancels = [one for one in history if one.cancelled or one.effect_unknown]
    known = [_narrow_stages(one, possible_cancels) for one in history if one.stages]
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
    field = "outcome" if one.operation == "cancel" else "status"
    return f"/{one.operation} answered {one.field(field)}"


def _is_cancel_answer(one: Observation) -> bool:
    return one.operation == "cancel" and bool(one.stages)


def _has_left_queue(one: Observation) -> bool:
    return one.shows_stage and not one.stages & (WAITING | CANCELLED)


def _has_ended(one: Observation) -> bool:
    return one.shows_stage and one.stages <= ENDED


def _is_finished(one: Observation) -> bool:
    return one.operation == "status" and one.stages == FINISHED


SEQUENCE_LAWS = (
    SequenceLaw(
        PromiseTemplate(
            "jobs/cancel-is-real",
            "/cancel/outcomes/0",
            f"A job whose cancel was answered with {CANCEL_OUTCOME} is and stays cancelled.",
            f"no cancel was answered with {CANCEL_OUTCOME}: no job was in the queue",
        ),
        lambda earlier, later: _is_cancel_answer(earlier) and earlier.cancelled,
        lambda earlier, later: (
            _is_cancel_answer(earlier) and earlier.cancelled and later.shows_stage
        ),
        "a job that was cancelled stays cancelled",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/not-cancellable-changes-nothing",
            "/cancel/outcomes/1",
            f"A job whose cancel was answered with {TOO_LATE_OUTCOME} goes on, and is not cancelled.",
            f"no cancel was answered with {TOO_LATE_OUTCOME}",
        ),
        lambda earlier, later: _is_cancel_answer(earlier) and later.cancelled,
        lambda earlier, later: (
            _is_cancel_answer(earlier) and not earlier.cancelled and later.shows_stage
        ),
        "a job that could not be cancelled is not cancelled afterwards",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/queued-can-be-cancelled",
            "/cancel/cancellable",
            f"A job in the queue can be cancelled: only one that runs or has ended is {TOO_LATE_OUTCOME}.",
            "no job in the queue was cancelled",
        ),
        lambda earlier, later: _is_cancel_answer(earlier),
        lambda earlier, later: (
            _is_cancel_answer(earlier) and earlier.cancelled and later.shows_stage
        ),
        "a job that could not be cancelled is out of the queue",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/cancelled-only-from-the-queue",
            "/cancel/cancellable",
            "A job that runs or has finished can no longer be cancelled.",
            "no job was seen running or finished before it was cancelled",
        ),
        lambda earlier, later: (
            later.cancelled and (_is_cancel_answer(later) or not _has_ended(earlier))
        ),
        lambda earlier, later: _has_left_queue(earlier) and _is_cancel_answer(later),
        "a job that runs or has finished is not cancelled",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/status-then-result",
            "/result/values",
            "A job that has finished on /status has succeeded or failed on /result.",
            "no result was read after /status had finished",
        ),
        lambda earlier, later: _is_finished(earlier) and later.operation == "result",
        lambda earlier, later: (
            _is_finished(earlier) and later.operation == "result" and later.shows_stage
        ),
        "a job that has finished on /status has succeeded or failed on /result",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/terminal-stays",
            "/result/values",
            "A job that has ended keeps its final status.",
            "no job was polled again after it had ended",
        ),
        lambda earlier, later: _has_ended(earlier),
        lambda earlier, later: _has_ended(earlier) and later.shows_stage,
        "a job that has ended keeps its final status",
    ),
    SequenceLaw(
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
    ),
)
"""All laws of two answers; the first that covers a contradiction counts."""
