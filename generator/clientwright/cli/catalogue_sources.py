"""Read the catalogue from saved responses or from the provider's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientwright.cli.progress import track_steps

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_plan import SpecsFolder
    from clientwright.sources.documents import Source


def read_catalogue_sources(names: Sequence[str], have: SpecsFolder) -> list[Source]:
    """Return the saved catalogue responses, or fetch the catalogue of the service if none are named.

    Raises:
        SourceError: a file cannot be read.
        UsageError: the environment contains no token.
        ProviderUnreachable: the API does not respond, or rejects the token.
    """
    return _read_saved(names) if names else _fetch_live(have)


def _fetch_live(have: SpecsFolder) -> list[Source]:
    from clientwright.evolution.sync import fetch_catalogue

    with (
        fetch_catalogue.open_catalogue(have.service) as client,
        track_steps("Fetching") as progress,
    ):
        return fetch_catalogue.fetch_pages(client, progress)


def _read_saved(names: Sequence[str]) -> list[Source]:
    from clientwright.sources.catalogue import load_catalogue

    return [load_catalogue(name) for name in names]
