"""Whether a catalogue can be believed when it no longer lists an endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.evolution.sync.problems import GoneUnsure, TooManyGone
from clientwright.evolution.sync.sync_result import CatalogueSnapshot
from clientwright.problems import Location, Problem
from clientwright.specs.model_ids import ModelId

ALWAYS_RETIRABLE = 3
"""So many endpoints may go at once, however few there are."""
RETIRABLE_ONE_IN = 5
"""Of more, at most one in so many."""


def removal_doubt(
    gathered: CatalogueSnapshot, gone: Sequence[ModelId], listed: int
) -> Problem | None:
    """Say why endpoints that a catalogue does not list are not retired, or nothing."""
    here = Location(gathered.catalogues[0].source.name if gathered.catalogues else "-")
    ids = tuple(map(str, sorted(gone)))
    if ids and not gathered.has_total:
        return GoneUnsure(here, ids, "the catalogue does not say how many it has (`total`)")
    if ids and not gathered.complete:
        return GoneUnsure(here, ids, "some entries have no usable id")
    if len(ids) > max(ALWAYS_RETIRABLE, listed / RETIRABLE_ONE_IN):
        return TooManyGone(here, ids, listed)
    return None
