"""The change note as a file: read as it stands, grown, and given back with the mark that it had."""

from __future__ import annotations

from pathlib import Path

from clientwright import atomic_files
from clientwright.evolve.difference.values import Difference
from clientwright.evolve.update import history

_MARK = "\ufeff"


def noted(note: Path, found: Difference, date: str, title: str) -> str | None:
    """Give what a note is to say after an update, None where it says all of it.

    Raises:
        SourceError: it cannot be read.
    """
    text = atomic_files.read_text(note) if note.exists() else ""
    grown = history.grown(text, history.entry(found, date), title)
    if grown == text:
        return None
    return _MARK + grown if text and _is_marked(note) else grown


def _is_marked(note: Path) -> bool:
    """Tell whether a file begins with the mark that some editors put before UTF-8."""
    with note.open("rb") as file:
        return file.read(3) == _MARK.encode()
