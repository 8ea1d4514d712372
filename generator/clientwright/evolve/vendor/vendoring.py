"""A part of a service's client, written into another project: the usual render, of fewer endpoints."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.atomic_files import write_text
from clientwright.codegen import lock_file as locks
from clientwright.codegen.package_build import BuildResult, build_package
from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.problems import LockMissing
from clientwright.codegen.vendored_copy import ALL_ENDPOINTS, make_vendored_copy, recorded_selection
from clientwright.errors import ProblemsError
from clientwright.evolve.vendor import problems
from clientwright.evolve.vendor.choosing import Choice, choose, chosen, lost
from clientwright.evolve.vendor.finding import is_ours
from clientwright.evolve.vendor.target import target, wants_init
from clientwright.problems import Location
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class Manner:
    """How a copy is written: on which HTTP library, only compared, or over what a person edited."""

    http: str | None = None
    dry: bool = False
    force: bool = False


def vendor(specs: Specs, into: Path, asked: Sequence[str], manner: Manner) -> BuildResult:
    """Write the endpoints that were asked for below `into`; without any, those of the time before, at first all.

    Raises:
        UsageError: the folder is no place for it, or something that was asked for is not there.
        Blocked: a spec has errors, or a file was edited by hand, or is somebody else's.
    """
    package = target(into, specs.service.name)
    with nullcontext() if manner.dry or not into.is_dir() else lock_package(package):
        known_by_lock(package, manner)
        old = locks.load_lock(package)
    options: Mapping[str, str] = old.options if old else {}
    choice = chosen(specs, asked) if asked else _remembered(specs, package, options)
    http = manner.http or options.get("http", "httpx")
    copy = make_vendored_copy(choice.specs, choice.asked, http)
    return written(
        package,
        manner,
        lambda: build_package(
            choice.specs, package, http=http, check=manner.dry, force=manner.force, copy=copy
        ),
    )


def _remembered(specs: Specs, package: Path, options: Mapping[str, str]) -> Choice:
    """Choose what was chosen the time before, at first everything.

    Raises:
        Blocked: the specs have nothing for some of it any more.
    """
    choice = choose(specs, recorded_selection(options) or ALL_ENDPOINTS)
    if gone := tuple(lost(package, choice)):
        raise ProblemsError(gone)
    return choice


def written(package: Path, manner: Manner, write: Callable[[], BuildResult]) -> BuildResult:
    """Write a copy; tell in its own words what stands in the way, and make a new folder of a package a package."""
    into = package.parent
    is_new = wants_init(into, package.name)
    try:
        done = write()
    except ProblemsError as blocked:
        raise ProblemsError([problems.of_copy(problem) for problem in blocked.problems]) from None
    if is_new and not manner.dry:
        write_text(into / "__init__.py", "")
    return replace(done, problems=tuple(map(problems.of_copy, done.problems)))


def known_by_lock(package: Path, manner: Manner) -> None:
    """Refuse a package that is ours and has no lock: nobody can tell what in it was edited.

    Raises:
        Blocked: it is such a package.
    """
    lacks = not (package / locks.LOCK_NAME).is_file() and is_ours(package)
    if lacks and not manner.force:
        raise ProblemsError([LockMissing(Location(str(package)))])
