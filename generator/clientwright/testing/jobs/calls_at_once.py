"""Several calls at once, in threads for which neither an interrupt nor the end of the program waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
_LOOK_FOR_SIGNALS = 0.1


def call_at_once(calls: Sequence[Callable[[], T]], threads: int) -> list[T]:
    """Make the calls in a few threads and return their results, in the order of the calls.

    An error ends the calls that have not begun, and is raised when those that have are over.
    """
    waiting = SimpleQueue[tuple[int, Callable[[], T]]]()
    for one in enumerate(calls):
        waiting.put(one)
    found: dict[int, T] = {}
    errors: list[BaseException] = []

    def work() -> None:
        try:
            while not errors:
                number, call = waiting.get_nowait()
                found[number] = call()
        except Empty:
            return
        except BaseException as error:
            errors.append(error)

    workers = [Thread(target=work, daemon=True) for _ in range(min(threads, len(calls)))]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            while worker.is_alive():
                worker.join(_LOOK_FOR_SIGNALS)
    except BaseException as interrupt:
        errors.append(interrupt)
        raise
    if errors:
        raise errors[0]
    return [found[number] for number in sorted(found)]
