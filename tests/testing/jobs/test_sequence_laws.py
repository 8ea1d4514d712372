"""The sequence laws permit exactly what a correct server can show, with overlapping calls too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise, permutations, product

from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import JobOracle
from testing.jobs.simulated_server import (
    SIMULATED_JOBS,
    SimulatedCall,
    SimulatedJob,
    run_calls,
    simulated_calls,
)
from testing.jobs.support import OUTPUT, SERVICE, make_stage_answer


@given(SIMULATED_JOBS, simulated_calls())
@example(
    SimulatedJob(3, 6, "failed"),
    [SimulatedCall("cancel", 0, 2, 9, 0, 3), SimulatedCall("cancel", 4, 4, 5, 1, 9)],
)
def test_correct_server_breaks_nothing(life: SimulatedJob, calls: list[SimulatedCall]) -> None:
    """Whatever a correct server's job does, and however calls overlap or get lost, no promise is broken."""
    assert run_calls(life, calls).broken_promises() == ()


ANSWERS: dict[str, tuple[Exchange, frozenset[str]]] = {
    "s queue": (make_stage_answer("status", "in_queue"), frozenset({"w"})),
    "s runs": (make_stage_answer("status", "in_progress"), frozenset({"r"})),
    "s done": (make_stage_answer("status", "completed"), frozenset({"s", "f"})),
    "s gone": (make_stage_answer("status", "cancelled"), frozenset({"c"})),
    "r queue": (make_stage_answer("result", "in_queue"), frozenset({"w"})),
    "r runs": (make_stage_answer("result", "in_progress"), frozenset({"r"})),
    "r good": (make_stage_answer("result", "succeeded", output=OUTPUT), frozenset({"s"})),
    "r bad": (make_stage_answer("result", "failed"), frozenset({"f"})),
    "r gone": (make_stage_answer("result", "cancelled"), frozenset({"c"})),
    "stopped": (make_stage_answer("cancel", "cancelled"), frozenset({"c"})),
}
AFTER = {"w": "wrsfc", "r": "rsf", "s": "s", "f": "f", "c": "c"}


@dataclass(frozen=True)
class TimedAnswer:
    """An answer, and when its call was sent and answered."""

    name: str
    sent: int
    answered: int


TIMED_ANSWERS = st.builds(
    lambda name, sent, takes: TimedAnswer(name, sent, sent + takes),
    st.sampled_from(sorted(ANSWERS)),
    st.integers(0, 6),
    st.integers(0, 3),
)


def is_explained(answers: Sequence[TimedAnswer]) -> bool:
    """Return whether some order of the calls and some life of a job explain all answers."""
    return any(
        all(after in AFTER[before] for before, after in pairwise(life))
        for order in _orders(answers)
        for life in product(*(ANSWERS[one.name][1] for one in order))
    )


def _orders(answers: Sequence[TimedAnswer]) -> Iterator[tuple[TimedAnswer, ...]]:
    for order in permutations(answers):
        if all(
            order[later].answered >= order[sooner].sent
            for sooner in range(len(order))
            for later in range(sooner, len(order))
        ):
            yield order


def oracle_at(answers: Sequence[TimedAnswer]) -> JobOracle:
    """Return an oracle that observed the answers at their times; equal moments have no order."""
    oracle = JobOracle(SERVICE)
    events = [(one.sent, 0, n) for n, one in enumerate(answers)]
    events += [(one.answered, 1, n) for n, one in enumerate(answers)]
    moments: dict[int, int] = {}
    for _, answered, n in sorted(events):
        if answered:
            oracle.record(ANSWERS[answers[n].name][0], moments[n])
        else:
            moments[n] = oracle.start_call()
    return oracle


@given(st.lists(TIMED_ANSWERS, max_size=5))
def test_oracle_finds_exactly_the_contradictions(answers: list[TimedAnswer]) -> None:
    """The oracle finds a broken promise exactly when no life and no order explain the answers."""
    assert bool(oracle_at(answers).broken_promises()) != is_explained(answers)


def test_moments_are_unique_across_threads() -> None:
    """Concurrent calls never get the same moment."""
    oracle = JobOracle(SERVICE)

    def call(_: int) -> None:
        oracle.record(make_stage_answer("status", "in_queue"), oracle.start_call())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(200)))
    spans = [(one.sent_at, one.answered_at) for one in oracle.history]
    assert sorted(moment for span in spans for moment in span) == list(range(1, 401))
    assert all(sent < answered for sent, answered in spans)
