# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Any file system of fsspec as the place for files.

A file is downloaded to this machine first, so that only a whole and checked one is uploaded: to a
temporary name, which is moved where that works, and its size is compared afterwards.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from ..errors import ConfigurationError
from ..journal.entry import SavedFile
from .part import BytesLost, Part, TargetFault
from .target_secrets import hide_passwords, shown_target

_TRIAL_BYTES = 4096


class _FileSystem(Protocol):
    """The methods of a file system of fsspec that are used."""

    def unstrip_protocol(self, name: str) -> str: ...
    def exists(self, path: str) -> bool: ...
    def isdir(self, path: str) -> bool: ...
    def size(self, path: str) -> int | None: ...
    def open(self, path: str, mode: str) -> Any: ...
    def makedirs(self, path: str, exist_ok: bool) -> None: ...
    def put_file(self, lpath: str, rpath: str) -> None: ...
    def mv(self, path1: str, path2: str) -> None: ...
    def cp_file(self, path1: str, path2: str) -> None: ...
    def rm_file(self, path: str) -> None: ...
    def invalidate_cache(self, path: str | None = None) -> None: ...


class FsspecTarget:
    """A folder of a file system; its errors are told with the URL."""

    def __init__(self, files: _FileSystem, folder: str, url: str) -> None:
        self._files, self._folder, self._url = files, folder.rstrip("/"), url
        self._here = Path(tempfile.mkdtemp(prefix="download-"))
        weakref.finalize(self, shutil.rmtree, self._here, ignore_errors=True)

    @classmethod
    def open(cls, url: str) -> FsspecTarget:
        """Return the target at a URL.

        Raises:
            ConfigurationError: fsspec or the package of the file system is missing, or the URL is wrong.
        """
        try:
            url_to_fs = import_module("fsspec.core").url_to_fs
        except ImportError as error:
            raise ConfigurationError(
                f"the target {shown_target(url)!r} needs the package fsspec: pip install fsspec"
            ) from error
        try:
            files, folder = url_to_fs(url)
        except Exception as error:
            raise ConfigurationError(
                f"fsspec cannot use the target {shown_target(url)!r}: {_text_of(error)}"
            ) from error
        return cls(files, folder, url)

    def check(self) -> None:
        """Create the folder, and save a small file in the way of the others; it is removed at once."""
        with self._told(self._folder):
            self._make_folder()
            if self._files.exists(self._folder) and not self._files.isdir(self._folder):
                raise TargetFault("it is not a folder")
            name = f".{os.urandom(4).hex()}.part"
            here = self._here / name
            here.write_bytes(bytes(_TRIAL_BYTES))
            try:
                self._upload(here, name, _TRIAL_BYTES, replace=False)
            finally:
                self._remove(self._at(name))
                here.unlink()

    def open_part(self, stem: str) -> Part:
        """Return an empty partial file on this machine."""
        return Part(self._here, stem)

    def path_of(self, name: str) -> str:
        """Return the URL that a file of a name will have."""
        return self._files.unstrip_protocol(self._at(name))

    def find(self, name: str) -> int | None:
        """Return the size of the file of a name, or None if there is none."""
        path = self._at(name)
        with self._told(path):
            self._files.invalidate_cache()
            if not self._files.exists(path):
                return None
            if self._files.isdir(path):
                raise TargetFault("it exists, but is not a file")
            return self._size(path)

    def sha256_of(self, name: str) -> str:
        """Return the hash of the file of a name."""
        path, digest = self._at(name), hashlib.sha256()
        with self._told(path), self._files.open(path, "rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    def publish(self, part: Part, name: str, *, overwrite: bool) -> bool:
        """Upload a whole part, and give it its name; return False if meanwhile another file has it."""
        part.flush()
        with self._told(self._at(name)):
            self._make_folder()
            if not self._upload(part.path, name, part.size, replace=overwrite):
                return False
        part.remove()
        return True

    def _make_folder(self) -> None:
        with suppress(Exception):  # many have no folders, and the upload says what is wrong
            self._files.makedirs(self._folder, exist_ok=True)

    def _upload(self, here: Path, name: str, size: int, *, replace: bool) -> bool:
        """Upload a file of this machine, and give it its name; return False if another file has it."""
        temporary = self._at(f".{name}.{os.urandom(4).hex()}.part")
        try:
            self._files.put_file(str(here), temporary)
            self._files.invalidate_cache()
            if (found := self._size(temporary)) != size:
                raise BytesLost(f"it has {found} bytes after the upload of {size}")
            before = self.find(name)
            if before is not None and not replace:
                return False
            self._move(temporary, name, before, size)
        finally:
            self._remove(temporary)
        return True

    def _move(self, temporary: str, name: str, before: int | None, size: int) -> None:
        """Give a whole file its name, or leave none under this name that is only a part of it."""
        found: int | None = -1
        try:
            self._rename(temporary, self._at(name))
            found = self.find(name)
        finally:
            if found != size:
                with suppress(Exception):
                    left = self.find(name)
                    # a move that fails may have left the file that was there before
                    if left != size and (found != -1 or left != before):
                        self._remove(self._at(name))
        if found != size:
            was = "is not there" if found is None else f"has {found} bytes"
            raise BytesLost(f"it {was} after the move of {size}")

    def _rename(self, old: str, new: str) -> None:
        """Move a file; fsspec's own way takes `*`, `?` and `[` in a folder's name for a pattern."""
        own = import_module("fsspec.spec").AbstractFileSystem.mv
        if getattr(self._files.mv, "__func__", None) is own:
            self._files.cp_file(old, new)
            self._files.rm_file(old)
        else:
            self._files.mv(old, new)

    def _remove(self, path: str) -> None:
        with suppress(Exception):
            if self._files.exists(path):
                self._files.rm_file(path)

    def _size(self, path: str) -> int:
        """Return the size of a file; where the system does not tell it, its bytes are counted."""
        if (size := self._files.size(path)) is not None:
            return size
        size = 0
        with self._files.open(path, "rb") as file:
            while piece := file.read(1 << 20):
                size += len(piece)
        return size

    def name_of(self, saved: SavedFile) -> str | None:
        """Return the name of a file that was saved, or None if it was saved elsewhere."""
        name = saved.path.rpartition("/")[2]
        return name if name and self.path_of(name) == saved.path else None

    def _told(self, path: str) -> _Told:
        return _Told(self._files.unstrip_protocol(path), self._url)

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}"


class _Told:
    """Tells the errors of a file system, which may be of any class, as faults of the target at a URL."""

    def __init__(self, place: str, url: str) -> None:
        self._place, self._url = place, url

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not str(error).startswith(f"{self._place}: "):
            fault = TargetFault(f"{self._place}: {_text_of(error)}")
            fault.__cause__ = error
            hide_passwords(fault, self._url)
            raise fault


def _text_of(error: Exception) -> str:
    text = str(error)
    return text if isinstance(error, TargetFault) else f"{type(error).__name__} {text}".strip()
