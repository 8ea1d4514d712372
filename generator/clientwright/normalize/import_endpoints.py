"""Convert raw endpoints to endpoints, with all repairs and problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from clientwright.normalize.combine import combine_pages
from clientwright.normalize.merge import merge_import
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId


@dataclass(frozen=True, slots=True)
class ImportedEndpoints:
    """The endpoints without an error, and all repairs and problems."""

    endpoints: tuple[Endpoint, ...] = ()
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()


def import_endpoints(
    raws: Sequence[RawEndpoint], service: Service, existing: Mapping[ModelId, Endpoint]
) -> ImportedEndpoints:
    """Convert pages to endpoints; one with an error is left out, the others are not affected."""
    ordered = sorted(raws, key=lambda raw: (raw.id, raw.locale, raw.location))
    groups = groupby((repair_endpoint(raw, service) for raw in ordered), key=lambda one: one.raw.id)
    return _join_results(_import_endpoint(tuple(group), existing.get(id)) for id, group in groups)


def _import_endpoint(
    pages: tuple[NormalizedEndpoint, ...], old: Endpoint | None
) -> ImportedEndpoints:
    repairs = tuple(note for page in pages for note in page.repairs)
    problems = tuple(problem for page in pages for problem in page.problems)
    combined = combine_pages(pages)
    if not isinstance(combined, Endpoint):
        return ImportedEndpoints((), repairs, _deduplicate((*problems, *combined)))
    merged = merge_import(old, combined)
    return ImportedEndpoints(
        (merged.endpoint,), repairs, _deduplicate((*problems, *merged.problems))
    )


def _join_results(parts: Iterable[ImportedEndpoints]) -> ImportedEndpoints:
    found = tuple(parts)
    return ImportedEndpoints(
        tuple(endpoint for part in found for endpoint in part.endpoints),
        tuple(note for part in found for note in part.repairs),
        tuple(problem for part in found for problem in part.problems),
    )


def _deduplicate(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    found = list[Problem]()
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)
