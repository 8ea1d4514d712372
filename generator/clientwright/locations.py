"""Lines for problems: found in the file when a problem is shown, not while it is looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from clientwright import atomic_files
from clientwright.errors import ClientwrightError
from clientwright.problems import Location, Problem
from clientwright.specs.json_text import find_line


def add_lines(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Fill in the line of every problem whose file can be read, in the order of files and lines."""
    texts: dict[str, str] = {}
    found = [replace(problem, location=add_line(problem.location, texts)) for problem in problems]
    return tuple(
        sorted(found, key=lambda p: (p.location.file, p.location.line, p.location.pointer, p.code))
    )


def add_line(place: Location, texts: dict[str, str]) -> Location:
    """Fill in line and column of a place in a JSON file (kept in `texts`); any other place stays as it is."""
    if place.line or not place.file.endswith(".json"):
        return place
    if place.file not in texts:
        texts[place.file] = _text(place.file)
    text = texts[place.file]
    line, column = find_line(text, place.pointer) if text else (0, 0)
    return replace(place, line=line, column=column)


def _text(file: str) -> str:
    try:
        return atomic_files.read_text(Path(file))
    except ClientwrightError:
        return ""
