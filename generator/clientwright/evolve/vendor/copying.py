"""A whole generated package, copied into another project as it is, without its specs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from clientwright.emit import lock as locks
from clientwright.emit.copies import EVERYTHING, Copy, asked_before, note
from clientwright.emit.generate import Package
from clientwright.emit.holding import alone
from clientwright.emit.lock import Lock
from clientwright.emit.problems import LockMissing
from clientwright.emit.standing import Generated, no_specs, same_kind, settle
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolve.vendor.checking import against_lock
from clientwright.evolve.vendor.target import target
from clientwright.evolve.vendor.vendoring import Manner, known_by_lock, written
from clientwright.problems import Location


def copy_package(source: Path, into: Path, manner: Manner) -> Generated:
    """Copy a generated package, byte for byte, and say in its lock and its note that it is a copy.

    Raises:
        UsageError: there is no such package, or the folder is no place for it.
        Blocked: a file was edited by hand, on either side.
    """
    if not source.is_dir():
        raise UsageError(f"{source}: there is no such package; run 'clientwright generate' first")
    package = target(into, source.name)
    no_specs(package)
    made = _taken(source)

    def write() -> Generated:
        with nullcontext() if manner.dry else alone(package):
            known_by_lock(package, manner)
            old = locks.load(package)
            same_kind(package, old, is_copy=True, force=manner.force)
            return settle(package, made, old, check=manner.dry, force=manner.force)

    return written(package, manner, write)


def _taken(source: Path) -> Package:
    """Read a package that is as its lock says."""
    lock = locks.load(source)
    if lock is None:
        raise ProblemsError([LockMissing(Location(str(source)))])
    if wrong := tuple(against_lock(source, lock)):
        raise ProblemsError(wrong)
    copy = _copy(source.name, lock)
    tree = {path: (source / path).read_bytes().decode() for path in lock.files} | copy.files
    files = {path: locks.digest(text) for path, text in tree.items()}
    kept = replace(lock, options={**lock.options, **copy.options}, files=files)
    return Package({**tree, locks.NAME: kept.dumps()}, kept, ())


def _copy(name: str, lock: Lock) -> Copy:
    ids = sorted(set(lock.specs) - {"service.json"})
    asked = asked_before(lock.options) or EVERYTHING
    return Copy(asked, note(name, ids, lock.options.get("http", "httpx")))
