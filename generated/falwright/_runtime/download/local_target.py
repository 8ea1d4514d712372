# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A folder as the place for files: whole files under their names, partial ones hidden beside them."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from ..journal.entry import SavedFile
from .part import Part, TargetFault

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EACCES)


class LocalTarget:
    """A folder, which is created with the first file, or by a check."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._is_here = folder, dict[Path, bool]()

    def check(self) -> None:
        """Create the folder, and write a file that is gone at once."""
        self._create()
        with tempfile.TemporaryFile(dir=self._folder, prefix=".", suffix=".part") as file:
            file.write(bytes(4096))

    def open_part(self, stem: str) -> Part:
        """Return a partial file, as far as an earlier process has left one."""
        self._create()
        return Part(self._folder, stem)

    def path_of(self, name: str) -> str:
        """Return the path that a file of a name will have."""
        return str(self._folder / name)

    def find(self, name: str) -> int | None:
        """Return the size of the file of a name, or None if there is none."""
        path = self._folder / name
        try:
            found = path.stat()
        except FileNotFoundError:
            if path.is_symlink():
                raise TargetFault(f"{path} is a broken symbolic link") from None
            return None
        except NotADirectoryError:
            return None
        if not path.is_file():
            raise TargetFault(f"{path} exists, but is not a file")
        return found.st_size

    def sha256_of(self, name: str) -> str:
        """Return the hash of the file of a name."""
        with (self._folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def publish(self, part: Part, name: str, *, overwrite: bool) -> bool:
        """Give a whole part its name; return False if meanwhile another file has it."""
        part.flush()
        path = self._folder / name
        if overwrite:
            part.rename(path)
        elif not _link(part, path):
            return False
        _flush_folder(self._folder)
        return True

    def name_of(self, saved: SavedFile) -> str | None:
        """Return the name of a file that was saved, or None if it was saved elsewhere."""
        path = Path(saved.path)
        if (is_here := self._is_here.get(path.parent)) is None:
            is_here = False
            with suppress(OSError, ValueError):
                is_here = path.parent.resolve() == self._folder.resolve()
            self._is_here[path.parent] = is_here
        return path.name if is_here else None

    def _create(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise TargetFault(f"{error.filename or self._folder} is not a folder") from error


def _link(part: Part, path: Path) -> bool:
    """Give a part a name that no file has, then remove its old one; where there are no links, rename it."""
    try:
        os.link(part.path, path)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if path.exists():
            return False
        part.rename(path)
        return True
    part.remove()
    return True


def _flush_folder(folder: Path) -> None:
    """Flush the names of a folder to disk, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
