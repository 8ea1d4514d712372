"""Check copies against their locks and, if there are any, against the specs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clientwright import locations
from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_mutex import leftover_problems
from clientwright.codegen.problems import EditedByHand, LockMissing
from clientwright.codegen.vendored_copy import is_from_packaged_specs, recorded_selection
from clientwright.errors import ProblemsError, UsageError, describe_missing
from clientwright.evolution.problems import CopyEdited, CopyIncomplete
from clientwright.evolution.vendor.package_folders import find_packages
from clientwright.problems import Location, Problem

if TYPE_CHECKING:
    from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """The result for one copy: the clientwright version, whether specs were compared, and the problems.

    `packaged` states that the compared specs are those shipped with clientwright.
    """

    package: Path
    generator: str
    compared_with_specs: bool
    problems: tuple[Problem, ...]
    packaged: bool = False


def verify_copies(
    folder: Path, services: Sequence[Specs] = (), packaged: Sequence[Specs] = ()
) -> tuple[CopyCheck, ...]:
    """Check every copy at or below a folder; nothing but the locks is needed, and nothing is written.

    A copy of a service without specs in `services` is compared with the `packaged` ones, those shipped
    with clientwright, if its lock records that it was made from them.

    Raises:
        UsageError: there is no such folder, or no copy in it.
    """
    if not folder.is_dir():
        raise UsageError(describe_missing(folder, "name a folder that contains copies"))
    known, shipped = (
        {specs.service.package: specs for specs in group} for group in (services, packaged)
    )
    found = tuple(
        _verify_copy(package, known.get(name := package.absolute().name), shipped.get(name))
        for package in find_packages(folder)
    )
    if not found:
        raise UsageError(
            f"{folder}: there is no package of clientwright here; "
            "'clientwright vendor SERVICE --into DIR' writes one"
        )
    return found


def compare_with_lock(package: Path, lock: LockFile) -> Iterator[Problem]:
    """Yield a problem for every file that does not match the lock."""
    generated = recorded_selection(lock.options) is None
    for path, digest in sorted(lock.files.items()):
        location = Location(str(package / path))
        if not (package / path).exists():
            yield CopyIncomplete(location, generated=generated)
        elif locks.digest_on_disk(package, path) != digest:
            yield CopyEdited(location, generated=generated)


def _verify_copy(package: Path, specs: Specs | None, packaged: Specs | None) -> CopyCheck:
    leftovers = tuple(leftover_problems(package))
    if leftovers:
        return CopyCheck(package, "", False, leftovers)
    try:
        lock = locks.load_lock(package)
    except ProblemsError as blocked:
        return CopyCheck(package, "", False, blocked.problems)
    if lock is None:
        return CopyCheck(package, "", False, (LockMissing(Location(str(package))),))
    is_packaged = not specs and packaged is not None and is_from_packaged_specs(lock.options)
    specs = packaged if is_packaged else specs
    found = {problem.location: problem for problem in compare_with_lock(package, lock)}
    compared = _compare_with_specs(package, lock, specs, packaged=is_packaged) if specs else ()
    for problem in compared:
        if problem.location not in found or isinstance(problem, (CopyEdited, EditedByHand)):
            found[problem.location] = problem
    reported = locations.add_lines([*found.values()])
    return CopyCheck(package, lock.generator, specs is not None, reported, is_packaged)


def _compare_with_specs(
    package: Path, lock: LockFile, specs: Specs, *, packaged: bool
) -> Iterator[Problem]:
    """Compare a copy with specs; imports the renderer only here."""
    from clientwright.evolution.vendor.staleness import compare_with_specs

    return compare_with_specs(package, lock, specs, packaged=packaged)
