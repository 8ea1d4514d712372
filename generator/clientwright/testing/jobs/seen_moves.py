"""The moves between stages that jobs were seen to make, beside those that the documents describe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from clientwright.testing.jobs.observation import Observation
from clientwright.testing.jobs.state_machine import WAITING, JobStage, JobStages, JobStateMachine
from clientwright.testing.promises import MoveKind, StageMove, Target

SUBMITTED = ""
"""What a job's first stage comes after."""


def seen_moves(
    table: JobStateMachine, histories: Iterable[Sequence[Observation]], target: Target
) -> tuple[StageMove, ...]:
    """Return the moves of jobs, each with how often it was seen: first all that are documented.

    A move is seen if two answers, one after the other, each leave only one stage.
    """
    counts = Counter(move for history in histories for move in _moves(history))
    if not counts:
        return ()
    direct = {(SUBMITTED, str(stage)) for stage in WAITING} | {
        (str(stage), str(after)) for stage in JobStage for after in table.steps[stage]
    }
    order = [SUBMITTED, *map(str, JobStage)]
    found = sorted(direct | counts.keys(), key=lambda move: tuple(map(order.index, move)))
    moves = [
        StageMove(target, *move, _kind(table, move, move in direct), counts[move]) for move in found
    ]
    return tuple(sorted(moves, key=lambda move: move.kind is not MoveKind.DIRECT))


def merge_moves(moves: Iterable[StageMove]) -> tuple[StageMove, ...]:
    """Return the moves of several trials, with their numbers added up."""
    found: dict[StageMove, int] = {}
    for move in moves:
        key = StageMove(move.target, move.before, move.after, move.kind)
        found[key] = found.get(key, 0) + move.jobs
    return tuple(
        StageMove(key.target, key.before, key.after, key.kind, jobs) for key, jobs in found.items()
    )


def _kind(table: JobStateMachine, move: tuple[str, str], is_direct: bool) -> MoveKind:
    if is_direct:
        return MoveKind.DIRECT
    before, after = move
    possible = not before or JobStage(after) in table.reachable[JobStage(before)]
    return MoveKind.SKIPPED if possible else MoveKind.CONTRADICTION


def _moves(history: Sequence[Observation]) -> Iterator[tuple[str, str]]:
    before: JobStages | None = None
    for stages in _successive_stages(history):
        if len(stages) == 1 and (before is None or len(before) == 1):
            (after,) = stages
            yield (str(next(iter(before))) if before else SUBMITTED), str(after)
        before = stages


def _successive_stages(history: Sequence[Observation]) -> Iterator[JobStages]:
    """Yield the stages of a job that differ, by answers that follow each other.

    An answer that allows several stages, one of which the job had, shows no move. It says more
    about an earlier one that allowed several, too.
    """
    last: Observation | None = None
    now: JobStages = frozenset()
    for one in sorted(history, key=lambda one: one.answered_at):
        if not one.stages or (last is not None and not last.precedes(one)):
            continue
        last = one
        if now & one.stages:
            now &= one.stages
            continue
        if now:
            yield now
        now = one.stages
    if now:
        yield now
