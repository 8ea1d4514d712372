"""Fetch a catalogue that a service's file describes: one page leads to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from clientwright.evolution.sync.catalogue_client import CatalogueClient, ProviderUnreachable
from clientwright.io.json_types import is_list
from clientwright.problems import quote_value
from clientwright.sources.documents import Source
from clientwright.sources.load_source import format_mebibytes
from clientwright.specs.catalogue_facts import CatalogueFacts, value_at

FetchProgress = Callable[[int, int, str], None]
"""Called with the pages fetched, the pages in all, and a description."""

PAGE_SIZE = 100
"""Entries requested per page."""
MAX_ENTRIES = 50_000
"""The largest total that a catalogue may have."""
MAX_CHARACTERS = 256 * 1024 * 1024
"""The most characters that all pages may have together."""

PageCall = tuple[str, Mapping[str, str]]
"""URL and query of a page."""


def follow_pages(
    client: CatalogueClient, facts: CatalogueFacts, progress: FetchProgress
) -> list[Source]:
    """Fetch every page, from the first to the one that no other follows.

    Raises:
        ProviderUnreachable: a page cannot be fetched, is no page, or leads where the token must not go.
    """
    sources, seen, ids = list[Source](), set[Any](), set[str]()
    call: PageCall | None = _first_call(client, facts)
    characters = entries = 0
    while call is not None:
        known = (call[0], tuple(sorted(call[1].items())))
        if known in seen:
            raise ProviderUnreachable(client.url, "its pages lead back to one that was read")
        seen.add(known)
        source, page = client.fetch_document(*call)
        listed = page if is_list(page) else value_at(page, facts.items)
        if not is_list(listed):
            reason = f"its JSON is not a catalogue: there is no list at {facts.items or 'its root'}"
            raise ProviderUnreachable(client.url, reason)
        sources.append(source)
        characters, entries = characters + len(source.text), entries + len(listed)
        _check_size(client, characters, entries)
        call = _next_call(client, facts, page, call, {facts.entry_id(one) for one in listed} - ids)
        ids |= {facts.entry_id(one) for one in listed}
        progress(len(sources), len(sources) + (call is not None), f"{entries} endpoints")
    return sources


def _first_call(client: CatalogueClient, facts: CatalogueFacts) -> PageCall:
    sized = {} if facts.has_paging else {"limit": str(PAGE_SIZE), "offset": "0"}
    return client.url, {**sized, **facts.query}


def _next_call(
    client: CatalogueClient, facts: CatalogueFacts, page: Any, call: PageCall, new_ids: set[str]
) -> PageCall | None:
    """Return the call of the next page, None after the last one."""
    if not facts.has_paging:
        listed = page if is_list(page) else value_at(page, facts.items)
        offset = int(call[1]["offset"]) + len(listed)
        return (client.url, {**call[1], "offset": str(offset)}) if new_ids - {""} else None
    found = facts.next_page(page)
    if found is None:
        return None
    if facts.next_url is not None:
        return _same_origin(client, call[0], found), {}
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise ProviderUnreachable(
            client.url, f"its cursor is {quote_value(found)}, which is no text"
        )
    return client.url, {**facts.query, facts.cursor_key: str(found)}


def _same_origin(client: CatalogueClient, here: str, found: Any) -> str:
    """Return the URL of the next page.

    Raises:
        ProviderUnreachable: it is none, or of another origin: the token is not sent there.
    """
    try:
        url = urljoin(here, found) if isinstance(found, str) else ""
        same = (
            bool(url)
            and origin_of(url) == origin_of(client.url)
            and "@" not in urlsplit(url).netloc
        )
    except ValueError:
        url, same = "", False
    if not same:
        reason = (
            f"its next page is {quote_value(found)}, at another origin; the token is not sent there"
        )
        raise ProviderUnreachable(client.url, reason)
    return url


def origin_of(url: str) -> str:
    """Return scheme, host and port of a URL.

    Raises:
        ValueError: its port is no number.
    """
    parts = urlsplit(url)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return f"{parts.scheme}://{host}{port}"


def _check_size(client: CatalogueClient, characters: int, entries: int) -> None:
    if entries > MAX_ENTRIES:
        raise ProviderUnreachable(client.url, f"it has more than {MAX_ENTRIES:,} endpoints")
    if characters > MAX_CHARACTERS:
        reason = f"its pages have more than {format_mebibytes(MAX_CHARACTERS)} together"
        raise ProviderUnreachable(client.url, reason)
