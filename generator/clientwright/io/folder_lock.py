"""Lock folders against other processes on this computer."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextmanager
def lock_folder(folder: Path, *, shared: bool = False) -> Generator[None]:
    """Lock a folder against other processes on this computer while the block runs.

    On Linux and macOS the folder itself is locked, for every user and whatever the environment
    says; several `shared` locks may exist at once. Windows cannot lock folders: there a lock file
    in the user's temporary folder stands for it, and every lock is exclusive.

    Raises:
        BlockingIOError: another process, or this one, has locked the folder.
        OSError: the folder cannot be opened, or on Windows its lock file cannot be created.
    """
    if sys.platform == "win32":
        with _lock_by_file(folder):
            yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


@contextmanager
def _lock_by_file(folder: Path) -> Generator[None]:
    """Lock a folder by a file that is named by its device and inode: a folder may have several paths."""
    from filelock import FileLock, Timeout  # slow to import

    status = folder.stat()
    locks = Path(tempfile.gettempdir(), "clientwright-locks")
    locks.mkdir(exist_ok=True)
    lock = FileLock(locks / f"{status.st_dev:x}-{status.st_ino:x}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BlockingIOError(errno.EWOULDBLOCK, "it is locked", str(folder)) from None
    try:
        yield
    finally:
        lock.release()
