"""Write a package, all or nothing.

The new package is built beside the old: changed files are written and flushed, all others
(also those that clientwright did not write) are hard-linked. Then the two folders are
swapped, atomically where the OS can, so that an interruption leaves either the old package
or the new one. Elsewhere it may leave the old one under its backup's name: `--check` reports
that, and the next run restores it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path

from clientwright.codegen.lock_file import has_text
from clientwright.codegen.package_mutex import (
    recover,
    remove_folder,
    swap_paths,
)
from clientwright.errors import UsageError
from clientwright.io.atomic_files import unwritable

_FLUSHES_AT_ONCE = 8
"""How many files are flushed at once; fewer are flushed in turn, since an interrupt can be lost where threads end."""


def write_package(
    package: Path, tree: Mapping[str, str], remove: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Write the files of `tree`, remove those of `remove`, and return the paths that changed.

    Raises:
        UsageError: the folder is not writable; the old package is unchanged.
    """
    beside, backup = swap_paths(package)
    try:
        recover(package)
        refuse_obstacles(package, tree)
        changed = tuple(
            sorted(path for path, text in tree.items() if not has_text(package / path, text))
        )
        if not changed and not any((package / path).exists() for path in remove):
            return ()
        _build_beside(package, beside, {path: tree[path] for path in changed}, remove)
        _swap(package, beside, backup)
    except OSError as error:
        _recover_quietly(package)
        raise unwritable(package, error) from error
    except BaseException:
        _recover_quietly(package)
        raise
    return changed


def _recover_quietly(package: Path) -> None:
    with suppress(OSError):
        recover(package)


def refuse_obstacles(package: Path, tree: Mapping[str, str]) -> None:
    """Raise UsageError for links or files in place of folders, and for folders in place of files."""
    if not os.path.lexists(package):
        return
    for folder in (package, *(package / path for path in sorted(_parent_folders(tree)))):
        if folder.is_symlink():
            raise UsageError(
                f"{folder} is a symbolic link; name the folder itself, or remove the link"
            )
        if folder.exists() and not folder.is_dir():
            raise UsageError(f"{folder} is a file where a folder is needed; move it away")
    for path in tree:
        if os.path.isdir(package / path) and not (package / path).is_symlink():
            raise UsageError(f"{package / path} is a folder where a file is needed; move it away")


def _parent_folders(tree: Mapping[str, str]) -> set[str]:
    """Return the folders inside a package that contain files of its tree."""
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
    """Build the new package: link old files, write and flush new ones, keep all modes."""
    beside.mkdir(parents=True)
    folders = {beside: package, **_link_old_files(package, beside, changed.keys() | remove)}
    for folder in sorted(_parent_folders(changed)):
        (beside / folder).mkdir(exist_ok=True)
    _write_files(package, beside, changed)
    _remove_empty_folders(beside, remove)
    for new in sorted(folders, reverse=True):
        _keep_mode(folders[new], new)


def _link_old_files(package: Path, beside: Path, without: Set[str]) -> dict[Path, Path]:
    """Link the files of the old package, without some, and return its folders by the new ones."""
    folders: dict[Path, Path] = {}
    for root, names, files in os.walk(package):
        inside = Path(root).relative_to(package).as_posix()
        above = "" if inside == "." else f"{inside}/"
        new = beside / inside
        folders[new] = Path(root)
        new.mkdir(exist_ok=True)
        links = [name for name in names if os.path.islink(f"{root}/{name}")]
        names[:] = sorted({*names} - {*links, "__pycache__"})
        for name in (*links, *files):
            if above + name not in without:
                _link_or_copy(f"{root}/{name}", f"{new}/{name}")
    return folders


def _write_files(package: Path, beside: Path, changed: Mapping[str, str]) -> None:
    """Write files and flush them to the disk, several at once, since each flush waits for the disk."""

    def write(path: str) -> None:
        target = beside / path
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.write(changed[path])
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(package / path, target)

    if len(changed) <= _FLUSHES_AT_ONCE:
        for path in changed:
            write(path)
        return
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
        for _ in pool.map(write, changed):
            pass


def _link_or_copy(old: str, new: str) -> None:
    """Hard-link a file into the new package, or copy it if the disk cannot link."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _keep_mode(old: Path, new: Path) -> None:
    if old.exists() and not old.is_symlink() and new.exists():
        shutil.copymode(old, new)


def _remove_empty_folders(folder: Path, removed: frozenset[str]) -> None:
    """Remove folders that became empty because their files were removed."""
    for parent in sorted({p for path in removed for p in (folder / path).parents}, reverse=True):
        inside = folder in parent.parents and not parent.is_symlink() and parent.is_dir()
        if inside and not any(parent.iterdir()):
            parent.rmdir()


def _swap(package: Path, beside: Path, backup: Path) -> None:
    """Replace the old package with the new one, and remove the old."""
    if not package.exists():
        os.replace(beside, package)
    elif swap_directories(package, beside):
        _remove_quietly(beside)
    else:
        os.replace(package, backup)
        os.replace(beside, package)
        _remove_quietly(backup)


def _remove_quietly(folder: Path) -> None:
    """Remove a folder that is no longer needed; the next check reports it if that fails."""
    with suppress(OSError):
        remove_folder(folder)


_CURRENT_FOLDER = -100
"""Linux's AT_FDCWD: relative paths start at the current directory."""
_SWAP_FLAG = 2
"""Linux's RENAME_EXCHANGE and macOS's RENAME_SWAP (both are 2)."""
_UNSUPPORTED_ERRNOS = frozenset(
    (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
)
"""Errors of a kernel or file system that cannot swap."""


def swap_directories(one: Path, other: Path) -> bool:
    """Swap two directories; return False, with nothing changed, if the system or disk cannot.

    Raises:
        OSError: they could not be renamed.
    """
    library = _libc()
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and library is not None and hasattr(library, "renameat2"):
        failed = library.renameat2(_CURRENT_FOLDER, first, _CURRENT_FOLDER, second, _SWAP_FLAG)
    elif sys.platform == "darwin" and library is not None and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _SWAP_FLAG)
    else:
        return False
    if failed and ctypes.get_errno() not in _UNSUPPORTED_ERRNOS:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(one))
    return not failed


@cache
def _libc() -> ctypes.CDLL | None:
    """Return the C library, or None on Windows, which has no such call."""
    return None if sys.platform == "win32" else ctypes.CDLL(None, use_errno=True)
