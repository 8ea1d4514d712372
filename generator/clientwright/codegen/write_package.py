"""Write: a whole package trades places with the old one, or nothing happens.

The new package is built beside the old: changed files are written and flushed,
all others (also those that clientwright does not know) are linked over untouched.
Then the two folders trade names: in one step where the system has one, so that an
interruption leaves the old package or the new one, whole. Elsewhere it may leave the
old one under its backup's name; a check tells, and the next run puts it back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from clientwright.codegen.atomic_swap import swap_directories
from clientwright.codegen.lock_file import unix_newlines
from clientwright.codegen.package_mutex import (
    cannot_write_message,
    recover,
    remove_folder,
    swap_paths,
)
from clientwright.errors import UsageError


def write_package(
    package: Path, tree: Mapping[str, str], remove: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Make the files of `tree` stand in the package, and those of `remove` not; give the paths that changed.

    Raises:
        UsageError: the folder cannot be written; what was there is still there.
    """
    beside, backup = swap_paths(package)
    try:
        recover(package)
        refuse_obstacles(package, tree)
        changed = tuple(
            sorted(path for path, text in tree.items() if not _has_text(package / path, text))
        )
        if not changed and not any((package / path).exists() for path in remove):
            return ()
        _build_beside(package, beside, {path: tree[path] for path in changed}, remove)
        _swap(package, beside, backup)
    except OSError as error:
        _recover_quietly(package)
        raise UsageError(cannot_write_message(package, error)) from error
    except BaseException:
        _recover_quietly(package)
        raise
    return changed


def _recover_quietly(package: Path) -> None:
    with suppress(OSError):
        recover(package)


def refuse_obstacles(package: Path, tree: Mapping[str, str]) -> None:
    """Refuse links and files where folders belong, and folders where files do: what is written stays inside."""
    for folder in (package, *(package / path for path in sorted(_parent_folders(tree)))):
        if folder.is_symlink():
            raise UsageError(f"{folder}: is a link; name the folder itself, or take the link away")
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder}: is a file, and a folder belongs here; move it away")
    for path in tree:
        if (package / path).is_dir() and not (package / path).is_symlink():
            raise UsageError(
                f"{package / path}: is a folder, and a file belongs here; move it away"
            )


def _parent_folders(tree: Mapping[str, str]) -> set[str]:
    """Give the folders inside a package in which files of its tree stand."""
    found: set[str] = set()
    for path in tree:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _build_beside(
    package: Path, beside: Path, changed: Mapping[str, str], remove: frozenset[str]
) -> None:
    """Build the new package: old files linked, new ones written and flushed; modes are those of before."""
    beside.mkdir(parents=True)
    folders = {beside: package}
    for old in sorted(package.rglob("*")) if package.exists() else ():
        relative = old.relative_to(package).as_posix()
        if "__pycache__" in relative.split("/") or relative in changed or relative in remove:
            continue
        if old.is_dir() and not old.is_symlink():
            (beside / relative).mkdir(parents=True, exist_ok=True)
            folders[beside / relative] = old
        else:
            _link_or_copy(old, beside / relative)
    for path, text in changed.items():
        target = beside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(package / path, target)
    _remove_empty_folders(beside, remove)
    for new in sorted(folders, reverse=True):
        _keep_mode(folders[new], new)


def _link_or_copy(old: Path, new: Path) -> None:
    """Bring a file over as it is: linked where the disk can, else copied."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _keep_mode(old: Path, new: Path) -> None:
    if old.exists() and not old.is_symlink() and new.exists():
        shutil.copymode(old, new)


def _remove_empty_folders(folder: Path, removed: frozenset[str]) -> None:
    """Take away folders that are empty because their files were removed."""
    for parent in sorted({p for path in removed for p in (folder / path).parents}, reverse=True):
        inside = folder in parent.parents and not parent.is_symlink() and parent.is_dir()
        if inside and not any(parent.iterdir()):
            parent.rmdir()


def _swap(package: Path, beside: Path, backup: Path) -> None:
    """Let the new package take the old one's name; what was there goes."""
    if not package.exists():
        os.replace(beside, package)
    elif swap_directories(package, beside):
        _remove_quietly(beside)
    else:
        os.replace(package, backup)
        os.replace(beside, package)
        _remove_quietly(backup)


def _remove_quietly(folder: Path) -> None:
    """Take away what is not needed any more; what resists is told by the next check."""
    with suppress(OSError):
        remove_folder(folder)


def _has_text(path: Path, text: str) -> bool:
    """Tell whether a file says a text already, whatever its line ends."""
    if not path.is_file():
        return False
    return path.read_bytes() == text.encode() or unix_newlines(_read_text(path)) == text


def _read_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")
