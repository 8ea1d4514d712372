"""One sync at a time writes into a specs folder; what an interrupted one left there is taken away."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientwright.atomic_files import lock_folder
from clientwright.errors import UsageError

ABANDONED_AFTER = 600.0
"""How old a half-written file must be, in seconds, to be nobody's any more."""


@contextmanager
def lock_specs_folder(folder: Path) -> Generator[None]:
    """Hold a folder while the block lasts.

    Raises:
        UsageError: another sync holds it, or it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(folder))
        except BlockingIOError:
            raise UsageError(
                f"{folder}: another sync is writing here; wait until it has ended"
            ) from None
        except OSError as error:
            raise UsageError(f"{folder}: cannot be written: {error.strerror or error}") from error
        _remove_abandoned(folder)
        yield


def _remove_abandoned(folder: Path) -> None:
    """Take away the beginnings of files that a killed run left."""
    for path in folder.rglob(".*.json.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                path.unlink()
