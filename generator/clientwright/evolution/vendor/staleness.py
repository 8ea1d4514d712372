"""A copy held to specs: what they would now give otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_build import build_package
from clientwright.codegen.vendored_copy import make_vendored_copy, recorded_selection
from clientwright.errors import ProblemsError
from clientwright.evolution.vendor.problems import as_copy_problem
from clientwright.evolution.vendor.select_endpoints import missing_endpoints, select_endpoints
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def compare_with_specs(package: Path, lock: LockFile, specs: Specs) -> Iterator[Problem]:
    """Give a problem for every file that the specs would now give otherwise; the lock is not believed.

    What `generate` wrote is no copy, and is told as `generate --check` tells it.
    """
    asked = recorded_selection(lock.options)
    choice = select_endpoints(specs, asked or ("*",))
    yield from missing_endpoints(package, choice)
    if not choice.specs.endpoints:
        return
    copy = None if asked is None else make_vendored_copy(choice.specs, asked, lock.http)
    try:
        done = build_package(choice.specs, package, http=lock.http, check=True, copy=copy)
    except ProblemsError as blocked:
        yield from blocked.problems
        return
    yield from done.problems if copy is None else map(as_copy_problem, done.problems)
