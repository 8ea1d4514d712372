"""GitHub workflow annotations on the lines of specs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright import locations
from clientwright.evolution.diff.changes import Change, Compatibility, SpecDiff
from clientwright.problems import escape_unprintable

_LEVELS = {
    Compatibility.BREAKING: "error",
    Compatibility.WARNING: "warning",
    Compatibility.COMPATIBLE: "notice",
}
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_VALUES = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def annotation_lines(diff: SpecDiff, root: Path | None = None) -> Iterator[str]:
    """Yield one annotation for each change that affects callers; files below `root` get relative paths."""
    texts = dict(diff.texts)
    for change in diff.changes:
        if change.compatibility in _LEVELS:
            yield _line(change, texts, root)


def _line(change: Change, texts: dict[str, str], root: Path | None) -> str:
    location = locations.add_line(change.location, texts)
    values = {
        "file": _file(location.file, root),
        "line": location.line or 1,
        "title": f"{change.compatibility}: {change.kind}",
    }
    properties = ",".join(
        f"{key}={_escape(str(value), _IN_VALUES)}" for key, value in values.items()
    )
    who = f"{change.endpoint}: " if change.endpoint else ""
    return (
        f"::{_LEVELS[change.compatibility]} {properties}::{_escape(who + change.message, _ESCAPED)}"
    )


def _file(name: str, root: Path | None) -> str:
    """Return a file's path as GitHub knows it: relative to the checkout, without the git revision."""
    path = Path(name)
    if not path.exists():
        return name.partition(":")[2] if ":" in name and "://" not in name else name
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return name


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in escape_unprintable(text))
