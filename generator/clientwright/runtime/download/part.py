"""A file that is not whole yet: beside it is a note of what it is a part of, and how much is on disk."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from ..input_faults import is_dict
from .file_lock import lock_file

FLUSH_BYTES = 8 * 1024 * 1024
"""Bytes after which a part is flushed to disk; only flushed bytes are resumed."""


class PartOrigin(NamedTuple):
    """Where a part comes from: the URL without its query, the validator of its content, all its bytes."""

    url: str
    validator: str | None
    total: int | None


class TargetFault(Exception):
    """The target cannot be written to; the text says why."""


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
        self._write_note()

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._file.write(data)
        self.size += len(data)
        self.digest.update(data)
        if self.size - self._flushed >= FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Flush the part to disk, then note how much of it is there."""
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._flushed != self.size:
            self._flushed = self.size
            self._write_note()

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        self._file.flush()
        with self._path.open("rb") as file:
            return file.read(size)

    def close(self, *, keep: bool) -> None:
        """Close the part; without `keep`, and where nobody could resume it, remove it."""
        keep = keep and self._is_shared and bool(self.origin and self.origin.validator)
        if self._is_gone:
            pass
        elif keep and self.size:
            with suppress(OSError):  # a full disk: what was flushed before is kept
                self.flush()
        else:
            self.remove()
        with suppress(OSError):
            self._file.close()

    def remove(self) -> None:
        """Remove the part's name, under which the next process begins a new one."""
        if not self._is_gone:
            self._is_gone = True
            for path in (self._note, self._path):
                with suppress(OSError):
                    path.unlink()

    def _read_note(self) -> None:
        """Take up what an earlier process has left, as far as its note says."""
        try:
            note: object = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            note = None
        self.origin, flushed = _read_facts(note)
        if not 0 < flushed <= os.fstat(self._file.fileno()).st_size:
            self.origin, flushed = None, 0
        self.size = self._flushed = flushed
        self._truncate(self.size)
        with self._path.open("rb") as file:
            while piece := file.read(1 << 20):
                self.digest.update(piece)

    def _truncate(self, size: int) -> None:
        self._file.flush()
        self._file.truncate(size)
        self._file.seek(size)
        self._flushed = min(self._flushed, size)

    def _write_note(self) -> None:
        if self.origin is None or not self._is_shared:
            return
        if self.origin.validator is None:
            self._note.unlink(missing_ok=True)
            return
        new = self._note.with_name(f"{self._note.name}.new")
        new.write_text(json.dumps({**self.origin._asdict(), "flushed": self._flushed}), "utf-8")
        new.replace(self._note)


def _open_locked(path: Path) -> IO[bytes] | None:
    """Open and lock a part, or return None if another process has it."""
    while True:
        file = _open(path)
        if not lock_file(file):
            file.close()
            return None
        with suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()  # its owner has just given it its name, or removed it


def _open(path: Path) -> IO[bytes]:
    """Open a part without emptying it; a link or a pipe of that name is not followed."""
    flags = os.O_RDWR | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags, 0o666)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise TargetFault(f"{path} is not a plain file")
    return os.fdopen(descriptor, "r+b")


def _read_facts(note: object) -> tuple[PartOrigin | None, int]:
    """Return what a note says: where a part is from, and how many of its bytes were flushed."""
    if not is_dict(note):
        return None, 0
    url, validator, total, size = (note.get(name) for name in (*PartOrigin._fields, "flushed"))
    if not (isinstance(url, str) and isinstance(validator, str) and isinstance(size, int)):
        return None, 0
    return PartOrigin(url, validator, total if isinstance(total, int) else None), size
