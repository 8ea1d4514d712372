"""One run at a time holds a package; what an interrupted one left beside it is told, and put right."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientwright.atomic_files import lock_folder
from clientwright.emit.problems import Interrupted
from clientwright.errors import UsageError
from clientwright.problems import Location

_NEW, _OLD = ".clientwright-new", ".clientwright-old"


@contextmanager
def alone(package: Path) -> Generator[None]:
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
                raise UsageError(cannot(package, error)) from error
            yield
    finally:
        for folder in made:
            with suppress(OSError):
                folder.rmdir()


def places(package: Path) -> tuple[Path, Path]:
    """Give where the new package is built and the old one waits, beside the package."""
    return package.with_name(f".{package.name}{_NEW}"), package.with_name(f".{package.name}{_OLD}")


def of_stray(name: str) -> str | None:
    """Give the package's name of a folder that only a run leaves; None for any other."""
    for end in (_NEW, _OLD):
        if name.startswith(".") and name.endswith(end):
            return name.removeprefix(".").removesuffix(end) or None
    return None


def left_behind(package: Path) -> Iterator[Interrupted]:
    """Give a problem for each folder that an interrupted run left; none while a run is at work."""
    found = [folder for folder in places(package.absolute()) if folder.exists()]
    if found and _is_free(package.absolute().parent):
        yield from (Interrupted(Location(str(package.with_name(folder.name)))) for folder in found)


def recover(package: Path) -> None:
    """Put things right after a run that was interrupted."""
    beside, backup = places(package)
    if backup.exists():
        if package.exists():
            clear(backup)
        else:
            os.replace(backup, package)
    if beside.exists():
        clear(beside)


def clear(folder: Path) -> None:
    """Take a folder away, also where folders in it were made read-only."""
    for root, _, _ in os.walk(folder):
        with suppress(OSError):
            os.chmod(root, 0o700)
    shutil.rmtree(folder)


def cannot(package: Path, error: OSError) -> str:
    """Say that a package cannot be written, and why."""
    return f"{package}: cannot be written: {error.strerror or error}"


def _is_free(folder: Path) -> bool:
    try:
        with lock_folder(folder, shared=True):
            return True
    except BlockingIOError:
        return False
    except OSError:
        return True
