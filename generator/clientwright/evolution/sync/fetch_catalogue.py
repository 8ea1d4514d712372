"""Fetch the whole catalogue from the API, several pages at a time."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.pool import IMapIterator, ThreadPool
from urllib.parse import urlsplit

from clientwright.errors import UsageError
from clientwright.evolution.sync.catalogue_client import (
    CatalogueAddress,
    CatalogueClient,
    CataloguePage,
    ProviderUnreachable,
)
from clientwright.evolution.sync.follow_pages import (
    MAX_CHARACTERS,
    MAX_ENTRIES,
    PAGE_SIZE,
    FetchProgress,
    follow_pages,
    origin_of,
)
from clientwright.io.http_call import LONGEST_SLEEP
from clientwright.io.retry_after import SharedBackoff
from clientwright.problems import quote_value
from clientwright.sources.documents import Source
from clientwright.sources.load_source import format_mebibytes
from clientwright.specs.catalogue_facts import CatalogueFacts
from clientwright.specs.model import Service
from clientwright.testing.targets.server_access import is_local, tokens_from_environment
from clientwright.testing.targets.server_target import MINE

WORKERS = 4
"""Pages requested at the same time."""
MAX_ROUNDS = 3
"""How often a catalogue that changes while it is read is fetched from the start."""


@contextmanager
def open_catalogue(
    service: Service, environ: Mapping[str, str] | None = None, backoff: SharedBackoff | None = None
) -> Generator[CatalogueClient]:
    """Yield a client for the provider's catalogue, with the token from the service's variables.

    Raises:
        UsageError: there is no token, or the environment's base URL is not usable.
    """
    import httpx

    known = os.environ if environ is None else environ
    url = catalogue_url(service, known)
    address = CatalogueAddress(
        service, url, from_environment=bool(_environment_url(service, known))
    )
    token = tokens_from_environment(service, known)[MINE]
    timeout = httpx.Timeout(60.0, connect=10.0)
    with httpx.Client(timeout=timeout, trust_env=not is_local(url)) as http:
        yield CatalogueClient(address, token, http, backoff or SharedBackoff())


def catalogue_url(service: Service, environ: Mapping[str, str]) -> str:
    """Return the catalogue's URL, below the base URL of the environment or of the service.

    Raises:
        UsageError: the environment's base URL is not https (http is allowed on this computer).
    """
    variable = str(service.document["base_url_variable"])
    base = _environment_url(service, environ) or str(service.document["base_url"])
    try:
        parts = urlsplit(base)
        plain = parts.scheme == "http" and is_local(base)
        usable = bool(parts.hostname) and (parts.scheme == "https" or plain) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or "@" in base or "?" in base or "#" in base or not base.isprintable():
        raise UsageError(
            f"{variable}: {quote_value(base)} is not the https URL of an API; set one such as {service.document['base_url']}, or unset it"
        )
    facts = CatalogueFacts.of_service(service)
    if facts is None:
        path = str(service.document["operations"]["submit"]["path"])
        return base.rstrip("/") + path.removesuffix("/{model_id}")
    return _described_url(facts.url, service, base.rstrip("/"))


def _described_url(url: str, service: Service, base: str) -> str:
    """Return the URL that a service's file names; with a base URL of the environment, nothing else is asked."""
    own = str(service.document["base_url"]).rstrip("/")
    if base == own:
        return url
    if url.startswith(f"{own}/"):
        return base + url.removeprefix(own)
    return origin_of(base) + urlsplit(url).path


def _environment_url(service: Service, environ: Mapping[str, str]) -> str:
    return environ.get(str(service.document["base_url_variable"]), "").strip()


def fetch_pages(
    client: CatalogueClient, progress: FetchProgress = lambda done, total, name: None
) -> list[Source]:
    """Fetch all pages, and start again if the catalogue changes meanwhile.

    If the pages still disagree after the last round, they are returned as they are: the
    snapshot made from them is incomplete.

    Raises:
        ProviderUnreachable: a page cannot be fetched.
    """
    pages: Sequence[CataloguePage] = ()
    reached = (0, 0)

    def report(done: int, total: int, what: str) -> None:
        nonlocal reached
        reached = (done, total)
        progress(done, total, what)

    client.on_wait = lambda seconds: progress(
        *reached, f"the provider is busy: waiting {seconds:,.0f} s"
    )
    facts = CatalogueFacts.of_service(client.address.service)
    if facts is not None:
        return follow_pages(client, facts, report)
    for _ in range(MAX_ROUNDS):
        pages = _fetch_once(client, report)
        if _pages_agree(pages):
            break
    return [page.source for page in pages]


def _fetch_once(client: CatalogueClient, progress: FetchProgress) -> list[CataloguePage]:
    """Fetch every page once; workers that still wait when one fails are abandoned."""
    first = client.fetch_page(0, PAGE_SIZE)
    if first.total > MAX_ENTRIES:
        raise ProviderUnreachable(client.url, f"it claims to have {first.total:,} endpoints")
    step = len(first.ids)
    if not step and first.total:
        raise ProviderUnreachable(
            client.url, f"it claims to have {first.total} endpoints and gives none"
        )
    offsets = range(step, first.total, step) if step else range(0)
    pages = [first]
    progress(1, len(offsets) + 1, f"{step} of {first.total} endpoints")
    with ThreadPool(WORKERS) as pool:
        results = pool.imap(lambda offset: client.fetch_page(offset, step), offsets)
        for page in _each_result(results):
            pages.append(page)
            if sum(len(one.source.text) for one in pages) > MAX_CHARACTERS:
                raise ProviderUnreachable(
                    client.url,
                    f"its pages have more than {format_mebibytes(MAX_CHARACTERS)} together",
                )
            count = sum(len(one.ids) for one in pages)
            progress(len(pages), len(offsets) + 1, f"{count} of {first.total} endpoints")
    return pages


def _each_result(results: IMapIterator[CataloguePage]) -> Iterator[CataloguePage]:
    """Wait for results in short waits: a signal just before a wait, or in another thread, does not end it."""
    while True:
        try:
            yield results.next(timeout=LONGEST_SLEEP)
        except multiprocessing.TimeoutError:
            continue
        except StopIteration:
            return


def _pages_agree(pages: Sequence[CataloguePage]) -> bool:
    """Return whether all pages have the same total, and together that many entries, none twice."""
    ids = [id for page in pages for id in page.ids]
    named = [id for id in ids if id]
    totals = {page.total for page in pages}
    return totals == {len(ids)} and len(set(named)) == len(named)
