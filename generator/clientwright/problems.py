"""Problems with a document, a spec or a package: one value per finding.

A `Problem` has values and compares by value; its sentence is built when it is shown. Each kind is
a row of the table of the package that finds it, `problems.py` (and `*_problems.py`): a stable code,
a severity, the values, and templates of two sentences: what was found and what to try.

    class BrokenSchema(Problem, code="broken-schema"):
        starts: Location
        reason: str
        FOUND = "the schema that starts at {starts} breaks off here: {reason}."
        ADVICE = "Save the full page again from its source."

    Problem
    ├── clientwright.io           text that is not JSON, duplicate keys
    ├── clientwright.specs        unreadable files, invalid ids
    ├── clientwright.sources      documents without a schema, cut off, or of another service
    ├── clientwright.normalize    schemas beyond repair, pages that contradict each other
    ├── clientwright.lint         specs that contradict themselves
    ├── clientwright.codegen      specs that cannot be generated, files edited by hand
    ├── clientwright.evolution    incomplete catalogues, stale copies, gaps in a comparison
    └── clientwright.testing      schemas that no payload fits, stale baselines and cassettes
"""

from __future__ import annotations

import difflib
import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, cast, dataclass_transform

from clientwright.message_template import Conversions, fill_template, placeholders, template_faults

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


@dataclass_transform(frozen_default=True)
@dataclass(frozen=True)
class Problem:
    """One finding: its location, a stable code, what was found and what to try.

    A subclass is a frozen dataclass. Its templates (see `message_template`) name its values and
    properties; `{name!q}` quotes a value, `{name!e}` escapes it, `{name!d}` drops its full stop.
    The docstring explains, in backticks, each value that no template names.
    """

    location: Location
    code: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.ERROR
    FOUND: ClassVar[str] = ""
    ADVICE: ClassVar[str] = ""

    def __init_subclass__(cls, *, code: str, severity: Severity = Severity.ERROR) -> None:
        """Make the class a row: a dataclass with a code of its own and templates that fit its values.

        Raises:
            TypeError: another kind has the code, or a template does not fit.
        """
        super().__init_subclass__()
        cls.code, cls.severity = code, severity
        dataclass(frozen=True)(cls)
        faults = [*_faults(cls)]
        if faults:
            raise TypeError(f"{cls.__qualname__}: {'; '.join(faults)}")
        _TYPES[code] = cls

    def found(self) -> str:
        """Return what was found, in one sentence."""
        return fill_template(self.FOUND, self, _CONVERSIONS)

    def advice(self) -> str:
        """Return what to try, in one sentence."""
        return fill_template(self.ADVICE, self, _CONVERSIONS)

    @property
    def from_url(self) -> bool:
        """Whether the document is at a URL, not in a file."""
        return "://" in self.location.file

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


def problem_types(package: str) -> list[type[Problem]]:
    """Return every kind of problem in the modules of a package that are loaded, by code."""
    kinds = sorted(_TYPES.values(), key=lambda kind: kind.code)
    return [kind for kind in kinds if f"{kind.__module__}.".startswith(f"{package}.")]


def problem_type(code: str) -> type[Problem]:
    """Return the kind of problem with a code.

    Raises:
        KeyError: no module that is loaded has such a kind.
    """
    return _TYPES[code]


_NO_DOCSTRINGS = 2
"""The level of optimization (`python -OO`) at which Python drops docstrings."""

_TYPES: dict[str, type[Problem]] = {}
"""Every kind by its code; making the class enters it."""


def _faults(kind: type[Problem]) -> Iterator[str]:
    """Yield what is wrong with a kind of problem as its class is written."""
    other = _TYPES.get(kind.code, kind)
    if (other.__module__, other.__qualname__) != (kind.__module__, kind.__qualname__):
        yield f"{other.__qualname__} has the code {kind.code!r}"
    has_template = kind.found is Problem.found, kind.advice is Problem.advice
    if (bool(kind.FOUND), bool(kind.ADVICE)) != has_template:
        yield "what was found, and what to try, are each a template or a method"
    templates, types = (kind.FOUND, kind.ADVICE), _value_types(kind)
    wrong = [fault for one in templates for fault in template_faults(one, types, _CONVERSIONS)]
    yield from wrong
    if not wrong and sys.flags.optimize < _NO_DOCSTRINGS:
        yield from _unexplained(kind)


def _unexplained(kind: type[Problem]) -> Iterator[str]:
    shown = {one.name for text in (kind.FOUND, kind.ADVICE) for one in placeholders(text)}
    explained = {"location", *re.findall(r"`(\w+)`", kind.__doc__ or "")}
    for name in [f.name for f in fields(kind) if f.name not in shown | explained]:
        yield f"no template shows {name!r}, and the docstring does not explain it"


def _value_types(kind: type[Problem]) -> dict[str, str]:
    """Return the types of what a template may name: values and properties."""
    properties = {
        name: value.fget.__annotations__["return"]
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, property) and value.fget
    }
    return {name: str(type_) for name, type_ in properties.items()} | {
        f.name: str(f.type) for f in fields(kind)
    }


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return the known name most similar to `name` (other than itself), or "" if none is similar."""
    others = sorted({*known} - {name})
    close = difflib.get_close_matches(name.lower(), others, n=1, cutoff=_MIN_SIMILARITY)
    return close[0] if close else ""


def quote_value(value: object, limit: int = 60) -> str:
    """Return a foreign value for use in a sentence: quoted, shortened, and safe to print."""
    text = repr(value) if isinstance(value, str) else _as_json(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _as_json(value: object) -> str:
    """Return a value as JSON; what is no JSON as Python has it."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return repr(value)


def escape_unprintable(text: str) -> str:
    """Escape control and invisible characters; leave the rest unchanged."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    )


def _drop_full_stop(text: str) -> str:
    return text.rstrip(".")


_CONVERSIONS: Conversions = {
    "q": quote_value,
    "e": escape_unprintable,
    "d": _drop_full_stop,
    "c": shlex.quote,
}
"""The conversions of the templates, by their letters."""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def distinct_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, in order; a problem may contain lists, so it may have no hash."""
    return tuple({repr(problem): problem for problem in problems}.values())
