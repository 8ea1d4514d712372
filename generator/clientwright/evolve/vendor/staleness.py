"""A copy held to specs: what they would now give otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_build import build_package
from clientwright.codegen.vendored_copy import make_vendored_copy, recorded_selection
from clientwright.errors import ProblemsError
from clientwright.evolve.vendor.choosing import choose, lost
from clientwright.evolve.vendor.problems import of_copy
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def against_specs(package: Path, lock: LockFile, specs: Specs) -> Iterator[Problem]:
    """Give a problem for every file that the specs would now give otherwise; the lock is not believed.

    What `generate` wrote is no copy, and is told as `generate --check` tells it.
    """
    asked = recorded_selection(lock.options)
    choice = choose(specs, asked or ("*",))
    yield from lost(package, choice)
    if not choice.specs.endpoints:
        return
    copy = None if asked is None else make_vendored_copy(choice.specs, asked, lock.http)
    try:
        done = build_package(choice.specs, package, http=lock.http, check=True, copy=copy)
    except ProblemsError as blocked:
        yield from blocked.problems
        return
    yield from done.problems if copy is None else map(of_copy, done.problems)
