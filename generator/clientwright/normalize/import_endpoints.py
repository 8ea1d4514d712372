"""The steps of an import after reading: normalize, merge with the existing specs, save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from clientwright import locations
from clientwright.io.folder_lock import lock_for_writing
from clientwright.normalize.combine import combine_pages
from clientwright.normalize.import_results import ImportedEndpoints, MergedImport
from clientwright.normalize.media_agreement import share_read_formats
from clientwright.normalize.merge import merge_import
from clientwright.normalize.problems import NoEnglishPage
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import NormalizedEndpoint, Repair
from clientwright.problems import Location, Problem
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.read_documents import ReadDocuments
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Service, is_undetermined
from clientwright.specs.model_ids import ModelId
from clientwright.specs.service_files import find_service_files, specs_root


@dataclass(frozen=True, slots=True)
class NormalizedPages:
    """The pages of each endpoint with their schemas repaired, and the problems of reading."""

    root: Path
    service: Service
    pages: tuple[tuple[NormalizedEndpoint, ...], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of an import: spec files (with whether each was written), repairs and problems."""

    files: tuple[tuple[Path, bool], ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]


def normalize(read: ReadDocuments) -> NormalizedPages:
    """Repair the schemas of all pages, and put the pages of an endpoint together."""
    pages = _normalize_pages(read.endpoints, read.service)
    return NormalizedPages(read.root, read.service, pages, read.problems)


def merge(normalized: NormalizedPages) -> MergedImport:
    """Merge the pages of each endpoint with its spec; one with an error is left out."""
    root, service = normalized.root, normalized.service
    loaded = spec_files.load_specs(root) if find_service_files(root) else spec_files.LoadedSpecs()
    existing = _existing_endpoints(loaded, service)
    folder = specs_root(root) / service.name
    broken = tuple(p for p in loaded.problems if folder in Path(p.location.file).parents)
    imported = _merge_pages(normalized.pages, existing)
    problems = (*normalized.problems, *broken, *imported.problems)
    pages = {group[0].raw.id: group for group in normalized.pages}
    imported = replace(imported, problems=problems)
    return MergedImport(
        specs_root(root), service, imported, pages, existing, broken, loaded.digests
    )


def save(merged: MergedImport) -> ImportResult:
    """Write the specs of the endpoints, except over files that cannot be read.

    Raises:
        UsageError: the specs folder cannot be written, another command writes in it, or somebody
            changed a file that would be written.
    """
    root, service, imported = merged.root, merged.service, merged.imported
    blocked = {Path(problem.location.file) for problem in merged.broken}
    paths = {spec_files.endpoint_spec_path(root, service, one): one for one in imported.endpoints}
    wanted = {path: one for path, one in paths.items() if path not in blocked}
    written = _save_endpoints(merged, wanted) if wanted else ()
    foreign = missing_english(imported.endpoints, Location(str(root / service.name)))
    found = locations.add_lines([*imported.problems, *foreign])
    return ImportResult(written, imported.repairs, found)


def import_endpoints(
    raws: Sequence[RawEndpoint], service: Service, existing: Mapping[ModelId, Endpoint]
) -> ImportedEndpoints:
    """Convert pages to endpoints; one with an error is left out, the others are not affected."""
    return _merge_pages(_normalize_pages(raws, service), existing)


def missing_english(endpoints: Sequence[Endpoint], location: Location) -> Iterator[NoEnglishPage]:
    """Yield one problem if some endpoints have texts, but none in English.

    Their docstrings are in the first of their languages; see `Endpoint.text`. Where no language is
    known, another problem has said so.
    """
    foreign = sorted(
        (endpoint.locales[0], str(endpoint.id))
        for endpoint in endpoints
        if endpoint.words
        and "en" not in endpoint.words
        and not is_undetermined(endpoint.locales[0])
    )
    if foreign:
        locales, ids = zip(*foreign, strict=True)
        yield NoEnglishPage(location, ids, locales)


def _normalize_pages(
    raws: Sequence[RawEndpoint], service: Service
) -> tuple[tuple[NormalizedEndpoint, ...], ...]:
    ordered = sorted(raws, key=lambda raw: (raw.id, raw.locale, raw.location))
    groups = groupby((repair_endpoint(raw, service) for raw in ordered), key=lambda one: one.raw.id)
    return tuple(share_read_formats(tuple(group)) for _, group in groups)


def _existing_endpoints(
    loaded: spec_files.LoadedSpecs, service: Service
) -> Mapping[ModelId, Endpoint]:
    own = (specs for specs in loaded.services if specs.service.name == service.name)
    known = (e for specs in own for e in (*specs.endpoints, *specs.retired))
    return {endpoint.id: endpoint for endpoint in known}


def _save_endpoints(
    merged: MergedImport, endpoints: Mapping[Path, Endpoint]
) -> tuple[tuple[Path, bool], ...]:
    root, service = merged.root, merged.service
    spec_files.save_service(root, service)
    folder = root / service.name
    with lock_for_writing(folder, folder, who="command"):
        spec_files.require_unchanged(endpoints, merged.digests)
        return tuple(
            (path, spec_files.save_endpoint(root, service, endpoint))
            for path, endpoint in endpoints.items()
        )


def _merge_pages(
    groups: Iterable[tuple[NormalizedEndpoint, ...]], existing: Mapping[ModelId, Endpoint]
) -> ImportedEndpoints:
    parts = tuple(_merge_endpoint(pages, existing.get(pages[0].raw.id)) for pages in groups)
    return ImportedEndpoints(
        tuple(endpoint for part in parts for endpoint in part.endpoints),
        tuple(note for part in parts for note in part.repairs),
        tuple(problem for part in parts for problem in part.problems),
    )


def _merge_endpoint(
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


def _deduplicate(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    found = list[Problem]()
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)
