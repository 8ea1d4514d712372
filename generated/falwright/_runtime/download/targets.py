# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Where files are saved: a folder, or any file system of fsspec."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ..errors import ConfigurationError
from ..journal.entry import SavedFile
from .checked_options import target_text
from .part import BytesLost, Part, TargetFault
from .target_secrets import hide_passwords, shown_target

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(://|::)")


class FileTarget(Protocol):
    """A place for the files of one job; a failing step raises `OSError` or `TargetFault`."""

    def check(self) -> None:
        """Check that files can be saved here; a folder may be created, and no file is left."""
        ...

    def open_part(self, stem: str) -> Part:
        """Return a partial file, as far as an earlier process has left one."""
        ...

    def path_of(self, name: str) -> str:
        """Return the path or URL that a file of a name will have."""
        ...

    def find(self, name: str) -> int | None:
        """Return the size of the file of a name, or None if there is none."""
        ...

    def sha256_of(self, name: str) -> str:
        """Return the hash of the file of a name."""
        ...

    def publish(self, part: Part, name: str, *, overwrite: bool) -> bool:
        """Give a whole part its name; return False if meanwhile another file has it."""
        ...

    def name_of(self, saved: SavedFile) -> str | None:
        """Return the name of a file that was saved, or None if it was saved elsewhere."""
        ...


def open_target(given: str | PathLike[str]) -> FileTarget:
    """Return the target that a path or a URL names; nothing is created yet.

    Raises:
        ConfigurationError: it is no path and no URL, or needs a package that is not installed.
    """
    from .local_target import LocalTarget

    text = target_text(given)
    if not _SCHEME.match(text):
        return LocalTarget(Path(text).absolute())
    if text.lower().startswith("file://"):
        return LocalTarget(_path_of_url(text))
    from .fsspec_target import FsspecTarget

    try:
        return FsspecTarget.open(text)
    except Exception as error:
        hide_passwords(error, text)
        raise


def check_target(given: str | PathLike[str]) -> None:
    """Check a target before anything is paid for that is to be saved there; its folder may be created.

    Raises:
        ConfigurationError: it is no target, or nothing can be saved there.
    """
    try:
        open_target(given).check()
    except (OSError, TargetFault) as error:
        reason = getattr(error, "strerror", None) or error
        target = shown_target(target_text(given))
        raise ConfigurationError(
            f"nothing can be saved to the target {target!r}: {reason}; nothing was sent."
        ) from error


def is_fault_of_target(error: BaseException | None) -> bool:
    """Return whether the next file will not be saved either: the reason is not one file alone."""
    cause = None if error is None else error.__cause__
    if isinstance(cause, TargetFault):  # about a file, unless the file system itself has refused
        cause = cause.__cause__
        return isinstance(cause, BytesLost) or not isinstance(cause, TargetFault | None)
    return isinstance(cause, OSError)


def _path_of_url(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or parts.query or parts.fragment:
        raise ConfigurationError(
            f"the target {shown_target(url)!r} cannot be used: a folder on this machine is written "
            "as file:///folder."
        )
    path = unquote(parts.path)
    found = Path(path[1:] if re.match(r"/[A-Za-z]:", path) else path)
    if not found.is_absolute():
        raise ConfigurationError(
            f"the target {shown_target(url)!r} names no folder of this machine; one is written "
            "as file:///folder."
        )
    return found
