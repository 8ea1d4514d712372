"""What can be wrong with a document, a spec or a package: one value per finding.

A `Problem` holds values and compares by value; its sentence is made at the end.
Each kind is a small frozen dataclass, defined in the room that finds it, with a
stable `code`, a `severity`, and two sentences: what was found, what to try. Beside a
room's `problems` may stand files of one subject, such as `name_problems`.

    Problem
    ├── clientwright.specs.problems      files that are no JSON, keys that repeat, names that are no ids
    ├── clientwright.sources.problems     documents that are no page, cut off, of another service
    ├── clientwright.normalize.problems   schemas beyond repair, pages that contradict each other
    ├── clientwright.lint.problems     specs that contradict themselves
    ├── clientwright.codegen.problems      specs no package can be made of, files that were edited
    ├── clientwright.evolution.*.problems  catalogues that leave doubt, copies that are stale, what was not compared
    └── clientwright.testing.*.problems  schemas no payload fits, baselines and cassettes that no longer hold
"""

from __future__ import annotations

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, cast

from clientwright.json_types import is_dict, is_list

_MIN_SIMILARITY = 0.7
"""How much alike two names are at least (0 to 1) where one may be meant by the other."""


class Severity(StrEnum):
    """How much a problem weighs: an `error` blocks, a `warning` is a finding, `info` is reasoning."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """Say it to a person; what is called `info` in JSON is a note."""
        return "note" if self is Severity.INFO else str(self)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something stands.

    `file` is the path or URL as its user named it, `pointer` a JSON Pointer inside
    the document (empty for the whole), `line` and `column` count from 1 (0: not known).
    """

    file: str
    pointer: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Give `file:line` where the line is known, followed by the pointer."""
        spot = f"{self.file}:{self.line}" if self.line else self.file
        return escape_unprintable(f"{spot} {self.pointer}".rstrip())

    def at(self, pointer: str) -> Location:
        """Give the place of `pointer` in the same document, its line not yet known."""
        return Location(self.file, pointer)


@dataclass(frozen=True, slots=True)
class Problem(ABC):
    """One finding: where, a stable code, what was found, what to try."""

    location: Location
    code: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.ERROR

    @abstractmethod
    def found(self) -> str:
        """Say what was found, in one sentence."""

    @abstractmethod
    def advice(self) -> str:
        """Say what to try, in one sentence."""

    def __str__(self) -> str:
        kind = f"{self.severity.label} {self.code}"
        told = f"{self.location}: {kind}: {self.found()} {self.advice()}"
        return escape_unprintable(told.strip())

    def as_json(self) -> dict[str, Any]:
        """Give the problem for a machine: its four parts and the values it holds."""
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
    """Turn a problem's value into JSON: places become strings, tuples lists, the rest text."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if is_list(value) or isinstance(value, tuple):
        return [to_json_value(v) for v in cast(Iterable[object], value)]
    if is_dict(value):
        return {str(k): to_json_value(v) for k, v in value.items()}
    return str(value)


def problem_types(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """List every kind of problem there is, each once, for completeness tests and documentation.

    A dataclass with slots is a second class beside the one that was written, which
    lives on until it is collected: of two by one name, the later one counts.
    """
    named = {
        (kind.__module__, kind.__qualname__): kind for kind in _all_subclasses(base) if kind.code
    }
    yield from named.values()


def _all_subclasses(base: type[Problem]) -> Iterator[type[Problem]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _all_subclasses(kind)


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Give the other known name that is most like `name`, or an empty string when none is like it."""
    others = sorted({*known} - {name})
    close = difflib.get_close_matches(name.lower(), others, n=1, cutoff=_MIN_SIMILARITY)
    return close[0] if close else ""


def quote_value(value: object, limit: int = 60) -> str:
    """Show a foreign value in a sentence: quoted, shortened, with nothing that moves a terminal."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def escape_unprintable(text: str) -> str:
    """Escape what moves a terminal or cannot be seen; the rest stays as it is."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    )


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)
