"""One run at a time holds a package; what an interrupted one left beside it is told, and put right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientwright.atomic_files import lock_folder
from clientwright.codegen.problems import InterruptedRun
from clientwright.errors import UsageError
from clientwright.problems import Location

_NEW_SUFFIX, _OLD_SUFFIX = ".clientwright-new", ".clientwright-old"


@contextmanager
def lock_package(package: Path) -> Generator[None]:
    """Hold a package while the block lasts, with what an interrupted run left put right.

    Raises:
        UsageError: another run holds it, or its folder cannot be written.
    """
    folders = (package.parent, *package.parent.parents)
    made = [folder for folder in folders if not folder.exists()]
    try:
        with ExitStack() as stack:
            try:
                package.parent.mkdir(parents=True, exist_ok=True)
                stack.enter_context(lock_folder(package.parent))
                recover(package)
            except BlockingIOError:
                raise UsageError(
                    f"{package}: another run is writing here; wait until it has ended"
                ) from None
            except OSError as error:
                raise UsageError(cannot_write_message(package, error)) from error
            yield
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def swap_paths(package: Path) -> tuple[Path, Path]:
    """Give where the new package is built and the old one waits, beside the package."""
    return package.with_name(f".{package.name}{_NEW_SUFFIX}"), package.with_name(
        f".{package.name}{_OLD_SUFFIX}"
    )


def package_of_leftover(name: str) -> str | None:
    """Give the package's name of a folder that only a run leaves; None for any other."""
    for end in (_NEW_SUFFIX, _OLD_SUFFIX):
        if name.startswith(".") and name.endswith(end):
            return name.removeprefix(".").removesuffix(end) or None
    return None


def leftover_problems(package: Path) -> Iterator[InterruptedRun]:
    """Give a problem for each folder that an interrupted run left; none while a run is at work."""
    found = [folder for folder in swap_paths(package.absolute()) if folder.exists()]
    if found and _is_unlocked(package.absolute().parent):
        yield from (
            InterruptedRun(Location(str(package.with_name(folder.name)))) for folder in found
        )


def recover(package: Path) -> None:
    """Put things right after a run that was interrupted."""
    beside, backup = swap_paths(package)
    if backup.exists():
        if package.exists():
            remove_folder(backup)
        else:
            os.replace(backup, package)
    if beside.exists():
        remove_folder(beside)


def remove_folder(folder: Path) -> None:
    """Take a folder away, also where folders in it were made read-only."""
    for root, _, _ in os.walk(folder):
        with suppress(OSError):
            os.chmod(root, 0o700)
    shutil.rmtree(folder)


def cannot_write_message(package: Path, error: OSError) -> str:
    """Say that a package cannot be written, and why."""
    return f"{package}: cannot be written: {error.strerror or error}"


def _is_unlocked(folder: Path) -> bool:
    try:
        with lock_folder(folder, wait=0.5):  # another check may hold it for a moment
            return True
    except BlockingIOError:
        return False
    except OSError:
        return True
