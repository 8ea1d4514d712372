"""Work on many items in several processes at once, with the same results, in the same order, as in one.

The processes are copies of this one, so that neither the function nor the items have to be sent to them; only the
results are, and so these must be picklable. Where processes cannot be copied safely (other systems than Linux, other
threads), or where a process ends before its work is done, the work is done here.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_PROCESSES = 4
"""More processes than this cost more memory than they save time."""
_SHARES = 16
"""Into how many parts the work of each process is cut, so that all end soon, and at about the same time."""


def map_in_processes(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    worthwhile: int,
    processes: int | None = None,
) -> list[Result]:
    """Return the result of a pure function for each item.

    Several processes are used for twice as many items as are `worthwhile` for one. What the first
    item loads is loaded once, before the process is copied. An exception of the function is raised here.
    """
    listed = list(items)
    count = min(_usable_processes() if processes is None else processes, len(listed) // worthwhile)
    if count < 2 or not _can_be_copied():
        return [function(item) for item in listed]
    first, rest = function(listed[0]), listed[1:]
    return [first, *_map_in_copies(function, rest, count)]


def _usable_processes() -> int:
    usable = os.sched_getaffinity(0) if sys.platform == "linux" else {0}
    return min(len(usable), MOST_PROCESSES)


def _can_be_copied() -> bool:
    """Return whether this process can be copied: another thread could hold a lock that the copy never gets."""
    return sys.platform == "linux" and threading.active_count() == 1


def _map_in_copies(
    function: Callable[[Item], Result], items: Sequence[Item], count: int
) -> list[Result]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    size = -(-len(items) // (count * _SHARES))
    pool = ProcessPoolExecutor(
        count, get_context("fork"), _hold_work, (os.getpid(), function, items, size)
    )
    try:
        shares = pool.map(_work_on_share, range(0, len(items), size))
        return [result for share in shares for result in share]
    except Exception:
        return [function(item) for item in items]
    finally:
        pool.shutdown(cancel_futures=True)


_SIGNAL_WHEN_PARENT_ENDS = 1
"""Linux's PR_SET_PDEATHSIG."""
_HELD: list[Any] = []
"""In a copy: the function, the items, and how many of them are a share."""


def _hold_work(parent: int, *work: Any) -> None:
    """Prepare a copy: it ends at an interrupt without a word, and with the process that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_SIGNAL_WHEN_PARENT_ENDS, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)
    _HELD[:] = work


def _work_on_share(start: int) -> list[Any]:
    function, items, size = _HELD
    return [function(item) for item in items[start : start + size]]
