"""Where a provider lists its endpoints, and where an entry has what, from `service.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_pointer import resolve_pointer
from clientwright.specs.model import Service


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """A catalogue as a service's file describes it; a pointer is None where an entry has no such value.

    The next page is asked for with the value at `cursor` as the query's `cursor_key`, until there is none
    or the value at `more` is false; or its URL is at `next_url`. Without either, pages are asked for by
    `limit` and `offset`.
    """

    url: str
    items: str
    id_at: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    cursor: str | None = None
    cursor_key: str = ""
    more: str | None = None
    next_url: str | None = None
    document: str | None = None
    version: str | None = None
    title: str | None = None
    description: str | None = None
    retired_at: str | None = None
    retired_values: tuple[Any, ...] = ()

    @classmethod
    def of_service(cls, service: Service) -> CatalogueFacts | None:
        """Return the facts of a service's catalogue, None if its file does not describe one."""
        found: Mapping[str, Any] | None = service.document.get("catalogue")
        if found is None:
            return None
        paging: Mapping[str, str] = found.get("paging", {})
        retired: Mapping[str, Any] = found.get("retired", {})
        written = found["id"]
        return cls(
            url=found["url"],
            items=found["items"],
            id_at=(written,) if isinstance(written, str) else tuple(written),
            query=found.get("query", {}),
            cursor=paging.get("cursor"),
            cursor_key=paging.get("as", ""),
            more=paging.get("more"),
            next_url=paging.get("next"),
            document=found.get("document"),
            version=found.get("version"),
            title=found.get("title"),
            description=found.get("description"),
            retired_at=retired.get("at"),
            retired_values=tuple(retired.get("is", ())),
        )

    @property
    def has_paging(self) -> bool:
        """Whether a page says what the next one is."""
        return self.cursor is not None or self.next_url is not None

    def next_page(self, page: Any) -> Any:
        """Return what leads to the page after this one: its cursor or its URL; None after the last."""
        at = self.cursor if self.next_url is None else self.next_url
        if self.more is not None and value_at(page, self.more) is False:
            return None
        return None if at is None else value_at(page, at) or None

    def entry_id(self, entry: Any) -> str:
        """Return the id of an entry, "" if a part of it is missing."""
        parts = [value_at(entry, at) for at in self.id_at]
        texts = [part for part in parts if isinstance(part, str) and part]
        return "/".join(texts) if len(texts) == len(parts) else ""

    def is_retired(self, entry: Any) -> bool:
        """Return whether an entry says that its endpoint is no longer offered."""
        found = None if self.retired_at is None else value_at(entry, self.retired_at)
        return any(type(found) is type(one) and found == one for one in self.retired_values)


def value_at(document: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer, None if there is none."""
    try:
        return resolve_pointer(document, pointer)
    except LookupError:
        return None
