"""A repair (where, which, before and after), and a repaired endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from clientwright.io.json_types import Schema
from clientwright.problems import Location, Problem
from clientwright.sources.documents import RawEndpoint


class AbsentValue(Enum):
    """The type of `ABSENT`, which stands for a missing value."""

    ABSENT = "(absent)"

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return self.value


ABSENT: Final = AbsentValue.ABSENT


@dataclass(frozen=True, slots=True)
class Repair:
    """One change made by an import."""

    location: Location
    pointer: str
    code: str
    before: Any
    after: Any


RepairOrProblem = Repair | Problem
PointerWords = Mapping[str, Mapping[str, str]]
"""JSON Pointer in the schema -> `title` and/or `description`, in one locale."""


@dataclass(frozen=True, slots=True)
class NormalizedEndpoint:
    """One document's endpoint in JSON Schema, with its texts apart."""

    raw: RawEndpoint
    schema: Schema
    words: PointerWords = field(default_factory=dict[str, Mapping[str, str]])
    output: Schema | None = None
    output_words: PointerWords = field(default_factory=dict[str, Mapping[str, str]])
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()
