"""The change note of an API: what each update found, the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from clientwright.evolve.difference.reports import changelog, version
from clientwright.evolve.difference.reports.markdown import safe
from clientwright.evolve.difference.values import Difference
from clientwright.spec.values import Service

NAME = "CHANGELOG.md"
_HEADING = re.compile(r"^## ", re.MULTILINE)


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

    What stands in the note stays as it is, to the letter.
    """
    told = tuple(_points(_newest(text)))
    if all(any(known.startswith(point) for known in told) for point in _points(entry)):
        return text
    head = text or f"# Changes of the {title} API\n\nAs clientwright found them in its documents.\n"
    at = _HEADING.search(head)
    if at is None:
        return head.rstrip("\n") + f"\n\n{entry}"
    return head[: at.start()] + f"{entry}\n" + head[at.start() :]


def _newest(text: str) -> str:
    """Give the first section of a note."""
    starts = [match.start() for match in _HEADING.finditer(text)]
    if not starts:
        return ""
    return text[starts[0] : starts[1] if len(starts) > 1 else None]


def _points(entry: str) -> Iterator[str]:
    """Give the day and the points of an entry."""
    return (line for line in entry.splitlines() if line.startswith(("## ", "- ")))
