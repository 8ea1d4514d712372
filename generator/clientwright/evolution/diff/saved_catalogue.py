"""A saved catalogue as one side of a comparison: the specs as they would be after a sync."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from clientwright import locations
from clientwright.errors import ClientwrightError, ProblemsError
from clientwright.evolution.diff.coverage_gaps import CoverageGaps, blocking_by_endpoint
from clientwright.evolution.problems import EntriesDisagree
from clientwright.evolution.sync.catalogue_snapshot import combine_pages
from clientwright.evolution.sync.listed_catalogue import lists_entries, parse_service_catalogue
from clientwright.evolution.sync.sync_plan import SpecsFolder, plan_sync
from clientwright.evolution.sync.sync_result import EndpointChangeKind as Became
from clientwright.sources import catalogue
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId


def is_catalogue(name: str) -> bool:
    """Return whether a file is a saved catalogue."""
    try:
        return catalogue.can_read(catalogue.load_catalogue(name))
    except ClientwrightError:
        return False


def is_catalogue_of(name: str, services: Iterable[Service]) -> bool:
    """Return whether a file is a saved catalogue as the file of one of the services describes it."""
    try:
        source = catalogue.load_catalogue(name)
    except ClientwrightError:
        return False
    return any(lists_entries(source, service) for service in services)


def endpoints_after_sync(
    name: str, service: Service, existing: Mapping[ModelId, Endpoint]
) -> tuple[tuple[Endpoint, ...], CoverageGaps]:
    """Return every endpoint as it would be after a sync, and what could not be read.

    Endpoints that are no longer listed are left out; one whose entry says that it is retired is retired.

    Raises:
        ProblemsError: no entry of the catalogue can be read.
    """
    found = combine_pages([parse_service_catalogue(catalogue.load_catalogue(name), service)])
    synced = plan_sync(found, SpecsFolder(Path("-"), service, existing), whole=found.complete)
    wrong = blocking_by_endpoint(
        ((service.name, t.model_id), t.problem) for t in synced.endpoint_problems
    )
    after = dict(existing)
    for change in synced.changes:
        after[change.endpoint.id] = change.endpoint
        if change.kind is Became.RETIRED and change.endpoint.id not in found.retired_ids:
            del after[change.endpoint.id]
    if wrong and not found.read_entries:
        raise ProblemsError(locations.add_lines(p for problems in wrong.values() for p in problems))
    named = {whose: locations.add_lines(problems) for whose, problems in wrong.items()}
    others = named.pop((service.name, ""), ())
    mixed_up = any(isinstance(t.problem, EntriesDisagree) for t in synced.endpoint_problems)
    return _with_path(name, after.values()), CoverageGaps(
        named, others, found.complete and not mixed_up
    )


def _with_path(name: str, endpoints: Iterable[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple(
        replace(e, path=Path(name)) if e.path.parts[:1] == ("-",) else e for e in endpoints
    )
