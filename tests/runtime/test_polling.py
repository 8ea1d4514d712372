"""The schedule of polls: the ceiling holds for all waits together, and the pace grows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientwright.runtime.poll_schedule import LONGEST_PACE, SHORTEST_PACE, PollSchedule


@given(st.floats(0.1, 1000), st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_turns_keep_their_distance(rate: float, pauses: list[float]) -> None:
    """Whenever turns are taken, they come at least 1 / polls_per_second seconds apart, in order."""
    clock, turns = 0.0, [-1e9]
    schedule = PollSchedule(rate, lambda: clock)
    for pause in pauses:
        clock += pause
        delay = schedule.take_turn()
        assert delay >= 0
        assert clock + delay - turns[-1] >= 1 / rate * (1 - 1e-6)
        turns.append(clock + delay)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 300), st.floats(1, 100))
def test_pace_grows(age: float, older: float, waits: int, rate: float) -> None:
    """The pace grows with age and with the number of waits, and lets all waits look in time."""
    schedule = PollSchedule(rate, lambda: 0.0)
    alone = schedule.pace(age)
    assert SHORTEST_PACE <= alone <= schedule.pace(age + older) <= LONGEST_PACE
    for _ in range(waits):
        schedule.count(1)
    assert schedule.pace(age) >= max(alone, waits / rate * (1 - 1e-9))
    for _ in range(waits):
        schedule.count(-1)
    assert schedule.pace(age) == alone


def test_interrupted_thread_may_take_another_turn() -> None:
    """A signal handler that waits for a job while its thread takes a turn takes the next one."""
    inner: list[float] = []

    def now() -> float:
        if not inner:
            inner.append(0.0)
            inner.append(schedule.take_turn())
        return 0.0

    schedule = PollSchedule(10, now)
    assert sorted([schedule.take_turn(), inner[1]]) == [0.0, 0.1]
