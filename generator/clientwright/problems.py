"""Problems with a document, a spec or a package: one value per finding.

A `Problem` has values and compares by value; its sentence is built when it is shown. Each kind is
a small frozen dataclass with a stable `code`, a `severity` and two sentences (what was found, what
to try), defined in the package that finds it.

    Problem
    ├── clientwright.io.problems           text that is not JSON, duplicate keys
    ├── clientwright.specs.problems        unreadable files, invalid ids
    ├── clientwright.sources.*problems     documents without a schema, cut off, or of another service
    ├── clientwright.normalize.problems    schemas beyond repair, pages that contradict each other
    ├── clientwright.lint.*problems        specs that contradict themselves
    ├── clientwright.codegen.problems      specs that cannot be generated, files edited by hand
    ├── clientwright.evolution.*.problems  incomplete catalogues, stale copies, gaps in a comparison
    └── clientwright.testing.*.problems    schemas that no payload fits, stale baselines and cassettes
"""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, cast

_MIN_SIMILARITY = 0.7
"""Least similarity (0 to 1) at which one name is offered for another."""


class Severity(StrEnum):
    """The weight of a problem: an `error` blocks, a `warning` does not, `info` only explains."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The name shown to people: `info` is shown as "note"."""
        return "note" if self is Severity.INFO else str(self)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a document.

    `file` is the path or URL as the user named it, `pointer` a JSON Pointer inside the document
    (empty for the whole document). `line` and `column` count from 1; 0 means unknown.
    """

    file: str
    pointer: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line` (`file` alone if the line is unknown), followed by the pointer."""
        prefix = f"{self.file}:{self.line}" if self.line else self.file
        return escape_unprintable(f"{prefix} {self.pointer}".rstrip())

    def at(self, pointer: str) -> Location:
        """Return the location of `pointer` in the same document, without a line."""
        return Location(self.file, pointer)


@dataclass(frozen=True, slots=True)
class Problem(ABC):
    """One finding: its location, a stable code, what was found and what to try."""

    location: Location
    code: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.ERROR

    @abstractmethod
    def found(self) -> str:
        """Return what was found, in one sentence."""

    @abstractmethod
    def advice(self) -> str:
        """Return what to try, in one sentence."""

    def __str__(self) -> str:
        kind = f"{self.severity.label} {self.code}"
        text = f"{self.location}: {kind}: {self.found()} {self.advice()}"
        return escape_unprintable(text.strip())

    def as_json(self) -> dict[str, Any]:
        """Return the problem as JSON: its four parts and its values."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "location"}
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.location.file,
            "pointer": self.location.pointer,
            "line": self.location.line,
            "found": self.found(),
            "try": self.advice(),
            "values": {name: to_json_value(value) for name, value in values.items()},
        }


def to_json_value(value: object) -> Any:
    """Return a problem's value as JSON: tuples become lists, locations and other objects strings."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [to_json_value(v) for v in cast(Iterable[object], value)]
    if isinstance(value, dict):
        return {str(k): to_json_value(v) for k, v in cast(dict[object, object], value).items()}
    return str(value)


def problem_types(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Yield every kind of problem once, for completeness tests and documentation.

    `dataclass(slots=True)` creates a second class, and the original stays among the subclasses
    until it is collected; of two classes with one name, the later one counts.
    """
    by_name = {
        (kind.__module__, kind.__qualname__): kind for kind in _all_subclasses(base) if kind.code
    }
    yield from by_name.values()


def _all_subclasses(base: type[Problem]) -> Iterator[type[Problem]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _all_subclasses(kind)


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return the known name most similar to `name` (other than itself), or "" if none is similar."""
    others = sorted({*known} - {name})
    close = difflib.get_close_matches(name.lower(), others, n=1, cutoff=_MIN_SIMILARITY)
    return close[0] if close else ""


def quote_value(value: object, limit: int = 60) -> str:
    """Return a foreign value for use in a sentence: quoted, shortened, and safe to print."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape_unprintable(text: str) -> str:
    """Escape control and invisible characters; leave the rest unchanged."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def distinct_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, in order; a problem may contain lists, so it may have no hash."""
    return tuple({repr(problem): problem for problem in problems}.values())
