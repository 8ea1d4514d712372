"""One run at a time per package; recover from interrupted runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientwright.codegen.problems import InterruptedRun
from clientwright.io.atomic_files import unwritable
from clientwright.io.folder_lock import is_locked, lock_for_writing
from clientwright.problems import Location

_NEW_SUFFIX, _OLD_SUFFIX = ".clientwright-new", ".clientwright-old"


@contextmanager
def lock_package(package: Path) -> Generator[None]:
    """Lock a package for the block, after recovering from an interrupted run.

    Raises:
        UsageError: another run has locked it, or its folder is not writable.
    """
    with lock_packages([package]):
        yield


@contextmanager
def lock_packages(packages: Sequence[Path]) -> Generator[None]:
    """Lock packages of one folder for the block, after recovering from interrupted runs.

    Raises:
        UsageError: another run has locked them, or their folder is not writable.
    """
    folder = packages[0].parent
    created = [above for above in (folder, *folder.parents) if not above.exists()]
    try:
        with ExitStack() as stack:
            for package in packages:
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                    if package == packages[0]:
                        stack.enter_context(lock_for_writing(folder, package))
                    recover(package)
                except OSError as error:
                    raise unwritable(package, error) from error
            yield
    finally:
        for above in created:
            with suppress(OSError):
                above.rmdir()


def swap_paths(package: Path) -> tuple[Path, Path]:
    """Return where the new package is built, and where the old one is kept meanwhile."""
    return package.with_name(f".{package.name}{_NEW_SUFFIX}"), package.with_name(
        f".{package.name}{_OLD_SUFFIX}"
    )


def package_of_leftover(name: str) -> str | None:
    """Return the package's name for a folder that an interrupted run left, or None for any other folder."""
    for end in (_NEW_SUFFIX, _OLD_SUFFIX):
        if name.startswith(".") and name.endswith(end):
            return name.removeprefix(".").removesuffix(end) or None
    return None


def leftover_problems(package: Path) -> Iterator[InterruptedRun]:
    """Yield a problem for each folder that an interrupted run left; none while a run is active."""
    found = [folder for folder in swap_paths(package.absolute()) if folder.exists()]
    if found and not is_locked(package.absolute().parent):
        yield from (
            InterruptedRun(Location(str(package.with_name(folder.name))))
            for folder in found
            if folder.exists()  # a run that was active a moment ago has removed its own
        )


def recover(package: Path) -> None:
    """Restore the package after an interrupted run."""
    beside, backup = swap_paths(package)
    if backup.exists():
        if package.exists():
            remove_folder(backup)
        else:
            os.replace(backup, package)
    if beside.exists():
        remove_folder(beside)


def remove_folder(folder: Path) -> None:
    """Remove a folder, even if folders in it are read-only."""
    with suppress(PermissionError):
        shutil.rmtree(folder)
        return
    for root, _, _ in os.walk(folder):
        with suppress(OSError):
            os.chmod(root, 0o700)
    shutil.rmtree(folder)
