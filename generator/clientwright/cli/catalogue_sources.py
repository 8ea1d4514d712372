"""Where a catalogue comes from: saved answers, or the provider's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientwright.cli.progress import track_steps

if TYPE_CHECKING:
    from clientwright.evolution.sync.sync_plan import SpecsFolder
    from clientwright.sources.documents import Source


def read_catalogue_sources(names: Sequence[str], have: SpecsFolder) -> list[Source]:
    """Read saved answers; without any, ask the API of the service that is known.

    Raises:
        SourceError: a file cannot be read.
        UsageError: the environment holds no token.
        ProviderUnreachable: the API does not answer, or refuses the token.
    """
    return _read_saved(names) if names else _fetch_live(have)


def _fetch_live(have: SpecsFolder) -> list[Source]:
    from clientwright.evolution.sync import fetch_catalogue

    with fetch_catalogue.open_catalogue(have.service) as desk, track_steps("Fetching") as told:
        return fetch_catalogue.fetch_pages(desk, told)


def _read_saved(names: Sequence[str]) -> list[Source]:
    from clientwright.sources.catalogue import load_catalogue

    return [load_catalogue(name) for name in names]
