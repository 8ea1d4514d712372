"""Compare a copy with what the specs now render."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.codegen.build_steps import build_package
from clientwright.codegen.builds import BuildOptions
from clientwright.codegen.lock_file import LOCK_NAME, LockFile
from clientwright.codegen.problems import EditedByHand, ForeignFile, OtherGenerator, StaleFile
from clientwright.codegen.vendored_copy import (
    is_from_packaged_specs,
    make_vendored_copy,
    recorded_selection,
)
from clientwright.errors import ProblemsError
from clientwright.evolution.problems import CopyEdited, CopyStale, InTheWay, OtherSpecs
from clientwright.evolution.vendor.select_endpoints import (
    known_ids,
    lost_to_folder,
    missing_endpoints,
    select_endpoints,
)
from clientwright.problems import Location, Problem
from clientwright.specs.model import Specs


def compare_with_specs(
    package: Path, lock: LockFile, specs: Specs, *, packaged: bool = False
) -> Iterator[Problem]:
    """Yield a problem for every file that differs from what the specs now render; the lock is not trusted.

    A package that `generate` wrote is reported as `generate --check` would. A copy of the packaged specs is
    not compared with a folder of specs that lacks its endpoints.
    """
    if not packaged and (lost := lost_to_folder(lock, known_ids(specs))):
        yield OtherSpecs(Location(str(package / LOCK_NAME)), lost, str(specs.root))
        return
    requested = recorded_selection(lock.options)
    selection = select_endpoints(specs, requested or ("*",))
    yield from missing_endpoints(package, selection)
    if not selection.specs.endpoints:
        return
    copy = (
        None
        if requested is None
        else make_vendored_copy(
            selection.specs,
            requested,
            lock.http,
            packaged=is_from_packaged_specs(lock.options),
        )
    )
    try:
        done = build_package(
            selection.specs, package, BuildOptions(lock.http, check=True, copy=copy)
        )
    except ProblemsError as blocked:
        yield from blocked.problems
        return
    yield from done.problems if copy is None else map(as_copy_problem, done.problems)


def as_copy_problem(problem: Problem) -> Problem:
    """Return a problem of a generated package as the problem of a copy."""
    match problem:
        case EditedByHand(place, diff):
            return CopyEdited(place, diff)
        case StaleFile(place, diff, becomes):
            return CopyStale(place, diff, becomes)
        case ForeignFile(place):
            return InTheWay(place)
        case OtherGenerator(place, generator):
            return OtherGenerator(place, generator, is_copy=True)
        case _:
            return problem
