"""The change note as a file: read as it stands, grown, and given back with the mark that it had."""

from __future__ import annotations

from pathlib import Path

from clientwright import atomic_files
from clientwright.evolution.diff.model.changes import SpecDiff
from clientwright.evolution.update import api_changelog

_BYTE_ORDER_MARK = "\ufeff"


def updated_changelog(note: Path, found: SpecDiff, date: str, title: str) -> str | None:
    """Give what a note is to say after an update, None where it says all of it.

    Raises:
        SourceError: it cannot be read.
    """
    text = atomic_files.read_text(note) if note.exists() else ""
    grown = api_changelog.insert_entry(text, api_changelog.changelog_entry(found, date), title)
    if grown == text:
        return None
    return _BYTE_ORDER_MARK + grown if text and _has_byte_order_mark(note) else grown


def _has_byte_order_mark(note: Path) -> bool:
    """Tell whether a file begins with the mark that some editors put before UTF-8."""
    with note.open("rb") as file:
        return file.read(3) == _BYTE_ORDER_MARK.encode()
