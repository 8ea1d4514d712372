"""The change note of an API: one entry per update, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from clientwright.evolution.diff import change_note
from clientwright.evolution.diff.changes import SpecDiff
from clientwright.evolution.diff.github_report import escape_markdown
from clientwright.io import atomic_files
from clientwright.specs.model import Service

CHANGELOG_NAME = "CHANGELOG.md"
_HEADING = re.compile(
    r"""^\ {0,3}(?P<fence>`{3,}|~{3,}).*?^\ {0,3}(?P=fence)
    | ^\ {0,3}<!--.*?-->
    | ^\#\#[ ](?P<name>[^\r\n]*)""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
"""A heading, or a code block or comment, in which a heading does not count."""
_UNRELEASED = re.compile(r"\W*unreleased\b", re.IGNORECASE)


def changelog_path(root: Path, service: Service) -> Path:
    """Return the default path of a service's change note."""
    return root / service.name / CHANGELOG_NAME


def changelog_entry(found: SpecDiff, date: str) -> str:
    """Return the entry for a day; empty if nothing changed for callers."""
    points = [escape_markdown(line) for line in change_note.change_lines(found)]
    if not points:
        return ""
    return "\n".join(
        [f"## {date}", "", change_note.version_sentence(found), "", *points, *_action_lines(found)]
    )


def _action_lines(found: SpecDiff) -> Iterator[str]:
    todo = [escape_markdown(line) for line in change_note.caller_actions(found)]
    if todo:
        yield from ("**To change in calling code**", "", *todo, "")


def insert_entry(text: str, entry: str, title: str) -> str:
    """Insert an entry above the newest, unless that one already has all its points.

    An empty note gets a title. All other text stays byte for byte, with its line ends, and an
    "Unreleased" section stays on top.
    """
    points = tuple(_entry_points(_newest_entry(text)))
    if all(any(known.startswith(point) for known in points) for point in _entry_points(entry)):
        return text
    if not text.strip():
        text = f"# Changes of the {title} API\n\nAs clientwright found them in its documents.\n"
    at = next(_heading_offsets(text), None)
    if at is None:
        return text + _with_line_ends_of(text, _missing_line_ends(text) + entry)
    return text[:at] + _with_line_ends_of(text, f"{entry}\n") + text[at:]


def _heading_offsets(text: str) -> Iterator[int]:
    """Yield the offsets of the entries, without "Unreleased"."""
    for found in _HEADING.finditer(text):
        name = found["name"]
        if name is not None and not _UNRELEASED.match(name):
            yield found.start()


def _missing_line_ends(text: str) -> str:
    """Return the line ends needed before more text."""
    end = text[-4:].replace("\r\n", "\n")
    return next(gap for gap in ("", "\n", "\n\n") if f"{end}{gap}".endswith("\n\n"))


def _with_line_ends_of(text: str, entry: str) -> str:
    """Return an entry with the line ends of a text."""
    return entry.replace("\n", "\r\n") if "\r\n" in text else entry


def _newest_entry(text: str) -> str:
    """Return the newest entry of a note."""
    starts = [*_heading_offsets(text), None, None]
    return "" if starts[0] is None else text[starts[0] : starts[1]]


def _entry_points(entry: str) -> Iterator[str]:
    """Return the heading and the points of an entry."""
    return (line for line in entry.splitlines() if line.startswith(("## ", "- ")))


_BYTE_ORDER_MARK = "\ufeff"


def updated_changelog(note: Path, found: SpecDiff, date: str, title: str) -> str | None:
    """Return the note with the new entry, or None if nothing is to add.

    Raises:
        SourceError: the note cannot be read.
    """
    text = atomic_files.read_text(note) if note.exists() else ""
    updated = insert_entry(text, changelog_entry(found, date), title)
    if updated == text:
        return None
    return _BYTE_ORDER_MARK + updated if text and _has_byte_order_mark(note) else updated


def _has_byte_order_mark(note: Path) -> bool:
    """Return whether a file begins with a UTF-8 byte order mark."""
    with note.open("rb") as file:
        return file.read(3) == _BYTE_ORDER_MARK.encode()
