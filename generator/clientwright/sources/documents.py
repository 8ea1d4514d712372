"""Documents: which files may be some, their text, and what a reader finds in it, with its location."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clientwright.io.json_text import line_of_offset
from clientwright.problems import Location, Problem
from clientwright.sources.submit_address import SubmitAddress
from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId

UNKNOWN_LOCATION = Location("-")


@dataclass(frozen=True, slots=True)
class Source:
    """A loaded document: its name (path or URL) and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is known of a document beside its text.

    `service_hosts` are the hosts of the service's API; `id`, `locale` and `schema` (the name of a
    schema in it) are what a person says of the document. An entry of the service's catalogue has its id
    at `id_at` (parts that are joined by slashes) and its version at `version_at`; both are empty where
    the service's file does not say. With `any_output` an output may be of any JSON type; the answer to a
    submit, which has the job's id at `job_at`, is none. `submit` tells which calls are submits.
    `other_entries` are the pointers that entries of other services have, by the name of the service.
    """

    service_hosts: Sequence[str] = ()
    id: str | None = None
    locale: str | None = None
    schema: str | None = None
    id_at: Sequence[str] = ()
    version_at: str = ""
    any_output: bool = False
    job_at: str = ""
    submit: SubmitAddress = field(default_factory=SubmitAddress)
    other_entries: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    @classmethod
    def of_service(
        cls,
        service: Service,
        *,
        id: str | None = None,
        locale: str | None = None,
        schema: str | None = None,
        others: Iterable[Service] = (),
    ) -> ReadOptions:
        """Return the options of a document that a service's file describes; `others` are other services."""
        catalogue: Mapping[str, Any] = service.document.get("catalogue", {})
        return cls(
            service.hosts,
            id,
            locale,
            schema,
            id_at=_id_pointers(service),
            version_at=catalogue.get("version", ""),
            any_output=not service.output,
            job_at="" if service.output else _job_pointer(service),
            submit=SubmitAddress.of_service(service),
            other_entries={
                one.name: pointers for one in others if (pointers := _entry_pointers(one))
            },
        )


def _id_pointers(service: Service) -> tuple[str, ...]:
    """Return where an entry of a service's catalogue has the parts of its id."""
    written = service.document.get("catalogue", {}).get("id", ())
    return (written,) if isinstance(written, str) else tuple(written)


def _entry_pointers(service: Service) -> tuple[str, ...]:
    """Return where an entry of a service's catalogue has its id and its document."""
    document = service.document.get("catalogue", {}).get("document")
    return (*_id_pointers(service), *(() if document is None else (document,)))


def _job_pointer(service: Service) -> str:
    """Return where the answer to a submit has the job's id, an empty text if a header has it."""
    place = service.wire.operations["submit"].fields.get("request_id")
    return place.pointer if place else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read, with a mapping back to the lines of the original.

    `marks` are (offset here, line in the original), in rising order, for a text converted from
    another one; without marks the lines are the same.
    """

    file: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    language: str = ""

    def location(self, offset: int, pointer: str = "") -> Location:
        """Return the location of an offset in the original document."""
        if not self.marks:
            return Location(self.file, pointer, *line_of_offset(self.text, offset))
        at, line = self.marks[max(0, bisect_right(self.marks, (offset, 1 << 60)) - 1)]
        return Location(self.file, pointer, line + self.text.count("\n", at, offset))


@dataclass(frozen=True, slots=True)
class JsonBlock:
    """A JSON value found in a document, with the offset of every pointer in it."""

    value: Any
    document: Document
    offsets: Mapping[str, int]

    def locate(self, pointer: str) -> Location:
        """Return the location of a pointer; its line is that of the nearest parent in the text.

        What a repair moved from `definitions` to `$defs` is still found there.
        """
        ancestor = pointer
        if pointer not in self.offsets and "/$defs" in pointer:
            ancestor = pointer.replace("/$defs", "/definitions")
        while ancestor and ancestor not in self.offsets:
            ancestor = ancestor.rpartition("/")[0]
        if ancestor not in self.offsets:
            return Location(self.document.file, pointer)
        return self.document.location(self.offsets[ancestor], pointer)

    def as_written(self, reference: str) -> str:
        """Return how the document writes a reference; a repair may have moved its target to `$defs`."""
        older = reference.replace("#/$defs/", "#/definitions/")
        is_older = reference[1:] not in self.offsets and older[1:] in self.offsets
        return older if is_older else reference


@dataclass(frozen=True, slots=True)
class RawEndpoint:
    """What one document states about one endpoint, before any repair.

    `schema` and `output` are JSON as written, `sample` is the payload of the sample call, `version` is
    that of the model, "" if it is not stated; `problems` are findings that do not stop the import.
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
    version: str = ""

    def locate(self, pointer: str) -> Location:
        """Return the location of an input schema's pointer in the original document."""
        return self.input_block.locate(pointer) if self.input_block else self.location.at(pointer)

    def locate_output(self, pointer: str) -> Location:
        """Return the location of an output schema's pointer in the original document."""
        return self.output_block.locate(pointer) if self.output_block else self.location.at(pointer)


_SPACES = "\u00a0\u2007\u202f\u3000"
_STRINGS_AND_SPACES = re.compile(rf'"(?:[^"\\\n]|\\.)*+"|[{_SPACES}]')


def normalize_text(text: str) -> str:
    """Return the text with `\\n` line ends and plain spaces outside quotes; line numbers do not change."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    has_spaces = any(space in text for space in _SPACES)
    return _STRINGS_AND_SPACES.sub(_replace_space, text) if has_spaces else text


def _replace_space(match: re.Match[str]) -> str:
    return " " if match.group() in _SPACES else match.group()


PAGE_SUFFIXES = (".txt", ".html", ".htm", ".md", ".json", ".yaml", ".yml")


def list_page_files(folder: Path) -> list[str]:
    """Return the files directly in a folder whose names end like those of pages, in order."""
    return [str(path) for path in sorted(folder.iterdir()) if _is_page_file(path)]


def _is_page_file(path: Path) -> bool:
    return path.suffix.lower() in PAGE_SUFFIXES and path.is_file()
