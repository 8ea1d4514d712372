"""Read the change note and add an entry; a byte order mark is kept."""

from __future__ import annotations

from pathlib import Path

from clientwright.evolution.diff.changes import SpecDiff
from clientwright.evolution.update import api_changelog
from clientwright.io import atomic_files

_BYTE_ORDER_MARK = "\ufeff"


def updated_changelog(note: Path, found: SpecDiff, date: str, title: str) -> str | None:
    """Return the note with the new entry, or None if nothing is to add.

    Raises:
        SourceError: the note cannot be read.
    """
    text = atomic_files.read_text(note) if note.exists() else ""
    updated = api_changelog.insert_entry(text, api_changelog.changelog_entry(found, date), title)
    if updated == text:
        return None
    return _BYTE_ORDER_MARK + updated if text and _has_byte_order_mark(note) else updated


def _has_byte_order_mark(note: Path) -> bool:
    """Return whether a file begins with a UTF-8 byte order mark."""
    with note.open("rb") as file:
        return file.read(3) == _BYTE_ORDER_MARK.encode()
