"""A correct server without a network: random jobs, and calls that overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_oracle import JobOracle
from testing.jobs.support import (
    METHODS,
    OUTPUT,
    SERVICE,
    make_answer,
    make_lost_answer,
    make_stage_answer,
)

LAST_MOMENT = 12
WORDS = {
    "status": {
        "waiting": "in_queue",
        "running": "in_progress",
        "succeeded": "completed",
        "failed": "completed",
        "cancelled": "cancelled",
    },
    "result": {
        "waiting": "in_queue",
        "running": "in_progress",
        "succeeded": "succeeded",
        "failed": "failed",
        "cancelled": "cancelled",
    },
}
ERRORS = [(500, {"error_code": 500001}), (502, "<html>"), (429, {"error_message": "later"})]


@dataclass(frozen=True)
class SimulatedCall:
    """A call: when it was sent, was true, and was answered; `cut` loses its answer."""

    operation: str
    sent_at: int
    true_at: int
    answered_at: int
    variant: int
    cut: int


@dataclass
class SimulatedJob:
    """A job that runs and ends at given times."""

    runs: int
    ends: int
    end: str
    cancelled: bool = field(default=False)

    def stage(self, now: int) -> str:
        """Return the stage of the job."""
        if self.cancelled:
            return "cancelled"
        return "waiting" if now < self.runs else "running" if now < self.ends else self.end

    def answer(self, call: SimulatedCall) -> Exchange:
        """Return the answer to a call, as of its moment; a failed call may still have its effect."""
        stage = self.stage(call.true_at)
        if call.operation == "cancel":
            was = self.cancelled
            self.cancelled |= stage == "waiting"
            again = ["cancelled", "not_cancellable"][call.variant % 2] if was else "cancelled"
            found = make_stage_answer(
                "cancel", again if self.cancelled else "not_cancellable", status="?"
            )
        else:
            found = self._read(call, stage)
        if call.cut in (0, 1, 2):
            return make_answer(call.operation, ERRORS[call.cut][1], ERRORS[call.cut][0])
        return make_lost_answer(call.operation) if call.cut == 3 else found

    def _read(self, call: SimulatedCall, stage: str) -> Exchange:
        word = WORDS[call.operation][stage]
        more: dict[str, Any] = {}
        if call.operation == "result" and stage == "succeeded":
            more = {"output": OUTPUT}
        if call.operation == "status" and stage == "waiting" and call.variant % 3:
            more = {"queue_position": call.variant % 5}
        return make_stage_answer(call.operation, word, **more)


@st.composite
def simulated_calls(draw: st.DrawFn) -> list[SimulatedCall]:
    """Draw calls that may overlap."""
    times = st.lists(st.integers(0, LAST_MOMENT), min_size=3, max_size=3).map(sorted)
    operation = st.sampled_from([name for name in METHODS if name != "submit"])
    one = st.builds(
        lambda name, at, taste, cut: SimulatedCall(name, at[0], at[1], at[2], taste, cut),
        operation,
        times,
        st.integers(0, 14),
        st.sampled_from([9, 9, 9, 9, 9, 0, 1, 2, 3]),
    )
    return draw(st.lists(one, max_size=9))


SIMULATED_JOBS = st.builds(
    lambda times, end: SimulatedJob(min(times), max(times), end),
    st.lists(st.integers(-1, LAST_MOMENT + 2), min_size=2, max_size=2),
    st.sampled_from(["succeeded", "failed"]),
)


def run_calls(job: SimulatedJob, calls: list[SimulatedCall]) -> JobOracle:
    """Make calls in the order of their true moments, and return the oracle that observed them.

    Events at the same moment overlap: calls are sent before others are answered.
    """
    answers = {id(call): job.answer(call) for call in sorted(calls, key=lambda call: call.true_at)}
    oracle = JobOracle(SERVICE)
    sent_at: dict[int, int] = {}
    events = [(call.sent_at, 0, call) for call in calls] + [
        (call.answered_at, 1, call) for call in calls
    ]
    for _, answered, call in sorted(events, key=lambda event: event[:2]):
        if answered:
            oracle.record(answers[id(call)], sent_at[id(call)])
        else:
            sent_at[id(call)] = oracle.start_call()
    return oracle
