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
def test_correct_server_breaks_nothing(life: SimulatedJob, made: list[SimulatedCall]) -> None:
    """Whatever a correct server's job does, and however calls overlap or get lost, no promise is broken."""
    assert run_calls(life, made).broken_promises() == ()


SAYINGS: dict[str, tuple[Exchange, frozenset[str]]] = {
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
class Said:
    """An answer, and when its call was sent and answered."""

    name: str
    asked: int
    answered: int


SAID = st.builds(
    lambda name, asked, takes: Said(name, asked, asked + takes),
    st.sampled_from(sorted(SAYINGS)),
    st.integers(0, 6),
    st.integers(0, 3),
)


def explained(said: Sequence[Said]) -> bool:
    """Return whether some order of the calls and some life of a job explain all answers."""
    return any(
        all(after in AFTER[before] for before, after in pairwise(life))
        for order in _orders(said)
        for life in product(*(SAYINGS[one.name][1] for one in order))
    )


def _orders(said: Sequence[Said]) -> Iterator[tuple[Said, ...]]:
    for order in permutations(said):
        if all(
            order[later].answered >= order[sooner].asked
            for sooner in range(len(order))
            for later in range(sooner, len(order))
        ):
            yield order


def seen(said: Sequence[Said]) -> JobOracle:
    """Return an oracle that observed the answers at their times; equal moments have no order."""
    oracle = JobOracle(SERVICE)
    events = [(one.asked, 0, n) for n, one in enumerate(said)]
    events += [(one.answered, 1, n) for n, one in enumerate(said)]
    moments: dict[int, int] = {}
    for _, answered, n in sorted(events):
        if answered:
            oracle.record(SAYINGS[said[n].name][0], moments[n])
        else:
            moments[n] = oracle.start_call()
    return oracle


@given(st.lists(SAID, max_size=5))
def test_oracle_finds_exactly_the_contradictions(said: list[Said]) -> None:
    """The oracle finds a broken promise exactly when no life and no order explain the answers."""
    assert bool(seen(said).broken_promises()) != explained(said)


def test_moments_are_unique_across_threads() -> None:
    """Concurrent calls never get the same moment."""
    oracle = JobOracle(SERVICE)

    def call(_: int) -> None:
        oracle.record(make_stage_answer("status", "in_queue"), oracle.start_call())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(200)))
    spans = [(one.sent_at, one.answered_at) for one in oracle.history]
    assert sorted(moment for span in spans for moment in span) == list(range(1, 401))
    assert all(asked < answered for asked, answered in spans)
