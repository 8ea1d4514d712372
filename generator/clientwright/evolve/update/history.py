"""The change note of an API: what each update found, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from clientwright.evolve.difference.reports import changelog, version
from clientwright.evolve.difference.reports.markdown import safe
from clientwright.evolve.difference.values import Difference
from clientwright.specs.model import Service

NAME = "CHANGELOG.md"
_HEADING = re.compile(
    r"""^\ {0,3}(?P<fence>`{3,}|~{3,}).*?^\ {0,3}(?P=fence)
    | ^\ {0,3}<!--.*?-->
    | ^\#\#[ ](?P<name>[^\r\n]*)""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
"""A heading; what stands in a block of code or a comment is none, so both are found with it."""
_UNRELEASED = re.compile(r"\W*unreleased\b", re.IGNORECASE)


def path_of(root: Path, service: Service) -> Path:
    """Give where the change note of a service stands, unless another file is named."""
    return root / service.name / NAME


def entry(found: Difference, date: str) -> str:
    """Write what was found on a day; nothing, where nothing was changed for those who call."""
    told = [safe(line) for line in changelog.entry(found)]
    if not told:
        return ""
    return "\n".join([f"## {date}", "", version.sentence(found), "", *told, *_to_do(found)])


def _to_do(found: Difference) -> Iterator[str]:
    todo = [safe(line) for line in changelog.to_do(found)]
    if todo:
        yield from ("**To change in calling code**", "", *todo, "")


def grown(text: str, entry: str, title: str) -> str:
    """Put an entry above the newest one, unless that one says all of it, or more; an empty note gets a title.

    What stands in the note stays as it is, to the letter, and so do its line ends. What is
    not released yet stays on top.
    """
    told = tuple(_points(_newest(text)))
    if all(any(known.startswith(point) for known in told) for point in _points(entry)):
        return text
    if not text.strip():
        text = f"# Changes of the {title} API\n\nAs clientwright found them in its documents.\n"
    at = next(_headings(text), None)
    if at is None:
        return text + _like(text, _gap(text) + entry)
    return text[:at] + _like(text, f"{entry}\n") + text[at:]


def _headings(text: str) -> Iterator[int]:
    """Give where the entries begin; what a person calls unreleased is none."""
    for found in _HEADING.finditer(text):
        name = found["name"]
        if name is not None and not _UNRELEASED.match(name):
            yield found.start()


def _gap(text: str) -> str:
    """Give the line ends that are missing before what follows a text."""
    end = text[-4:].replace("\r\n", "\n")
    return next(gap for gap in ("", "\n", "\n\n") if f"{end}{gap}".endswith("\n\n"))


def _like(text: str, entry: str) -> str:
    """Give an entry the line ends of a text."""
    return entry.replace("\n", "\r\n") if "\r\n" in text else entry


def _newest(text: str) -> str:
    """Give the newest entry of a note."""
    starts = [*_headings(text), None, None]
    return "" if starts[0] is None else text[starts[0] : starts[1]]


def _points(entry: str) -> Iterator[str]:
    """Give the day and the points of an entry."""
    return (line for line in entry.splitlines() if line.startswith(("## ", "- ")))
