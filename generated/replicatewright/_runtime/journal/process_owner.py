# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Who sends a submit on this machine, as text that other processes can check.

On Linux that is the process's number and start, the machine's boot, the space of process numbers,
and the program that it runs (by the address of its stack, which is another one after `exec`);
elsewhere what `ps` says.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROC = Path("/proc")
PS = "/bin/ps"
_FACTS = 5
"""How many words say who a process is on Linux."""
_UNKNOWN_STACK = " 0"
_sending: set[str] = sys.__dict__.setdefault("_job_journal_sending", set())
"""The tokens that this process sends; in `sys`, since all copies of this package in it share them."""
_texts: dict[int, str] = {}


def this_process() -> str:
    """Return this process, or an empty text if it cannot be told from others."""
    pid = os.getpid()
    if pid not in _texts:
        _texts[pid] = _describe(pid)
    return _texts[pid]


def is_running(owner: str) -> bool:
    """Return whether a process that `this_process` described certainly still runs on this machine."""
    pid = owner.partition(" ")[0]
    return pid.isascii() and pid.isdecimal() and _is_same(owner, _describe(int(pid)))


def has_ended(owner: str) -> bool:
    """Return whether a process that does not send has certainly ended, or runs another program.

    False for one that cannot be seen from here: in another container, or where nothing tells.
    """
    mine = this_process()
    if not mine or not owner:
        return False
    if owner == mine:
        return True
    facts, here = owner.split(" "), mine.split(" ")
    is_linux = len(here) == _FACTS
    if (len(facts) == _FACTS) is not is_linux or (is_linux and facts[2:4] != here[2:4]):
        return False
    if is_running(owner):
        return False
    return not _is_hidden(facts[0]) if is_linux else bool(_in_ps(os.getpid()))


def process_anywhere() -> str:
    """Return this process in words that tell it from those of other machines, too, or an empty text."""
    mine = this_process()
    return mine if len(mine.split(" ")) == _FACTS else ""


def begin_sending(token: str) -> str:
    """Note that this process sends the submit of a token; return this process."""
    _sending.add(token)
    return this_process()


def end_sending(token: str) -> None:
    """Note that the submit of a token has ended, in whatever way."""
    _sending.discard(token)


def is_sending(owner: str, token: str) -> bool:
    """Return whether a process runs and still sends the submit of a token."""
    return token in _sending or (owner != this_process() and is_running(owner))


def _describe(pid: int) -> str:
    """Return the text of a running process, or an empty one."""
    return _in_proc(pid) if (PROC / "self/stat").exists() else _in_ps(pid)


def _in_proc(pid: int) -> str:
    try:
        # only with the encoding that every Python has loaded: another would be imported here, and
        # a child that is forked meanwhile would wait for that import forever
        boot = (PROC / "sys/kernel/random/boot_id").read_text("utf-8").strip()
        namespace = os.readlink(PROC / "self/ns/pid")
        own = (PROC / "self/stat").read_text("utf-8", "replace").partition(" ")[0]
        stat = (PROC / f"{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    facts = stat.rpartition(")")[2].split()
    if own != str(os.getpid()) or facts[0] in "ZX":  # another container's /proc; a dead process
        return ""
    # the kernel shows the address to those who may know it, and else a zero
    return f"{pid} {facts[19]} {boot} {namespace} {facts[25]}"


def _is_same(owner: str, found: str) -> bool:
    """Return whether two texts are about one process; one of them may lack the address of its stack."""
    if _UNKNOWN_STACK in (owner[-2:], found[-2:]):
        owner, found = owner.rpartition(" ")[0], found.rpartition(" ")[0]
    return bool(found) and owner == found


def _is_hidden(pid: str) -> bool:
    """Return whether there is a process that /proc does not show to this user."""
    if (PROC / pid).exists():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _in_ps(pid: int) -> str:
    command = [PS, "-o", "state=,lstart=", "-p", str(pid)]
    environment = {"LC_ALL": "C", "TZ": "UTC"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    state, _, started = done.stdout.strip().partition(" ")
    return f"{pid} {started.strip()}" if started and state[0] not in "ZX" else ""


def _forget() -> None:
    """A forked child sends nothing yet, and has a number of its own."""
    _sending.clear()
    _texts.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
