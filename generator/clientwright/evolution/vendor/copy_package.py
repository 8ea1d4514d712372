"""Copy a whole generated package into another project, without its specs."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from clientwright.codegen import lock_file as locks
from clientwright.codegen.lock_file import LockFile
from clientwright.codegen.package_build import (
    BuildResult,
    apply_build,
    refuse_other_kind,
    refuse_specs_folder,
)
from clientwright.codegen.package_mutex import lock_package
from clientwright.codegen.problems import LockMissing
from clientwright.codegen.render_package import RenderedPackage
from clientwright.codegen.vendored_copy import (
    ALL_ENDPOINTS,
    VendoredCopy,
    origin_note,
    recorded_selection,
)
from clientwright.errors import ProblemsError, UsageError, describe_missing
from clientwright.evolution.vendor.destination import package_destination
from clientwright.evolution.vendor.vendor_client import VendorOptions, require_lock, write_copy
from clientwright.evolution.vendor.verify_copies import compare_with_lock
from clientwright.problems import Location


def copy_package(source: Path, into: Path, options: VendorOptions) -> BuildResult:
    """Copy a generated package byte for byte; its lock and its note mark it as a copy.

    Raises:
        UsageError: there is no such package, or the folder cannot contain it.
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
    copy = _copy_header(source.name, lock)
    tree = {path: (source / path).read_bytes().decode() for path in lock.files} | copy.files
    files = {path: locks.text_digest(text) for path, text in tree.items()}
    kept = replace(lock, options={**lock.options, **copy.options}, files=files)
    return RenderedPackage({**tree, locks.LOCK_NAME: kept.dumps()}, kept, ())


def _copy_header(name: str, lock: LockFile) -> VendoredCopy:
    ids = sorted(set(lock.specs) - {"service.json"})
    asked = recorded_selection(lock.options) or ALL_ENDPOINTS
    return VendoredCopy(asked, origin_note(name, ids, lock.options.get("http", "httpx")))
