"""One package, made to stand: current and left alone, compared, refused, or written."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.emit import check as checks
from clientwright.emit import lock as locks
from clientwright.emit.copies import OPTION, Copy
from clientwright.emit.generate import Package, is_current, options_of, spec_hashes
from clientwright.emit.generate import generate as render
from clientwright.emit.holding import alone, left_behind
from clientwright.emit.lock import Lock
from clientwright.emit.write import write
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import Problem
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class Generated:
    """What a generate did, or (with `check`) would have to do, to one package."""

    package: Path
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    removed: tuple[str, ...] = ()


def stand(
    specs: Specs,
    package: Path,
    *,
    http: str | None = None,
    check: bool = False,
    force: bool = False,
    copy: Copy | None = None,
) -> Generated:
    """Make one package stand in a folder of its own; a `copy` is one in another project.

    Raises:
        Blocked: a spec has errors, or a file was edited by hand; nothing was written.
        UsageError: the folder cannot be written, another run holds it, or it holds the other kind of package.
    """
    no_specs(package, specs.service.path.parent)
    if check and (left := tuple(left_behind(package))):
        return Generated(package, (), left)
    with nullcontext() if check else alone(package):
        ready = prepare(specs, package, http=http, force=force, copy=copy, trusting=not check)
        if ready.rendered is None:
            return Generated(package, (), ())
        return settle(package, ready.rendered, ready.old, check=check, force=force)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A package as it is to be, not written yet; `rendered` is None where it stands as it should."""

    rendered: Package | None
    old: Lock | None


def prepare(
    specs: Specs,
    package: Path,
    *,
    http: str | None = None,
    force: bool = False,
    copy: Copy | None = None,
    trusting: bool = True,
) -> Prepared:
    """Render a package for a folder, and write nothing.

    What its lock proves to be current is taken over as it stands; without `trusting`, or with `force`,
    a lock proves nothing, and all is rendered.

    Raises:
        Blocked: a spec has errors.
        UsageError: the folder holds the other kind of package.
    """
    old = locks.load(package)
    chosen = http or (old.http if old else "httpx")
    same_kind(package, old, is_copy=copy is not None, force=force)
    hashes = spec_hashes(specs)
    proof = old if trusting and not force else None
    if is_current(package, proof, hashes, options_of(chosen, copy)):
        return Prepared(None, old)
    try:
        rendered = render(specs, chosen, package, proof, copy, hashes=hashes)
    except ProblemsError as blocked:
        raise ProblemsError(locations.add_lines(blocked.problems)) from None
    return Prepared(rendered, old.corrected(rendered.lock) if old else None)


def settle(
    package: Path, rendered: Package, old: Lock | None, *, check: bool, force: bool
) -> Generated:
    """Write a rendered package where nothing of a person's is lost; with `check`, only compare.

    Raises:
        Blocked: a file was edited by hand, or is somebody else's; nothing was written.
    """
    gone = checks.gone(rendered, old)
    if check:
        found = checks.differences(package, rendered.tree, old, gone)
        doubts = () if force else checks.untrue(package, rendered, old)
        return Generated(package, (), (*doubts, *found))
    unforced(package, rendered, old, force=force)
    removed = tuple(path for path in gone if (package / path).exists())
    changed = write(package, rendered.tree, frozenset(gone))
    return Generated(package, changed, locations.add_lines(rendered.problems), removed)


def unforced(package: Path, rendered: Package, old: Lock | None, *, force: bool) -> None:
    """Refuse to write over what a person wrote.

    Raises:
        Blocked: a file was edited by hand, or is somebody else's, and --force was not said.
    """
    edited = (
        ()
        if force
        else tuple(checks.edited(package, rendered.tree, old, checks.gone(rendered, old)))
    )
    if edited:
        raise ProblemsError(edited)


def no_specs(package: Path, *sources: Path) -> None:
    """Refuse to write a package among specs, where neither could be told from the other.

    Raises:
        UsageError: it would stand there.
    """
    at = package.resolve()
    if (at / "service.json").is_file() or {s.resolve() for s in sources} & {at, *at.parents}:
        raise UsageError(f"{package}: specs stand here; choose another folder for the package")


def same_kind(package: Path, old: Lock | None, *, is_copy: bool, force: bool) -> None:
    """Refuse to make a part of a package out of the whole one, or the other way round, by accident.

    Raises:
        UsageError: it is such a package, and --force was not said.
    """
    if old is None or force or (OPTION in old.options) == is_copy:
        return
    does = "clientwright generate" if is_copy else "clientwright vendor"
    raise UsageError(
        f"{package}: was written by '{does}', which another command would undo; "
        "choose another folder, or say --force"
    )
