"""Annotations on the lines of specs, as a workflow's log takes them."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright import places
from clientwright.evolve.difference.values import Change, Difference, Verdict
from clientwright.problems import tame

_LEVELS = {Verdict.BREAKING: "error", Verdict.WARNING: "warning", Verdict.COMPATIBLE: "notice"}
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_VALUES = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def lines(found: Difference) -> Iterator[str]:
    """Give one line for each change that concerns a caller."""
    texts: dict[str, str] = {}
    for change in found.changes:
        if change.verdict in _LEVELS:
            yield _line(change, texts)


def _line(change: Change, texts: dict[str, str]) -> str:
    place = places.with_line(change.place, texts)
    values = {
        "file": place.file,
        "line": place.line or 1,
        "title": f"{change.verdict}: {change.kind}",
    }
    told = ",".join(f"{key}={_escape(str(value), _IN_VALUES)}" for key, value in values.items())
    who = f"{change.endpoint}: " if change.endpoint else ""
    return f"::{_LEVELS[change.verdict]} {told}::{_escape(who + change.message, _ESCAPED)}"


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in tame(text))
