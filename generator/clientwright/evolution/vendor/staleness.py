"""Compare a copy with what the specs now render."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.codegen.build_steps import build_package
from clientwright.codegen.builds import BuildOptions
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.problems import EditedByHand, ForeignFile, OtherGenerator, StaleFile
from clientwright.codegen.vendored_copy import (
    is_from_packaged_specs,
    make_vendored_copy,
    recorded_selection,
)
from clientwright.errors import ProblemsError
from clientwright.evolution.problems import CopyEdited, CopyStale, InTheWay
from clientwright.evolution.vendor.select_endpoints import missing_endpoints, select_endpoints
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def compare_with_specs(package: Path, lock: LockFile, specs: Specs) -> Iterator[Problem]:
    """Yield a problem for every file that differs from what the specs now render; the lock is not trusted.

    A package that `generate` wrote is reported as `generate --check` would.
    """
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
