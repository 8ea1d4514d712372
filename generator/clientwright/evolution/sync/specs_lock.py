"""Lock on a specs folder, so that one sync at a time writes there."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.io.folder_lock import lock_folder

ABANDONED_AFTER = 600.0
"""Age in seconds after which a temporary file is taken to be abandoned."""


@contextmanager
def lock_specs_folder(folder: Path) -> Generator[None]:
    """Lock a folder while the block runs, and remove abandoned temporary files.

    Raises:
        UsageError: another sync has locked it, or it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(folder))
        except BlockingIOError:
            raise UsageError(
                f"{folder}: another sync is writing here; wait until it has ended"
            ) from None
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from error
        _remove_abandoned(folder)
        yield


def _remove_abandoned(folder: Path) -> None:
    """Remove the temporary files of killed runs."""
    for path in folder.rglob(".*.json.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                path.unlink()
