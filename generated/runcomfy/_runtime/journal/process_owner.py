# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Who sends a submit on this machine, as text that other processes can check."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path


def this_process() -> str:
    """Return this process: its machine's boot, its number, and when it started."""
    return _describe(os.getpid())


def is_running(owner: str) -> bool:
    """Return whether a process that `this_process` described still runs on this machine."""
    _, _, rest = owner.partition(" ")
    pid = rest.partition(" ")[0]
    return pid.isdecimal() and _read(int(pid)) == owner


@lru_cache(maxsize=8)
def _describe(pid: int) -> str:
    return _read(pid)


def _read(pid: int) -> str:
    """Return the text of a process, or an empty one if there is none."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return f"{boot} {pid} {stat.rpartition(')')[2].split()[19]}"
