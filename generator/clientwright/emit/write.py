"""Write: a whole package swaps places with the old one, or nothing happens.

The new package is built beside the old: changed files are written and flushed,
all others (also those that clientwright does not know) are linked over untouched.
Then the two folders trade names. An interruption leaves the old package, or its
backup, whole; the next run puts a stray backup back.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from clientwright.errors import UsageError

if sys.platform != "win32":
    import fcntl


def write(
    package: Path, tree: Mapping[str, str], remove: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Make the files of `tree` stand in the package, and those of `remove` not; give the paths that changed.

    Raises:
        UsageError: the folder cannot be written; what was there is still there.
    """
    beside, backup = _places(package)
    try:
        _recover(package, beside, backup)
        _refuse_links(package, tree)
        changed = tuple(
            sorted(path for path, text in tree.items() if not _says(package / path, text))
        )
        if not changed and not any((package / path).exists() for path in remove):
            return ()
        _build(package, beside, {path: tree[path] for path in changed}, remove)
        _swap(package, beside, backup)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise UsageError(f"{package}: cannot be written: {error.strerror or error}") from error
    return changed


@contextmanager
def alone(package: Path) -> Generator[None]:
    """Hold a package while the block lasts, with what an interrupted run left put right.

    Raises:
        UsageError: another run holds it, or its folder cannot be written.
    """
    is_new = not package.parent.exists()
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with _held(package.parent):
            _recover(package, *_places(package))
            yield
    except BlockingIOError:
        raise UsageError(
            f"{package}: another run is writing here; wait until it has ended"
        ) from None
    except OSError as error:
        raise UsageError(f"{package}: cannot be written: {error.strerror or error}") from error
    finally:
        if is_new:
            with suppress(OSError):
                package.parent.rmdir()


@contextmanager
def _held(folder: Path) -> Generator[None]:
    """Lock a folder where the system can lock one (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _places(package: Path) -> tuple[Path, Path]:
    """Give where the new package is built and the old one waits, beside the package."""
    return package.with_name(f".{package.name}.clientwright-new"), package.with_name(
        f".{package.name}.clientwright-old"
    )


def _refuse_links(package: Path, tree: Mapping[str, str]) -> None:
    """Refuse a package that is a link, or has one on the way to a file: what is written stays inside."""
    folders = {
        package,
        *(
            parent
            for path in tree
            for parent in (package / path).parents
            if package in parent.parents
        ),
    }
    for folder in sorted(folders):
        if folder.is_symlink():
            raise UsageError(
                f"{folder}: is a link; name the folder itself with --out, or take the link away"
            )


def _recover(package: Path, beside: Path, backup: Path) -> None:
    """Put things right after a run that was interrupted."""
    if backup.exists():
        if package.exists():
            shutil.rmtree(backup)
        else:
            os.replace(backup, package)
    if beside.exists():
        shutil.rmtree(beside)


def _build(package: Path, beside: Path, changed: Mapping[str, str], remove: frozenset[str]) -> None:
    """Build the new package: old files linked, new ones written and flushed."""
    beside.mkdir(parents=True)
    for old in sorted(package.rglob("*")) if package.exists() else ():
        relative = old.relative_to(package).as_posix()
        if "__pycache__" in relative.split("/") or relative in changed or relative in remove:
            continue
        if old.is_dir() and not old.is_symlink():
            (beside / relative).mkdir(parents=True, exist_ok=True)
        else:
            _carry(old, beside / relative)
    for path, text in changed.items():
        target = beside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    _prune(beside, remove)


def _carry(old: Path, new: Path) -> None:
    """Bring a file over as it is: linked where the disk can, else copied."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _prune(folder: Path, removed: frozenset[str]) -> None:
    """Take away folders that are empty because their files were removed."""
    for parent in sorted({p for path in removed for p in (folder / path).parents}, reverse=True):
        if folder in parent.parents and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _swap(package: Path, beside: Path, backup: Path) -> None:
    if package.exists():
        os.replace(package, backup)
    try:
        os.replace(beside, package)
    except OSError:
        if backup.exists():
            os.replace(backup, package)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
