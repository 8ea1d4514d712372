# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A file that is not whole yet: beside it is a note of what it is a part of, and how much is on disk."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from ..input_faults import is_dict

FLUSH_BYTES = 8 * 1024 * 1024
FLUSH_SECONDS = 1.0
"""Bytes and seconds after which a part is flushed to disk; only flushed bytes are resumed."""
_NOTE_BYTES = _SPARE_BYTES = 65_536


class PartOrigin(NamedTuple):
    """Where a part comes from: the URL without its query, the validator of its content, all its bytes.

    `url_hash` is that of the whole URL, whose query may be a key to the file.
    """

    url: str
    validator: str | None
    total: int | None
    url_hash: str = ""

    def is_of(self, other: PartOrigin) -> bool:
        """Return whether a URL has this content: a date alone does not tell the files of two queries apart."""
        is_tag = self.validator is not None and self.validator.startswith('"')
        return self.url == other.url and (is_tag or self.url_hash == other.url_hash)


class TargetFault(Exception):
    """The target cannot be written to; the text says why."""


class BytesLost(TargetFault):
    """A file system has taken a file without an error, but does not have all of it."""


class Part:
    """A partial file, locked by this process. Bytes are added at its end.

    The name of a part is made from the job, so that a later process goes on with it. If another
    process has it, this one writes a part of its own, which it does not leave behind.
    """

    def __init__(self, folder: Path, stem: str) -> None:
        self._path = folder / f".{stem}.part"
        found = _open_locked(self._path)
        self._is_shared, self._is_gone = found is not None, False
        if found is None:
            self._path = folder / f".{stem}.{os.getpid()}-{os.urandom(4).hex()}.part"
            found = _open(self._path)
        self._file = found
        self._note = self._path.with_name(f"{self._path.name}.json")
        self.origin: PartOrigin | None = None
        self.size = self._flushed = 0
        self._flushed_at = time.monotonic()
        self.digest = hashlib.sha256()
        self._read_note()

    @property
    def path(self) -> Path:
        """Where the part is."""
        return self._path

    def begin(self, origin: PartOrigin) -> None:
        """Empty the part, and note what it will be a part of."""
        self._truncate(0)
        self.size, self.digest = 0, hashlib.sha256()
        self.origin = origin
        self._write_note(0)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._file.write(data)
        self.size += len(data)
        self.digest.update(data)
        is_due = time.monotonic() - self._flushed_at >= FLUSH_SECONDS
        if is_due or self.size - self._flushed >= FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Flush the part to disk, then note how much of it is there."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._flushed_at = time.monotonic()
        if self._flushed != self.size:
            self._write_note(self.size)

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        self._file.seek(0)
        found = self._file.read(size)
        self._file.seek(self.size)
        return found

    def close(self, *, keep: bool) -> None:
        """Close the part; without `keep`, and where nobody could resume it, remove it."""
        keep = keep and self._is_shared and bool(self.origin and self.origin.validator)
        if self._is_gone:
            pass
        elif keep and self.size:
            try:
                self.flush()
            except OSError:
                with suppress(OSError):
                    self._keep_what_is_there()
        else:
            with suppress(OSError):
                self.remove()
        with suppress(OSError):
            self._file.close()

    def _keep_what_is_there(self) -> None:
        """Note what a full disk has taken, less the end, whose place the note needs."""
        there = os.fstat(self._file.fileno()).st_size
        size = min(self.size, there) - _SPARE_BYTES
        if size > self._flushed:
            os.ftruncate(self._file.fileno(), size)
            os.fsync(self._file.fileno())
            self._write_note(size)

    def remove(self) -> None:
        """Remove the part's name, under which the next process begins a new one."""
        if not self._is_gone:
            self._leave()
            self._path.unlink(missing_ok=True)

    def rename(self, path: Path) -> None:
        """Give the part another name, in place of a file that has it."""
        self._leave()
        self._path.replace(path)

    def _leave(self) -> None:
        """Give up the note; the part stays locked until its name is gone, where the system can do that."""
        self._is_gone = True
        if os.name == "nt":  # no name of an open file can be removed
            self._file.close()
        self._note.unlink(missing_ok=True)

    def _read_note(self) -> None:
        """Take up what an earlier process has left, as far as its note says."""
        try:
            with _open(self._note, os.O_RDONLY) as file:
                note: object = json.loads(file.read(_NOTE_BYTES))
        except (OSError, ValueError, RecursionError, TargetFault):
            note = None
        self.origin, flushed = _read_facts(note)
        if not 0 < flushed <= os.fstat(self._file.fileno()).st_size:
            self.origin, flushed = None, 0
        self.size = self._flushed = flushed
        self._truncate(self.size)
        self._file.seek(0)
        while piece := self._file.read(1 << 20):
            self.digest.update(piece)

    def _truncate(self, size: int) -> None:
        self._file.flush()
        self._file.truncate(size)
        self._file.seek(size)
        self._flushed = min(self._flushed, size)

    def _write_note(self, flushed: int) -> None:
        """Note how many bytes were flushed, if a later process can go on from there."""
        if self.origin is not None and self._is_shared:
            if self.origin.validator is None:
                self._note.unlink(missing_ok=True)
            else:
                self._replace_note({**self.origin._asdict(), "flushed": flushed})
        self._flushed = flushed

    def _replace_note(self, facts: Mapping[str, object]) -> None:
        new = self._note.with_name(f"{self._note.name}.new")
        new.unlink(missing_ok=True)
        try:
            with _open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL) as file:
                file.write(json.dumps(facts).encode())
            new.replace(self._note)
        except BaseException:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise


def _open_locked(path: Path) -> IO[bytes] | None:
    """Open and lock a part, or return None if another process has it."""
    while True:
        file = _open(path)
        if not lock_file(file):
            file.close()
            return None
        found = os.fstat(file.fileno())
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), found):
                if found.st_nlink <= 1:
                    return file
                if not _drop(path, file):
                    return None
        file.close()  # its owner has just given it its name, or removed it


def _drop(path: Path, file: IO[bytes]) -> bool:
    """Remove the name of a part that is also a whole file; return whether that worked.

    A process that ended between giving it the one name and removing the other has left it so.
    """
    if os.name == "nt":
        file.close()
    try:
        path.unlink(missing_ok=True)
    except OSError:
        file.close()
        return False
    return True


def is_validator(text: str) -> bool:
    """Return whether text can be sent as a validator: nothing but visible ASCII and spaces."""
    return 0 < len(text) <= 1000 and text.isascii() and text.isprintable()


def _open(path: Path, flags: int = os.O_RDWR | os.O_CREAT) -> IO[bytes]:
    """Open a file without emptying it; a link or a pipe of that name is not followed."""
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError:
        if path.is_symlink():
            raise TargetFault(
                f"{path} is a symbolic link, which is not followed: remove it"
            ) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise TargetFault(f"{path} is not a plain file")
    return os.fdopen(descriptor, "r+b" if flags & os.O_CREAT else "rb")


def _read_facts(note: object) -> tuple[PartOrigin | None, int]:
    """Return what a note says: where a part is from, and how many of its bytes were flushed."""
    if not is_dict(note):
        return None, 0
    names = (*PartOrigin._fields, "flushed")
    url, validator, total, url_hash, size = (note.get(name) for name in names)
    if not (isinstance(url, str) and isinstance(validator, str) and isinstance(size, int)):
        return None, 0
    if not is_validator(validator):
        return None, 0
    total = total if isinstance(total, int) else None
    return PartOrigin(url, validator, total, url_hash if isinstance(url_hash, str) else ""), size


if sys.platform == "win32":
    import msvcrt

    def lock_file(file: IO[bytes]) -> bool:
        """Lock a file until it is closed; return whether nobody else has locked it."""
        file.seek(2**62)  # one byte far beyond the content, which stays readable
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def lock_file(file: IO[bytes]) -> bool:
        """Lock a file until it is closed; return whether nobody else has locked it."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another has it, or the file system has no locks
            return False
        return True
