# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Lock an open file for this process, without waiting."""

from __future__ import annotations

import sys
from typing import IO

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
