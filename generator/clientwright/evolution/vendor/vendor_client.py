"""Vendor a client: render the selected endpoints into another project, or copy a generated package there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.build_result import BuildResult
from clientwright.codegen.build_steps import build_package
from clientwright.codegen.builds import BuildOptions
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_build import (
    apply_build,
    refuse_other_kind,
    refuse_specs_folder,
)
from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.problems import (
    LockMissing,
)
from clientwright.codegen.render_package import RenderedPackage
from clientwright.codegen.vendored_copy import (
    ALL_ENDPOINTS,
    VendoredCopy,
    is_from_packaged_specs,
    make_vendored_copy,
    origin_note,
    recorded_selection,
)
from clientwright.errors import ProblemsError, UsageError, describe_missing
from clientwright.evolution.vendor.package_folders import (
    is_generated_package,
    needs_init,
    package_destination,
    service_name,
)
from clientwright.evolution.vendor.select_endpoints import (
    EndpointSelection,
    known_ids,
    lost_to_folder,
    missing_endpoints,
    select_endpoints,
    select_existing,
)
from clientwright.evolution.vendor.staleness import as_copy_problem
from clientwright.evolution.vendor.verify_copies import compare_with_lock
from clientwright.io.atomic_files import write_text
from clientwright.problems import Location
from clientwright.specs.model import Specs


@dataclass(frozen=True, slots=True)
class VendorOptions:
    """How a copy is written: the HTTP library, only compared (`dry`), or over edited files (`force`).

    `packaged` states that the specs are those shipped with clientwright.
    """

    http: str | None = None
    dry: bool = False
    force: bool = False
    packaged: bool = False


def vendor_client(
    specs: Specs, into: Path, requested: Sequence[str], options: VendorOptions
) -> BuildResult:
    """Write the selected endpoints below `into`; by default those of the last run, at first all.

    Raises:
        UsageError: the folder cannot contain the package, a requested endpoint does not exist, or the
            copy was made from a folder of specs and would now be made from the packaged ones, or it was made
            from the packaged ones and would lose endpoints that the folder does not have.
        Blocked: a spec has errors, or a file was edited by hand or is not clientwright's.
    """
    package = package_destination(into, specs.service.package)
    with nullcontext() if options.dry or not into.is_dir() else lock_package(package):
        require_lock(package, options)
        old = locks.load_lock(package)
    recorded: Mapping[str, str] = old.options if old else {}
    _refuse_other_origin(package, recorded, options)
    if not requested and not options.packaged and not options.force:
        _refuse_losses(package, old, known_ids(specs), str(specs.root))
    selection = (
        select_existing(specs, requested)
        if requested
        else _previous_selection(specs, package, recorded)
    )
    http = options.http or recorded.get("http", "httpx")
    copy = make_vendored_copy(selection.specs, selection.requested, http, packaged=options.packaged)
    manner = BuildOptions(http, options.dry, options.force, copy)
    return write_copy(package, options, lambda: build_package(selection.specs, package, manner))


def _refuse_other_origin(
    package: Path, recorded: Mapping[str, str], options: VendorOptions
) -> None:
    """Refuse to replace what a folder of specs produced by what the packaged specs produce.

    Raises:
        UsageError: that would happen, and `force` is not set.
    """
    is_from_folder = recorded_selection(recorded) and not is_from_packaged_specs(recorded)
    if options.packaged and is_from_folder and not options.force:
        raise UsageError(
            f"{package} was made from a folder of specs, which is not here; name it with --specs, "
            "or use the specs shipped with clientwright with --force"
        )


def _refuse_losses(package: Path, old: LockFile | None, known: Iterable[str], where: str) -> None:
    """Refuse to remove endpoints from a copy only because it is now made from something that never had them.

    Raises:
        UsageError: `where`, which knows some ids, lacks endpoints of a copy of the packaged specs.
    """
    if lost := lost_to_folder(old, known):
        raise UsageError(
            f"{package} was made from the specs shipped with clientwright, and {where} does not have "
            f"{len(lost)} of its endpoints: {', '.join(lost)}. Nothing was written. Import them there too, "
            "choose endpoints of it with --endpoint, or remove the others with --force"
        )


def _previous_selection(
    specs: Specs, package: Path, recorded: Mapping[str, str]
) -> EndpointSelection:
    """Return the selection of the last run, at first everything.

    Raises:
        Blocked: the specs no longer have some of it.
    """
    selection = select_endpoints(specs, recorded_selection(recorded) or ALL_ENDPOINTS)
    if gone := tuple(missing_endpoints(package, selection)):
        raise ProblemsError(gone)
    return selection


def write_copy(
    package: Path, options: VendorOptions, write: Callable[[], BuildResult]
) -> BuildResult:
    """Write a copy, report problems as those of a copy, and add an `__init__.py` to a new folder."""
    into = package.parent
    is_new = needs_init(into, package.name)
    try:
        done = write()
    except ProblemsError as blocked:
        raise ProblemsError([as_copy_problem(problem) for problem in blocked.problems]) from None
    if is_new and not options.dry:
        write_text(into / "__init__.py", "")
    return replace(done, problems=tuple(map(as_copy_problem, done.problems)))


def require_lock(package: Path, options: VendorOptions) -> None:
    """Refuse a generated package without a lock, in which edits cannot be recognized.

    Raises:
        Blocked: it is such a package.
    """
    lacks = not (package / locks.LOCK_NAME).is_file() and is_generated_package(package)
    if lacks and not options.force:
        raise ProblemsError([LockMissing(Location(str(package)))])


def copy_package(source: Path, into: Path, options: VendorOptions) -> BuildResult:
    """Copy a generated package byte for byte; its lock and its note mark it as a copy.

    Raises:
        UsageError: there is no such package, the folder cannot contain it, or a copy of the packaged specs
            would lose endpoints.
        Blocked: a file was edited by hand, on either side.
    """
    if not source.is_dir():
        raise UsageError(describe_missing(source, "run 'clientwright generate' first"))
    package = package_destination(into, source.name)
    refuse_specs_folder(package)
    rendered = _read_unedited(source)

    def write() -> BuildResult:
        with nullcontext() if options.dry else lock_package(package):
            require_lock(package, options)
            old = locks.load_lock(package)
            if not options.force and not is_from_packaged_specs(rendered.lock.options):
                _refuse_losses(package, old, rendered.lock.specs, str(source))
            refuse_other_kind(package, old, is_copy=True, force=options.force)
            return apply_build(package, rendered, old, check=options.dry, force=options.force)

    return write_copy(package, options, write)


def _read_unedited(source: Path) -> RenderedPackage:
    """Read a package whose files match its lock."""
    lock = locks.load_lock(source)
    if lock is None:
        raise ProblemsError([LockMissing(Location(str(source)))])
    if wrong := tuple(compare_with_lock(source, lock)):
        raise ProblemsError(wrong)
    copy = _copy_header(service_name(source), lock)
    tree = {path: (source / path).read_bytes().decode() for path in lock.files} | copy.files
    files = {path: locks.text_digest(text) for path, text in tree.items()}
    kept = replace(lock, options={**lock.options, **copy.options}, files=files)
    return RenderedPackage({**tree, locks.LOCK_NAME: kept.dumps()}, kept, ())


def _copy_header(name: str, lock: LockFile) -> VendoredCopy:
    ids = sorted(set(lock.specs) - {"service.json"})
    asked = recorded_selection(lock.options) or ALL_ENDPOINTS
    return VendoredCopy(asked, origin_note(name, ids, lock.options.get("http", "httpx")))
