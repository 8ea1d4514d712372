"""The cause of a crash: what is the same in every answer or exception that the same fault brings about."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from clientwright.testing.exchanges import Exchange

_VARYING = re.compile(r"[0-9a-fA-F-]*\d[0-9a-fA-F-]*")
"""Numbers and request ids."""
_MAX_TEXT = 80


def crash_cause(error: BaseException, folder: Path) -> str:
    """Return the class of an exception and where in a package it was raised or passed last; "" if nowhere."""
    kind, root = type(error).__name__, folder.resolve()
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename).resolve()
        if path.is_relative_to(root):
            at = f"{path.relative_to(root).as_posix()}:{line}"
            return f"{kind} in {frame.f_code.co_qualname} ({at})"
    return ""


def failure_cause(done: Exchange) -> str:
    """Return the status of a server's failure and its error code, or its text without numbers and ids."""
    if done.error_code is not None:
        return f"HTTP {done.status} with the error code {done.error_code}"
    text = _VARYING.sub("#", " ".join(done.text.split()))[:_MAX_TEXT]
    return f"HTTP {done.status} {text}".rstrip()
