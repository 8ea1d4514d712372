"""A command as a whole process: its seconds, its processor time, and the memory of it and all that it starts."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

BETWEEN_LOOKS = 0.02
"""Seconds between two looks at the memory of a process."""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall seconds and processor seconds of a command, and its most megabytes, summed over its processes."""

    seconds: float
    processor_seconds: float
    megabytes: float


def run(
    command: Sequence[str],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    *,
    weigh: bool = False,
    codes: Collection[int] = (0,),
) -> Run:
    """Run a command to its end, without its output; `weigh` also looks at its memory, which takes time.

    It may end with one of the exit `codes`.

    Raises:
        SystemExit: the command failed; what it printed is in the message.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as printed:
        started = perf_counter()
        with subprocess.Popen(
            command, cwd=cwd, env=dict(env) if env else None, stdout=printed, stderr=printed
        ) as process:
            megabytes = _weighed(process) if weigh else 0.0
            code = process.wait()
        seconds = perf_counter() - started
        if code not in codes:
            printed.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{printed.read().decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, used, megabytes)


def _weighed(process: subprocess.Popen[bytes]) -> float:
    """Return the most megabytes of a process and those below it, until it ends; 0 without /proc."""
    most = 0.0
    ended = threading.Event()
    while process.poll() is None:
        most = max(most, sum(map(_megabytes, [process.pid, *_below(process.pid)])))
        ended.wait(BETWEEN_LOOKS)
    return most


def _below(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def _megabytes(pid: int) -> float:
    """Return the memory of a process; what it shares with others is divided among them."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
