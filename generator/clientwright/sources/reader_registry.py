"""All readers; the first one that can read a source reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from clientwright.problems import Problem
from clientwright.sources import catalogue, json_schema, page_html, page_text
from clientwright.sources.documents import RawEndpoint, Source


class Reader(Protocol):
    """A module that reads one kind of source."""

    def can_read(self, source: Source) -> bool:
        """Return whether this reader can read a source."""
        ...

    def read(
        self,
        source: Source,
        *,
        service_hosts: Sequence[str],
        id: str | None = None,
        locale: str | None = None,
    ) -> RawEndpoint | tuple[Problem, ...]:
        """Read a source: return the endpoint it documents, or every problem with it."""
        ...


READERS: tuple[Reader, ...] = (catalogue, json_schema, page_html, page_text)


def read_source(
    source: Source,
    *,
    service_hosts: Sequence[str],
    id: str | None = None,
    locale: str | None = None,
) -> RawEndpoint | tuple[Problem, ...]:
    """Read a document of any kind: return the endpoint it documents, or every problem with it."""
    reader = next(reader for reader in READERS if reader.can_read(source))
    return reader.read(source, service_hosts=service_hosts, id=id, locale=locale)
