"""Build one package: leave it if current, else compare, refuse or write it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.codegen import drift as checks
from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_mutex import leftover_problems, lock_package
from clientwright.codegen.problems import StaleFile
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
    """What a build did to one package or, with `check`, would have to do."""

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
    """Build one package in a folder of its own; `copy` makes it a vendored copy in another project.

    Raises:
        ProblemsError: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the folder is not writable, another run is writing it, or it contains the other kind of package.
    """
    refuse_specs_folder(package, specs.service.path.parent)
    if check and (left := tuple(leftover_problems(package))):
        return BuildResult(package, (), left)
    with nullcontext() if check else lock_package(package):
        plan = plan_build(specs, package, http=http, force=force, copy=copy, trusting=not check)
        if plan.rendered is None:
            return BuildResult(package, (), ())
        return apply_build(package, plan.rendered, plan.old, check=check, force=force)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """A package to write; `rendered` is None if the one on disk is current."""

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
    """Render a package for a folder without writing anything.

    Files that the lock proves current are reused; without `trusting`, or with `force`, the
    lock proves nothing, and everything is rendered.

    Raises:
        ProblemsError: a spec has errors.
        UsageError: the folder contains the other kind of package.
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
    """Write a rendered package unless an edited file would be lost; with `check`, only compare.

    Raises:
        ProblemsError: a file was edited by hand, or is not ours; nothing was written.
    """
    obsolete = checks.obsolete_files(rendered, old)
    if check:
        found = tuple(checks.drift_problems(package, rendered.tree, old, obsolete))
        stale = any(isinstance(problem, StaleFile) for problem in found)
        doubts = () if force else checks.lock_problems(package, rendered, old, is_stale=stale)
        return BuildResult(package, (), (*doubts, *found))
    refuse_edited_files(package, rendered, old, force=force)
    removed = tuple(path for path in obsolete if (package / path).exists())
    changed = write_package(package, rendered.tree, frozenset(obsolete))
    return BuildResult(package, changed, locations.add_lines(rendered.problems), removed)


def refuse_edited_files(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, force: bool
) -> None:
    """Refuse to overwrite a person's work.

    Raises:
        ProblemsError: a file was edited by hand, or is not ours, and `force` is not set.
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
    """Refuse to write a package into a folder of specs.

    Raises:
        UsageError: the package would be among specs.
    """
    at = package.resolve()
    if (at / "service.json").is_file() or {s.resolve() for s in sources} & {at, *at.parents}:
        raise UsageError(
            f"{package}: this folder contains specs; choose another one for the package"
        )


def refuse_other_kind(package: Path, old: LockFile | None, *, is_copy: bool, force: bool) -> None:
    """Refuse to overwrite a whole package with a vendored copy, or the reverse.

    Raises:
        UsageError: the package is of the other kind, and `force` is not set.
    """
    if old is None or force or (SELECTION_OPTION in old.options) == is_copy:
        return
    command = "clientwright generate" if is_copy else "clientwright vendor"
    raise UsageError(
        f"{package} is managed by '{command}'; choose another folder, or overwrite it with --force"
    )
