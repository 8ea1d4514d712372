"""Two folders trade names in one step, where the system can: nobody finds neither, whatever stops the run."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path

_CURRENT_FOLDER = -100
"""Linux: paths count from the current folder."""
_SWAP_FLAG = 2
"""Linux's RENAME_EXCHANGE, and macOS's RENAME_SWAP."""
_UNSUPPORTED_ERRNOS = frozenset(
    (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
)
"""What a system or a disk says that has no such step."""


def swap_directories(one: Path, other: Path) -> bool:
    """Let two folders trade names; give False where this system or this disk cannot, and nothing happened.

    Raises:
        OSError: they cannot be renamed at all.
    """
    library = _libc()
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and library is not None and hasattr(library, "renameat2"):
        failed = library.renameat2(_CURRENT_FOLDER, first, _CURRENT_FOLDER, second, _SWAP_FLAG)
    elif sys.platform == "darwin" and library is not None and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, _SWAP_FLAG)
    else:
        return False
    if failed and ctypes.get_errno() not in _UNSUPPORTED_ERRNOS:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(one))
    return not failed


@cache
def _libc() -> ctypes.CDLL | None:
    """Give the system's own functions; Windows has none of these."""
    return None if sys.platform == "win32" else ctypes.CDLL(None, use_errno=True)
