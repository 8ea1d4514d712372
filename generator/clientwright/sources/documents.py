"""What a reader finds in a document, and where in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientwright.problems import Location, Problem
from clientwright.specs.json_text import line_of_offset
from clientwright.specs.model_ids import ModelId

UNKNOWN_LOCATION = Location("-")


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was loaded: its name (path or URL) and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """The text a reader looks at, and the way back to the lines of the original.

    `marks` holds (offset here, line there) for texts that were made from another one,
    in rising order; without marks the lines are the same.
    """

    file: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    language: str = ""

    def location(self, offset: int, pointer: str = "") -> Location:
        """Give the place of an offset in the original document."""
        if not self.marks:
            return Location(self.file, pointer, *line_of_offset(self.text, offset))
        at, line = self.marks[max(0, bisect_right(self.marks, (offset, 1 << 60)) - 1)]
        return Location(self.file, pointer, line + self.text.count("\n", at, offset))


@dataclass(frozen=True, slots=True)
class JsonBlock:
    """A JSON value found in a document, and the offset of every pointer in it."""

    value: Any
    document: Document
    offsets: Mapping[str, int]

    def locate(self, pointer: str) -> Location:
        """Give the place of a pointer, with the line of the nearest parent that stands in the text."""
        known = pointer
        while known and known not in self.offsets:
            known = known.rpartition("/")[0]
        if known not in self.offsets:
            return Location(self.document.file, pointer)
        return self.document.location(self.offsets[known], pointer)


@dataclass(frozen=True, slots=True)
class RawEndpoint:
    """What one document says about one endpoint, nothing repaired yet.

    `schema` and `output` are JSON as it stood there, `sample` the payload of the sample
    call; `problems` are findings that do not stop the import.
    """

    id: ModelId
    locale: str
    schema: Any
    output: Any = None
    sample: Mapping[str, Any] | None = None
    location: Location = UNKNOWN_LOCATION
    problems: tuple[Problem, ...] = ()
    input_block: JsonBlock | None = field(default=None, compare=False, repr=False)
    output_block: JsonBlock | None = field(default=None, compare=False, repr=False)

    def locate(self, pointer: str) -> Location:
        """Give the place of a pointer of the input schema in the original document."""
        return self.input_block.locate(pointer) if self.input_block else self.location.at(pointer)

    def locate_output(self, pointer: str) -> Location:
        """Give the place of a pointer of the output schema in the original document."""
        return self.output_block.locate(pointer) if self.output_block else self.location.at(pointer)
