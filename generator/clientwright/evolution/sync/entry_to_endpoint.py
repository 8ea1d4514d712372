"""Convert a catalogue entry into an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientwright.evolution.sync.schema_merge import part_hashes
from clientwright.evolution.sync.sync_result import ReadEntry
from clientwright.normalize.combine import combine_pages
from clientwright.normalize.json_equality import short_hash
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Problem
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE, ParsedEntry
from clientwright.specs.model import CatalogueListing, Endpoint, Service


@dataclass(frozen=True, slots=True)
class EntryConversion:
    """The endpoint made from an entry (None if beyond repair), its listing, repairs and problems."""

    endpoint: Endpoint | None
    listing: CatalogueListing
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


def convert_entry(offer: ReadEntry, service: Service) -> EntryConversion:
    """Return the endpoint of an entry, with its schema repaired."""
    repaired = repair_endpoint(offer.listed.raw, service)
    repaired = replace(repaired, words=_with_entry_words(repaired, offer.listed))
    found = combine_pages([repaired])
    if not isinstance(found, Endpoint):
        return EntryConversion(None, CatalogueListing(offer.hash, ""), repaired.repairs, found)
    structure = found.sources[CATALOGUE_LOCALE].structure
    endpoint = replace(found, sources={})
    listing = _make_listing(offer, structure, endpoint)
    return EntryConversion(endpoint, listing, repaired.repairs, repaired.problems)


def _with_entry_words(
    repaired: NormalizedEndpoint, listed: ParsedEntry
) -> Mapping[str, Mapping[str, str]]:
    """Add the entry's name and description to the endpoint's own texts."""
    said = {"title": listed.name, "description": listed.description}
    root = {**repaired.words.get("", {}), **{key: text for key, text in said.items() if text}}
    return {**({"": root} if root else {}), **{at: w for at, w in repaired.words.items() if at}}


def _make_listing(offer: ReadEntry, structure: str, endpoint: Endpoint) -> CatalogueListing:
    listed, words = offer.listed, endpoint.words.get(CATALOGUE_LOCALE, {})
    return CatalogueListing(
        entry=offer.hash,
        structure=structure,
        words={pointer: short_hash(said) for pointer, said in words.items()},
        parts=part_hashes(endpoint.input),
        kind=listed.kind,
        categories=listed.categories,
        price=listed.price,
    )
