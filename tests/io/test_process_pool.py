"""Work in several processes gives what one process gives, whatever happens to the others."""

from __future__ import annotations

import os
import signal
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.io.process_pool import map_in_processes

pytestmark = pytest.mark.timeout(120, method="signal")  # the other method has a thread of its own

HERE = os.getpid()


def described(item: object) -> tuple[str, object]:
    """Return a result that depends on the item alone."""
    return repr(item), item


def place(_: object) -> int:
    """Return the process that works on an item."""
    return os.getpid()


def refuse_seven(item: int) -> int:
    """Return the item, unless it is 7."""
    if item == 7:
        raise LookupError(f"{item} is refused")
    return item


def die_elsewhere(item: int) -> int:
    """Return the item; a process that is a copy ends at 5 instead."""
    if item == 5 and os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@settings(max_examples=10)
@given(
    st.lists(st.text(max_size=3) | st.integers() | st.none(), max_size=40),
    st.integers(1, 3),
    st.integers(1, 5),
)
def test_any_number_of_processes_gives_the_same(
    items: list[object], processes: int, worthwhile: int
) -> None:
    """The results are those of one process, in the order of the items, however many processes work."""
    found = map_in_processes(described, items, worthwhile=worthwhile, processes=processes)
    assert found == [described(item) for item in items]


@pytest.mark.parametrize(("worthwhile", "expected"), [(1, True), (5, True), (6, False)])
def test_few_items_are_done_here(worthwhile: int, expected: bool) -> None:
    """Other processes work only on twice as many items as are worth one."""
    places = map_in_processes(place, range(10), worthwhile=worthwhile, processes=2)
    assert bool({*places} - {os.getpid()}) is expected
    assert places[0] == os.getpid()


def test_an_exception_is_raised_here() -> None:
    """What the function raises for an item is raised as one process would raise it."""
    with pytest.raises(LookupError, match="7 is refused"):
        map_in_processes(refuse_seven, range(12), worthwhile=1, processes=2)


def test_the_work_of_a_process_that_ends_is_done_here() -> None:
    """A process that is killed costs time, and no result."""
    found = map_in_processes(die_elsewhere, range(12), worthwhile=1, processes=2)
    assert found == [*range(12)]


def test_a_process_with_other_threads_is_not_copied() -> None:
    """While another thread runs, which may hold a lock, all is done here."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        places = map_in_processes(place, range(10), worthwhile=1, processes=2)
    finally:
        done.set()
        thread.join()
    assert {*places} == {os.getpid()}
