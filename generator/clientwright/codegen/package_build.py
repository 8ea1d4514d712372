"""One package and its folder: what has to be rendered, what must not be overwritten, what is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright import locations
from clientwright.codegen import drift as checks
from clientwright.codegen import lock_file as locks
from clientwright.codegen.broken_specs import keep_modules
from clientwright.codegen.build_result import BuildResult
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.problems import StaleFile
from clientwright.codegen.render_package import (
    PackageDraft,
    RenderedPackage,
    finish_draft,
    is_current,
    lock_options,
    spec_hashes,
    start_draft,
)
from clientwright.codegen.vendored_copy import SELECTION_OPTION, VendoredCopy
from clientwright.codegen.write_package import write_package
from clientwright.errors import ProblemsError, UsageError
from clientwright.specs.model import Specs


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
    """Render a package for a folder without writing anything; see `start_build`.

    Raises:
        ProblemsError: a spec has errors.
        UsageError: the folder contains the other kind of package.
    """
    draft, old = start_build(specs, package, http=http, force=force, copy=copy, trusting=trusting)
    return planned_build(finish_draft(draft), old) if draft else BuildPlan(None, old)


def start_build(
    specs: Specs,
    package: Path,
    *,
    http: str | None = None,
    force: bool = False,
    copy: VendoredCopy | None = None,
    trusting: bool = True,
    broken: Collection[str] = (),
) -> tuple[PackageDraft | None, LockFile | None]:
    """Return what has to be rendered, None if the package is current, and the package's lock.

    Files that the lock proves current are reused; with `force` the lock proves nothing, and without
    `trusting` neither does the cache: everything is rendered. Of `broken` endpoints the package keeps what it has.

    Raises:
        UsageError: the folder contains the other kind of package.
    """
    old = locks.load_lock(package)
    chosen = http or (old.http if old else "httpx")
    refuse_other_kind(package, old, is_copy=copy is not None, force=force)
    kept = keep_modules(specs, broken, package, old)
    hashes = {**spec_hashes(kept.specs), **kept.hashes}
    proof = old if trusting and not force else None
    if is_current(package, proof, hashes, lock_options(chosen, copy)):
        return None, old
    draft = start_draft(kept.specs, chosen, package, proof, copy, hashes=hashes, trusting=trusting)
    return replace(draft, reused={**draft.reused, **kept.modules}), old


def planned_build(rendered: RenderedPackage, old: LockFile | None) -> BuildPlan:
    """Return the plan to write a rendered package over one with the lock `old`."""
    return BuildPlan(rendered, old.with_rendered_hashes(rendered.lock) if old else None)


def apply_build(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, check: bool, force: bool
) -> BuildResult:
    """Write a rendered package unless an edited file would be lost; with `check`, only compare.

    Raises:
        ProblemsError: a file was edited by hand, or is not ours; nothing was written.
    """
    if check:
        return compare_build(package, rendered, old, force=force)
    refuse_edited_files(package, rendered, old, force=force)
    return write_build(package, rendered, old)


def compare_build(
    package: Path, rendered: RenderedPackage, old: LockFile | None, *, force: bool
) -> BuildResult:
    """Return what a build would have to do, as problems."""
    obsolete = checks.obsolete_files(rendered, old)
    found = tuple(checks.drift_problems(package, rendered.tree, old, obsolete))
    stale = any(isinstance(problem, StaleFile) for problem in found)
    doubts = () if force else checks.lock_problems(package, rendered, old, is_stale=stale)
    return BuildResult(package, (), (*doubts, *found))


def write_build(package: Path, rendered: RenderedPackage, old: LockFile | None) -> BuildResult:
    """Write a rendered package, and remove the files that it no longer has."""
    obsolete = checks.obsolete_files(rendered, old)
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


def refuse_out_in_package(out: Path) -> None:
    """Refuse a folder for packages that is a package, or is inside one.

    Raises:
        UsageError: it is.
    """
    for folder in (out.absolute(), *out.absolute().parents):
        if (folder / locks.LOCK_NAME).exists():
            up = out if folder == out.absolute() else folder
            raise UsageError(
                f"{out} is in a package that clientwright wrote; "
                f"name the folder that contains the package: --out {up.parent}"
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
