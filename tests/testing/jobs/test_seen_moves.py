"""The moves that jobs were seen to make, by answers that follow each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.testing.cassettes import cassette_trials
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.seen_moves import merge_moves, seen_moves
from clientwright.testing.jobs.state_machine import JobStateMachine
from clientwright.testing.promises import Effort, MoveKind, StageMove, Target
from testing.cassettes.support import COMMITTED_CASSETTES
from testing.jobs.simulated_server import (
    SIMULATED_JOBS,
    SimulatedCall,
    SimulatedJob,
    run_calls,
    simulated_calls,
)
from testing.jobs.support import (
    SERVICE,
    make_stage_answer,
    oracle_of,
    run_all_job_trials,
    sandbox,
    specs,
)

MACHINE = JobStateMachine.from_service(SERVICE)
DOCUMENTED = {
    ("", "waiting"),
    ("waiting", "running"),
    ("waiting", "cancelled"),
    ("running", "succeeded"),
    ("running", "failed"),
}


def moves_of(*exchanges: Exchange) -> dict[tuple[str, str], tuple[str, int]]:
    """Return the moves of one job that were seen, each with its kind and number."""
    found = seen_moves(MACHINE, [oracle_of(*exchanges).history], Target.SERVER)
    return {(one.before, one.after): (str(one.kind), one.jobs) for one in found if one.jobs}


@given(SIMULATED_JOBS, simulated_calls())
@settings(max_examples=300)
def test_a_correct_job_never_contradicts(job: SimulatedJob, calls: list[SimulatedCall]) -> None:
    """Whatever overlaps and fails, no move of a correct server's job is one that the documents exclude."""
    found = seen_moves(MACHINE, [run_calls(job, calls).history], Target.SERVER)
    assert not [one for one in found if one.kind is MoveKind.CONTRADICTION]
    direct = {(one.before, one.after) for one in found if one.kind is MoveKind.DIRECT}
    assert direct == (DOCUMENTED if found else set())


ANSWERS = st.sampled_from(
    [("status", word) for word in ("in_queue", "in_progress", "completed", "cancelled")]
    + [("result", word) for word in ("in_queue", "in_progress", "succeeded", "failed", "cancelled")]
    + [("cancel", word) for word in ("cancelled", "not_cancellable")]
)


@given(st.lists(ANSWERS, max_size=6))
@settings(max_examples=400)
def test_a_contradiction_is_a_finding(answers: list[tuple[str, str]]) -> None:
    """Whatever a server answers, a move that the documents exclude comes with a broken promise."""
    oracle = oracle_of(*(make_stage_answer(*one) for one in answers))
    found = seen_moves(MACHINE, [oracle.history], Target.SERVER)
    if any(one.kind is MoveKind.CONTRADICTION for one in found):
        assert oracle.broken_promises()


@pytest.mark.parametrize(
    ("answers", "moves"),
    [
        (["in_queue", "in_queue", "in_progress"], {("", "waiting"), ("waiting", "running")}),
        (["in_queue", "cancelled"], {("", "waiting"), ("waiting", "cancelled")}),
        (["in_progress", "completed"], {("", "running")}),
        ([], set()),
    ],
)
def test_moves_of_a_status(answers: list[str], moves: set[tuple[str, str]]) -> None:
    """Each change of the status is a move; one that leaves two stages open is none."""
    assert moves_of(*(make_stage_answer("status", one) for one in answers)).keys() == moves


def test_a_result_says_how_it_ended() -> None:
    """A status that leaves open how a job ended, and a result that says it, are one move."""
    life = [make_stage_answer("status", one) for one in ("in_queue", "in_progress", "completed")]
    found = moves_of(*life, make_stage_answer("result", "failed"))
    assert found["running", "failed"] == ("direct", 1)


def test_kinds_of_moves() -> None:
    """A leap over a stage is possible, a step back contradicts the documents."""
    leap = [make_stage_answer("result", one) for one in ("in_queue", "succeeded", "in_queue")]
    assert moves_of(*leap) == {
        ("", "waiting"): ("direct", 1),
        ("waiting", "succeeded"): ("skipped", 1),
        ("succeeded", "waiting"): ("contradiction", 1),
    }


def test_numbers_of_trials_are_added() -> None:
    """The moves of several trials are those of one, with the numbers added up."""
    one = StageMove(Target.SERVER, "", "waiting", MoveKind.DIRECT, 2)
    other = StageMove(Target.CASSETTE, "", "waiting", MoveKind.DIRECT, 3)
    merged = merge_moves([one, other, one])
    assert [move.jobs for move in merged] == [4, 3]


def test_the_sandbox_shows_its_moves() -> None:
    """A run against a sandbox sees jobs wait, run and succeed, and none that contradicts."""
    with sandbox() as server:
        outcome = run_all_job_trials(server)
    seen = {(one.before, one.after): one for one in outcome.moves if one.jobs}
    assert {("", "waiting"), ("waiting", "running"), ("running", "succeeded")} <= seen.keys()
    assert all(one.kind is not MoveKind.CONTRADICTION for one in seen.values())


def test_cassettes_show_their_moves() -> None:
    """Recorded jobs show every documented move but the cancel, which nothing was seen before."""
    trials = cassette_trials.list_trials(specs(), COMMITTED_CASSETTES)
    moves = merge_moves(move for trial in trials for move in trial.run(Effort()).moves)
    seen = {(one.before, one.after) for one in moves if one.jobs}
    assert seen >= DOCUMENTED - {("waiting", "cancelled")}
    assert {one.target for one in moves} == {Target.CASSETTE}
    assert all(one.kind is not MoveKind.CONTRADICTION for one in moves)
