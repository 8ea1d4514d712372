"""The first step of an import: read documents; what cannot be read is a problem, not the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clientwright.errors import SourceError, UnreachableError
from clientwright.problems import Location, Problem
from clientwright.sources import catalogue, data_document, page_html, page_text
from clientwright.sources.document_problems import SchemaNotFound, SkippedFile
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.load_source import load_source
from clientwright.sources.problems import NotAnEndpointPage
from clientwright.specs import spec_files
from clientwright.specs.model import Service
from clientwright.specs.problems import UnreachableAddress, Unreadable


class Reader(Protocol):
    """A module that reads one kind of source."""

    def can_read(self, source: Source) -> bool:
        """Return whether this reader can read a source."""
        ...

    def read(self, source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
        """Read a source: return the endpoint it documents, or every problem with it."""
        ...


PAGE_READERS: tuple[Reader, ...] = (page_html, page_text)
READERS: tuple[Reader, ...] = (catalogue, data_document, *PAGE_READERS)


def read_source(source: Source, options: ReadOptions) -> RawEndpoint | tuple[Problem, ...]:
    """Read a document of any kind: return the endpoint it documents, or every problem with it."""
    reader = next(reader for reader in READERS if reader.can_read(source))
    if options.schema is not None and reader in PAGE_READERS:
        return (SchemaNotFound(Location(source.name), options.schema, "a page", ()),)
    return reader.read(source, options)


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Files and URLs to import into a specs folder, and what their pages do not say themselves.

    `found_in_folders` are sources that nobody named, and that may be no pages. `service` is the name
    of their service, "" for the only one of the folder.
    """

    sources: Iterable[str]
    root: Path
    id: str | None = None
    locale: str | Mapping[str, str] | None = None
    schema: str | None = None
    found_in_folders: Collection[str] = ()
    service: str = ""

    def locale_of(self, name: str) -> str | None:
        """Return the locale that a person said a source is in."""
        return self.locale.get(name) if isinstance(self.locale, Mapping) else self.locale


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """The endpoints that documents describe, as they describe them, and the service that they belong to."""

    root: Path
    service: Service
    endpoints: tuple[RawEndpoint, ...]
    problems: tuple[Problem, ...]


def read(request: ImportRequest) -> ReadDocuments:
    """Read every document.

    Raises:
        ProblemsError: the service's file is not valid.
        UsageError: there is no service of that name, or the folder has several and none is named.
    """
    service = spec_files.load_service(request.root, request.service)
    endpoints: list[RawEndpoint] = []
    problems: list[Problem] = []
    others = spec_files.load_other_services(request.root, service)
    for name in request.sources:
        found = _read_one(name, request, service, others)
        if isinstance(found, RawEndpoint):
            endpoints.append(found)
        else:
            problems.extend(found)
    if endpoints:
        problems = [_skipped(problem, request.found_in_folders) for problem in problems]
    return ReadDocuments(request.root, service, tuple(endpoints), tuple(problems))


def _skipped(problem: Problem, found_in_folders: Collection[str]) -> Problem:
    """Return a warning in place of the error that a file which nobody named is no page, unless it is empty."""
    here = problem.location
    is_other = isinstance(problem, NotAnEndpointPage) and not problem.is_empty
    return SkippedFile(here) if is_other and here.file in found_in_folders else problem


def _read_one(
    name: str, request: ImportRequest, service: Service, others: Sequence[Service]
) -> RawEndpoint | tuple[Problem, ...]:
    try:
        options = ReadOptions.of_service(
            service,
            id=request.id,
            locale=request.locale_of(name),
            schema=request.schema,
            others=others,
        )
        return read_source(load_source(name), options)
    except UnreachableError as error:
        return (UnreachableAddress(Location(name), str(error)),)
    except SourceError as error:
        return (Unreadable(Location(name, line=error.line), str(error)),)
