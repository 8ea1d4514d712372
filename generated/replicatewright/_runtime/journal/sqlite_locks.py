# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Who waits for a journal's file, and which processes hold a lock on it."""

from __future__ import annotations

import os
import time
from pathlib import Path

_LOOKS, _SECONDS = 200, 0.0005
"""How often a thread looks, without any change, whether those before it have left, and how long it sleeps between."""


class FifoOrder:
    """The places of threads that wait, since a lock is unfair: who takes it again at once starves others."""

    def __init__(self) -> None:
        self._places: set[object] = set()

    def wait(self, place: object) -> None:
        """Take a place, and wait until those before it have left.

        Give up when none of them does for long: an interrupt can leave a place at which nobody waits.
        """
        before, looks = self._places.copy(), _LOOKS
        self._places.add(place)
        while before and looks:
            time.sleep(_SECONDS)
            left = before & self._places
            before, looks = left, looks - 1 if left == before else _LOOKS
        self._places -= before

    def leave(self, place: object) -> None:
        """Leave a place, if it is still there."""
        self._places.discard(place)

    def clear(self) -> None:
        """Forget all places: a forked process has no threads of its parent."""
        self._places.clear()


LOCKS = Path("/proc/locks")


def lock_holders(path: str) -> str:
    """Return the processes that write to a SQLite file, for a message; its locks can be on `-shm`."""
    found: list[str] = []
    try:
        text = LOCKS.read_text("utf-8", "replace")
        for file in filter(os.path.exists, (path, f"{path}-shm")):
            found += [_described(pid) for pid in write_locks(text, os.stat(file).st_ino)]
    except OSError:
        pass
    return ", ".join(dict.fromkeys(found)) or "another process, or another thread of this one"


def write_locks(locks: str, inode: int) -> list[int]:
    """Return the numbers of the processes with a write lock on a file, by the text of `/proc/locks`."""
    rows = (line.split() for line in locks.splitlines())
    return [
        int(row[4])
        for row in rows
        if len(row) == 8 and row[3] == "WRITE" and row[5].rpartition(":")[2] == str(inode)
    ]


def _described(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return f"process {pid}"
    return f"process {pid} ({words})" if pid != os.getpid() else f"this process ({pid})"
