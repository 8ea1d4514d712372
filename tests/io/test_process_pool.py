"""Work in several processes gives what one process gives, whatever happens to the others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest

from clientwright.io.process_pool import map_in_processes

HERE = os.getpid()
ITEMS: list[Any] = ["", "ab", 3, None, True, 2**70, "字", -1, "\ud800", "e"]


def described(item: object) -> str:
    """Return a result that depends on the item alone."""
    return repr(item)


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


def observe() -> dict[str, Any]:
    """Return what is seen in a process of one thread: the runner of the tests has more, and is not copied."""
    refused = ""
    try:
        map_in_processes(refuse_seven, range(12), worthwhile=1, processes=2)
    except LookupError as error:
        refused = str(error)
    return {
        "described": [
            map_in_processes(described, ITEMS[:size], worthwhile=worthwhile, processes=processes)
            for size in (0, 1, 2, 7, 10)
            for processes in (1, 2, 3)
            for worthwhile in (1, 4)
        ],
        "elsewhere": [
            [one != HERE for one in map_in_processes(place, range(10), worthwhile=n, processes=2)]
            for n in (1, 5, 6)
        ],
        "refused": refused,
        "ended": map_in_processes(die_elsewhere, range(12), worthwhile=1, processes=2),
    }


@pytest.fixture(scope="module")
def observed() -> dict[str, Any]:
    """What a program of its own sees."""
    ran = subprocess.run([sys.executable, __file__], capture_output=True, check=True)
    seen: dict[str, Any] = json.loads(ran.stdout)
    return seen


def test_any_number_of_processes_gives_the_same(observed: dict[str, Any]) -> None:
    """The results are those of one process, in the order of the items, however many processes work."""
    expected = [[*map(described, ITEMS[:size])] for size in (0, 1, 2, 7, 10) for _ in range(6)]
    assert observed["described"] == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes safely")
def test_few_items_are_done_here(observed: dict[str, Any]) -> None:
    """Other processes work only on twice as many items as are worth one, and never on the first."""
    assert observed["elsewhere"] == [[False] + [True] * 9, [False] + [True] * 9, [False] * 10]


def test_an_exception_is_raised_here(observed: dict[str, Any]) -> None:
    """What the function raises for an item is raised as one process would raise it."""
    assert observed["refused"] == "7 is refused"


def test_the_work_of_a_process_that_ends_is_done_here(observed: dict[str, Any]) -> None:
    """A process that is killed costs time, and no result."""
    assert observed["ended"] == [*range(12)]


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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies processes safely")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_copies_end_with_the_process_that_waits_for_them(how: signal.Signals) -> None:
    """However the process ends, its copies end too: they would hold its pipes and its locks."""
    command = [sys.executable, __file__, "endless"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        for _ in range(2):  # a line of each copy, once it works
            process.stdout.readline()
        process.send_signal(how)
        if how is signal.SIGINT:  # a terminal sends it to the whole group
            os.killpg(process.pid, how)
        assert process.stdout.read() == b"", "the pipe is closed once no copy holds it"


def work_for_ever(item: int) -> None:
    """Tell that the work has begun, and never end it; the first item is done by the process itself."""
    if item:
        os.write(1, b"at work\n")
        threading.Event().wait()


if __name__ == "__main__":
    if sys.argv[1:]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        map_in_processes(work_for_ever, range(9), worthwhile=1, processes=2)
    print(json.dumps(observe()))
