"""Convert a catalogue entry into an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clientwright.evolution.sync.schema_merge import part_hashes
from clientwright.evolution.sync.sync_result import ReadEntry
from clientwright.normalize.combine import combine_pages
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Problem
from clientwright.schema.equality import short_hash
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE, ParsedEntry
from clientwright.specs.model import CatalogueListing, Endpoint, Service


@dataclass(frozen=True, slots=True)
class EntryConversion:
    """The endpoint made from an entry (None if beyond repair), its listing, repairs and problems."""

    endpoint: Endpoint | None
    listing: CatalogueListing
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


def convert_entry(read_entry: ReadEntry, service: Service) -> EntryConversion:
    """Return the endpoint of an entry, with its schema repaired."""
    repaired = repair_endpoint(read_entry.listed.raw, service)
    repaired = replace(repaired, words=_with_entry_words(repaired, read_entry.listed))
    found = combine_pages([repaired])
    if not isinstance(found, Endpoint):
        return EntryConversion(None, CatalogueListing(read_entry.hash, ""), repaired.repairs, found)
    structure = found.sources[CATALOGUE_LOCALE].structure
    endpoint = replace(found, sources={})
    listing = _make_listing(read_entry, structure, endpoint)
    return EntryConversion(endpoint, listing, repaired.repairs, repaired.problems)


def _with_entry_words(
    repaired: NormalizedEndpoint, listed: ParsedEntry
) -> Mapping[str, Mapping[str, str]]:
    """Add the entry's name and description to the endpoint's own texts."""
    texts = {"title": listed.name, "description": listed.description}
    root = {**repaired.words.get("", {}), **{key: text for key, text in texts.items() if text}}
    return {**({"": root} if root else {}), **{at: w for at, w in repaired.words.items() if at}}


def _make_listing(read_entry: ReadEntry, structure: str, endpoint: Endpoint) -> CatalogueListing:
    listed, words = read_entry.listed, endpoint.words.get(CATALOGUE_LOCALE, {})
    return CatalogueListing(
        entry=read_entry.hash,
        structure=structure,
        words={pointer: short_hash(text) for pointer, text in words.items()},
        parts=part_hashes(endpoint.input),
        kind=listed.kind,
        categories=listed.categories,
        price=listed.price,
    )
