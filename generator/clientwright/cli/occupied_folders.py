"""Refuse to write reports and cassettes among specs, or into a generated package."""

from __future__ import annotations

from pathlib import Path

from clientwright.errors import UsageError

_MARKS = {"service.json": "specs", "clientwright.lock": "a generated package"}
"""Files that only such a folder has, and what it is."""


def reject_occupied(path: Path, advice: str) -> None:
    """Check that a file or folder is not, at any depth, among specs or in a generated package.

    Raises:
        UsageError: it is.
    """
    at = path.resolve()
    for folder in (at, *at.parents):
        for mark, what in _MARKS.items():
            if (folder / mark).is_file():
                raise UsageError(f"{path} is in a folder of {what}: {advice}")
