"""One package, made to stand: current and left alone, compared, refused, or written."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.codegen import drift as checks
from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_mutex import leftover_problems, lock_package
from clientwright.codegen.render_package import (
    RenderedPackage,
    is_current,
    lock_options,
    spec_hashes,
)
from clientwright.codegen.render_package import render_specs as render
from clientwright.codegen.vendored_copy import SELECTION_OPTION, VendoredCopy
from clientwright.codegen.write_package import write_package
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import Problem
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a generate did, or (with `check`) would have to do, to one package."""

    package: Path
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    removed: tuple[str, ...] = ()


def build_package(
    specs: Specs,
    package: Path,
    *,
    http: str | None = None,
    check: bool = False,
    force: bool = False,
    copy: VendoredCopy | None = None,
) -> BuildResult:
    """Make one package stand in a folder of its own; a `copy` is one in another project.

    Raises:
        Blocked: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the folder cannot be written, another run holds it, or it holds the other kind of package.
    """
    refuse_specs_folder(package, specs.service.path.parent)
    if check and (left := tuple(leftover_problems(package))):
        return BuildResult(package, (), left)
    with nullcontext() if check else lock_package(package):
        ready = plan_build(specs, package, http=http, force=force, copy=copy, trusting=not check)
        if ready.rendered is None:
            return BuildResult(package, (), ())
        return apply_build(package, ready.rendered, ready.old, check=check, force=force)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """A package as it is to be, not written yet; `rendered` is None where it stands as it should."""

    rendered: RenderedPackage | None
    old: LockFile | None


def plan_build(
    specs: Specs,
    package: Path,
    *,
    http: str | None = None,
    force: bool = False,
    copy: VendoredCopy | None = None,
    trusting: bool = True,
) -> BuildPlan:
    """Render a package for a folder, and write nothing.

    What its lock proves to be current is taken over as it stands; without `trusting`, or with `force`,
    a lock proves nothing, and all is rendered.

    Raises:
        Blocked: a spec has errors.
        UsageError: the folder holds the other kind of package.
    """
    old = locks.load_lock(package)
    chosen = http or (old.http if old else "httpx")
    refuse_other_kind(package, old, is_copy=copy is not None, force=force)
    hashes = spec_hashes(specs)
    proof = old if trusting and not force else None
    if is_current(package, proof, hashes, lock_options(chosen, copy)):
        return BuildPlan(None, old)
    try:
        rendered = render(specs, chosen, package, proof, copy, hashes=hashes)
    except ProblemsError as blocked:
        raise ProblemsError(locations.add_lines(blocked.problems)) from None
    return BuildPlan(rendered, old.with_rendered_hashes(rendered.lock) if old else None)


def apply_build(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, check: bool, force: bool
) -> BuildResult:
    """Write a rendered package where nothing of a person's is lost; with `check`, only compare.

    Raises:
        Blocked: a file was edited by hand, or is somebody else's; nothing was written.
    """
    gone = checks.obsolete_files(rendered, old)
    if check:
        found = checks.drift_problems(package, rendered.tree, old, gone)
        doubts = () if force else checks.lock_problems(package, rendered, old)
        return BuildResult(package, (), (*doubts, *found))
    refuse_edited_files(package, rendered, old, force=force)
    removed = tuple(path for path in gone if (package / path).exists())
    changed = write_package(package, rendered.tree, frozenset(gone))
    return BuildResult(package, changed, locations.add_lines(rendered.problems), removed)


def refuse_edited_files(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, force: bool
) -> None:
    """Refuse to write over what a person wrote.

    Raises:
        Blocked: a file was edited by hand, or is somebody else's, and --force was not said.
    """
    edited = (
        ()
        if force
        else tuple(
            checks.edited_file_problems(
                package, rendered.tree, old, checks.obsolete_files(rendered, old)
            )
        )
    )
    if edited:
        raise ProblemsError(edited)


def refuse_specs_folder(package: Path, *sources: Path) -> None:
    """Refuse to write a package among specs, where neither could be told from the other.

    Raises:
        UsageError: it would stand there.
    """
    at = package.resolve()
    if (at / "service.json").is_file() or {s.resolve() for s in sources} & {at, *at.parents}:
        raise UsageError(f"{package}: specs stand here; choose another folder for the package")


def refuse_other_kind(package: Path, old: LockFile | None, *, is_copy: bool, force: bool) -> None:
    """Refuse to make a part of a package out of the whole one, or the other way round, by accident.

    Raises:
        UsageError: it is such a package, and --force was not said.
    """
    if old is None or force or (SELECTION_OPTION in old.options) == is_copy:
        return
    does = "clientwright generate" if is_copy else "clientwright vendor"
    raise UsageError(
        f"{package}: was written by '{does}', which another command would undo; "
        "choose another folder, or say --force"
    )
