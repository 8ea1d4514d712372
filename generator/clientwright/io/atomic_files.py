"""Read and write files; an interrupted write leaves the old file intact."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from clientwright.errors import SourceError, UsageError, describe_missing

ABANDONED_AFTER = 600.0
"""Age in seconds after which a temporary file is taken to be abandoned."""
_TEMPORARY = ".tmp"


LARGEST = 20 * 1024 * 1024
"""How many bytes a file may have that is read."""


def read_text(path: Path, *, limit: int = LARGEST) -> str:
    """Read a UTF-8 file of at most `limit` bytes.

    Raises:
        SourceError: the file is missing, unreadable, too large or not UTF-8.
    """
    data = read_bytes(path, limit=limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{path}:{line}: byte {error.start} is not UTF-8 text", line=line
        ) from error


def read_bytes(path: Path, *, limit: int = LARGEST) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises:
        SourceError: the file is missing, unreadable, special or too large.
    """
    try:
        if path.is_fifo() or path.is_char_device():
            raise OSError(errno.EINVAL, "it is not a regular file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise SourceError(describe_missing(path)) from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {_reason(error)}") from error
    if len(data) > limit:
        raise SourceError(f"{path}: larger than the limit of {limit // 1024 // 1024} MiB")
    return data


def write_text(path: Path, text: str) -> bool:
    """Write a file through a temporary file beside it; return whether it changed.

    A symbolic link is replaced by a file, never followed; a device or a named pipe is refused.

    Raises:
        UsageError: the folder or file cannot be written.
    """
    data = text.encode()
    try:
        if is_special(path):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error
    return True


def unwritable(path: Path, error: Exception) -> UsageError:
    """Return the error about a file or folder that cannot be written, to be raised."""
    return UsageError(f"{path} cannot be written: {_reason(error)}")


def remove_abandoned(folder: Path, extension: str) -> None:
    """Remove the temporary files that killed runs left below a folder, for files of one extension."""
    for path in folder.rglob(f".*{extension}.*{_TEMPORARY}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                path.unlink()


def is_special(path: Path) -> bool:
    """Return whether a path is a device, a named pipe or a socket: nothing that a file may replace."""
    return _exists(path) and not path.is_file() and not path.is_dir()


def require_writable(paths: Iterable[Path]) -> None:
    """Check, as far as possible without writing, that files can be written.

    Raises:
        UsageError: one of them cannot.
    """
    for path in paths:
        existing = next((above for above in (path, *path.parents) if _exists(above)), path)
        folder = path.parent if existing == path else existing
        reason = _write_obstacle(path, existing, folder)
        if reason:
            raise UsageError(f"{path} cannot be written: {reason}")


def _write_obstacle(path: Path, existing: Path, folder: Path) -> str:
    if existing == path and path.is_dir():
        return "it is a folder"
    if not folder.is_dir():
        return f"{folder} is not a folder"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} is read-only"


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_TEMPORARY, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
