"""Lock folders against other processes on this computer."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.io.atomic_files import unwritable

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
def lock_for_writing(folder: Path, path: Path, *, who: str = "run") -> Generator[None]:
    """Lock a folder in which `path` is written while the block runs; messages name the path and `who`.

    Raises:
        UsageError: another run has locked the folder, or it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(folder))
        except BlockingIOError:
            raise UsageError(
                f"{path}: another {who} is writing here; wait until it has ended"
            ) from None
        except OSError as error:
            raise unwritable(path, error) from error
        yield


def is_locked(folder: Path) -> bool:
    """Return whether somebody writes in a folder now; one that cannot be opened is not locked."""
    try:
        with lock_folder(folder, shared=True):
            return False
    except BlockingIOError:
        return True
    except OSError:
        return False


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
