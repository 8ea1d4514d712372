"""One sync at a time writes into a specs folder; what an interrupted one left there is taken away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from clientwright.errors import UsageError

if sys.platform != "win32":
    import fcntl

STRAY = 600.0
"""How old a half-written file must be, in seconds, to be nobody's any more."""


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Hold a folder while the block lasts, where the system can lock one (not on Windows).

    Raises:
        UsageError: another sync holds it, or it cannot be opened.
    """
    try:
        handle = _locked(folder)
    except BlockingIOError:
        raise UsageError(
            f"{folder}: another sync is writing here; wait until it has ended"
        ) from None
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error
    try:
        _sweep(folder)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _sweep(folder: Path) -> None:
    """Take away the beginnings of files that a killed run left."""
    for path in folder.rglob(".*.json.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STRAY:
                path.unlink()
