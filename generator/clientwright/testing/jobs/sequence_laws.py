"""What two answers about one job must keep between them: a table of laws.

Two answers contradict each other when no order of the moments at which they were true,
that the order of calls and answers allows, is a way through the table of stages. For
calls that overlap, either order will do. As the stages are one line and a branch, answers
that agree two by two agree all together.
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
    WAITING,
    JobStage,
    JobStateMachine,
)

PairPredicate = Callable[[Observation, Observation], bool]


@dataclass(frozen=True, slots=True)
class SequenceLaw:
    """A law of two answers, the earlier and the later.

    `blames` picks the contradictions that break this law, `comes_up` the pairs in which
    it could have been broken.
    """

    template: PromiseTemplate
    covers: PairPredicate
    relevant: PairPredicate
    expected: str


def contradictions(terms: JobContract, history: Sequence[Observation]) -> Iterator[BrokenPromise]:
    """Find the answers that contradict each other, those that were completed first before others."""
    for earlier, later in combinations(stage_observations(history), 2):
        if not _are_consistent(terms.state_machine, earlier, later):
            law = next(law for law in SEQUENCE_LAWS if law.covers(earlier, later))
            yield terms.broken_promise(
                law.template, law.expected, _describe_pair(earlier, later), earlier, later
            )


def stage_observations(history: Sequence[Observation]) -> list[Observation]:
    """Give the answers that tell something, in the order of their coming, each as far as it can be known.

    A cancel that was too late for effect was not met by a cancelled job, unless the job
    was, or may have been, cancelled before: by an answer that says so, or a cancel that got lost.
    """
    ended = [one for one in history if one.cancelled or one.effect_unknown]
    known = [_narrow_stages(one, ended) for one in history if one.stages]
    return sorted(known, key=lambda one: one.answered_at)


def _narrow_stages(one: Observation, ended: Sequence[Observation]) -> Observation:
    late = one.operation == "cancel" and not one.cancelled and JobStage.WAITING not in one.stages
    if not late or any(not one.precedes(other) for other in ended):
        return one
    return replace(one, stages=one.stages - CANCELLED)


def _are_consistent(table: JobStateMachine, one: Observation, other: Observation) -> bool:
    if table.can_follow(one.stages, other.stages):
        return True
    return not one.precedes(other) and table.can_follow(other.stages, one.stages)


def _describe_pair(earlier: Observation, later: Observation) -> str:
    order = "then" if earlier.precedes(later) else "and at the same time"
    return f"{_describe_observation(earlier)}, {order} {_describe_observation(later)}"


def _describe_observation(one: Observation) -> str:
    field = "outcome" if one.operation == "cancel" else "status"
    return f"/{one.operation} said {one.field(field)}"


def _is_cancel_answer(one: Observation) -> bool:
    return one.operation == "cancel" and bool(one.stages)


def _has_left_queue(one: Observation) -> bool:
    return one.tells_stage and not one.stages & (WAITING | CANCELLED)


def _has_ended(one: Observation) -> bool:
    return one.tells_stage and one.stages <= ENDED


def _is_finished(one: Observation) -> bool:
    return one.operation == "status" and one.stages == FINISHED


SEQUENCE_LAWS = (
    SequenceLaw(
        PromiseTemplate(
            "jobs/cancel-is-real",
            "/cancel/outcomes/0",
            f"A job whose cancel was answered with {CANCEL_OUTCOME} is cancelled, and stays so.",
            f"no cancel was answered with {CANCEL_OUTCOME}: no job was met in the queue",
        ),
        lambda earlier, later: _is_cancel_answer(earlier) and earlier.cancelled,
        lambda earlier, later: (
            _is_cancel_answer(earlier) and earlier.cancelled and later.tells_stage
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
            _is_cancel_answer(earlier) and not earlier.cancelled and later.tells_stage
        ),
        "a job that could not be cancelled is not cancelled afterwards",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/queued-can-be-cancelled",
            "/cancel/cancellable",
            f"A job in the queue can be cancelled: only one that runs or has ended is {TOO_LATE_OUTCOME}.",
            "no job was met in the queue by a cancel",
        ),
        lambda earlier, later: _is_cancel_answer(earlier),
        lambda earlier, later: (
            _is_cancel_answer(earlier) and earlier.cancelled and later.tells_stage
        ),
        "a job that could not be cancelled is out of the queue",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/cancelled-only-from-the-queue",
            "/cancel/cancellable",
            "A job that runs or has finished is not cancelled any more: it goes on.",
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
            "no job that had finished on /status was asked for its result",
        ),
        lambda earlier, later: _is_finished(earlier) and later.operation == "result",
        lambda earlier, later: (
            _is_finished(earlier) and later.operation == "result" and later.tells_stage
        ),
        "a job that has finished on /status has succeeded or failed on /result",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/terminal-stays",
            "/result/values",
            "A job that has ended stays as it ended.",
            "no job that had ended was asked about again",
        ),
        lambda earlier, later: _has_ended(earlier),
        lambda earlier, later: _has_ended(earlier) and later.tells_stage,
        "a job that has ended stays as it ended",
    ),
    SequenceLaw(
        PromiseTemplate(
            "jobs/forward-only",
            "/status/values",
            "A job only moves forward: it waits, runs and ends, or waits and is cancelled.",
            "no job was seen to move",
        ),
        lambda earlier, later: True,
        lambda earlier, later: (
            earlier.tells_stage and later.tells_stage and not earlier.stages & later.stages
        ),
        "a job never goes back to an earlier stage",
    ),
)
"""Every law of two answers; the first that blames a contradiction counts."""
