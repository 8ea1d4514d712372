"""Which processes hold a lock on a file, as far as Linux tells."""

from __future__ import annotations

import os
from pathlib import Path

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
