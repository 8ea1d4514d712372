"""Swap two directories atomically where the OS can; a reader always finds one of them."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from pathlib import Path

_CURRENT_FOLDER = -100
"""Linux's AT_FDCWD: relative paths start at the current directory."""
_SWAP_FLAG = 2
"""Linux's RENAME_EXCHANGE and macOS's RENAME_SWAP (both are 2)."""
_UNSUPPORTED_ERRNOS = frozenset(
    (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
)
"""Errors of a kernel or file system that cannot swap."""


def swap_directories(one: Path, other: Path) -> bool:
    """Swap two directories; return False, with nothing changed, if the system or disk cannot.

    Raises:
        OSError: they could not be renamed.
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
    """Return the C library, or None on Windows, which has no such call."""
    return None if sys.platform == "win32" else ctypes.CDLL(None, use_errno=True)
