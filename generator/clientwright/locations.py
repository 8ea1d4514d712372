"""Line numbers of problems, looked up only when problems are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from clientwright.errors import ClientwrightError
from clientwright.io import atomic_files
from clientwright.io.json_text import find_line
from clientwright.problems import Location, Problem


def add_lines(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Fill in the line of every problem whose file can be read; sort by file and line."""
    texts: dict[str, str] = {}
    found = [replace(problem, location=add_line(problem.location, texts)) for problem in problems]
    return tuple(
        sorted(found, key=lambda p: (p.location.file, p.location.line, p.location.pointer, p.code))
    )


def add_line(location: Location, texts: dict[str, str]) -> Location:
    """Fill in line and column of a location in a JSON file; others are returned unchanged.

    `texts` caches the files read so far.
    """
    if location.line or not location.file.endswith(".json"):
        return location
    if location.file not in texts:
        texts[location.file] = _text(location.file)
    text = texts[location.file]
    line, column = find_line(text, location.pointer) if text else (0, 0)
    return replace(location, line=line, column=column)


def _text(file: str) -> str:
    try:
        return atomic_files.read_text(Path(file))
    except ClientwrightError:
        return ""
