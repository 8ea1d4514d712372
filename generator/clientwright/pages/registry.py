"""Every kind of reader; the first that takes a source reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from clientwright.pages import catalogue, html, json_schema, text
from clientwright.pages.values import RawEndpoint, Source
from clientwright.problems import Problem


class Reader(Protocol):
    """A module that reads one kind of source."""

    def reads(self, source: Source) -> bool:
        """Tell whether this reader takes a source."""
        ...

    def read(
        self,
        source: Source,
        *,
        service_hosts: Sequence[str],
        id: str | None = None,
        locale: str | None = None,
    ) -> RawEndpoint | tuple[Problem, ...]:
        """Read a source: the endpoint it documents, or every problem with it."""
        ...


READERS: tuple[Reader, ...] = (catalogue, json_schema, html, text)


def read(
    source: Source,
    *,
    service_hosts: Sequence[str],
    id: str | None = None,
    locale: str | None = None,
) -> RawEndpoint | tuple[Problem, ...]:
    """Read a document of any kind: the endpoint it documents, or every problem with it."""
    reader = next(reader for reader in READERS if reader.reads(source))
    return reader.read(source, service_hosts=service_hosts, id=id, locale=locale)
