"""Whether an endpoint that a catalogue does not list may be retired."""

from __future__ import annotations

from collections.abc import Sequence

from clientwright.evolution.sync.problems import GoneUnsure, TooManyGone
from clientwright.evolution.sync.sync_result import CatalogueSnapshot
from clientwright.problems import Location, Problem
from clientwright.specs.model_ids import ModelId

ALWAYS_RETIRABLE = 3
"""This many endpoints may be retired at once, however few there are."""
RETIRABLE_ONE_IN = 5
"""Beyond that, at most one in this many listed endpoints may be retired."""


def removal_doubt(
    snapshot: CatalogueSnapshot, gone: Sequence[ModelId], listed: int
) -> Problem | None:
    """Return why unlisted endpoints are not retired; None if they may be."""
    here = Location(snapshot.catalogues[0].source.name if snapshot.catalogues else "-")
    ids = tuple(map(str, sorted(gone)))
    if ids and not snapshot.has_total:
        return GoneUnsure(here, ids, "the catalogue does not say how many it has (`total`)")
    if ids and not snapshot.complete:
        return GoneUnsure(here, ids, "some entries have no usable id")
    if len(ids) > max(ALWAYS_RETIRABLE, listed / RETIRABLE_ONE_IN):
        return TooManyGone(here, ids, listed)
    return None
