"""What lint calls an error about a new or changed spec is an error of the import or sync that would write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from clientwright.lint import lint_endpoint
from clientwright.lint.chosen_names import find_path_clashes, name_clashing_properties
from clientwright.lint.problems import NameClash, NeverGiven, NothingFits
from clientwright.normalize.combine import locate_in_page
from clientwright.normalize.import_results import ImportedEndpoints, MergedImport
from clientwright.normalize.repair_registry import quote_as_written
from clientwright.normalize.repair_result import NormalizedEndpoint
from clientwright.problems import Location, Problem, Severity, distinct_problems, has_errors
from clientwright.specs import codec
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import endpoint_spec_path

TOLD_AT_ONCE = (NothingFits, NeverGiven)
"""Warnings that say that the document is wrong, so that they are told with it; `lint` has the others."""


def check_endpoint(
    endpoint: Endpoint, old: Endpoint | None
) -> tuple[Endpoint, tuple[Problem, ...]]:
    """Return an endpoint with a Python name for each property, and what forbids or questions its spec."""
    found = _blocking_problems(endpoint)
    chosen: tuple[Problem, ...] = ()
    if any(isinstance(problem, NameClash) for problem in found):
        endpoint, chosen = name_clashing_properties(endpoint, old)
        found = _blocking_problems(endpoint)
    return endpoint, (*chosen, *found)


def _blocking_problems(endpoint: Endpoint) -> tuple[Problem, ...]:
    return tuple(
        problem
        for problem in lint_endpoint(endpoint, advice=False)
        if problem.severity is Severity.ERROR or isinstance(problem, TOLD_AT_ONCE)
    )


def check(merged: MergedImport) -> MergedImport:
    """Leave out each new or changed endpoint about whose spec lint has an error; the others stay."""
    kept, problems = list[Endpoint](), list[Problem]()
    for endpoint in merged.imported.endpoints:
        old, pages = merged.existing.get(endpoint.id), merged.pages[endpoint.id]
        checked, found = _check_change(merged, endpoint, old)
        problems += (_with_page_location(one, checked, old, pages[0]) for one in found)
        kept += [] if has_errors(found) else [checked]
    clashes = _path_clashes(merged, kept)
    kept = [endpoint for endpoint in kept if endpoint.id not in clashes]
    problems += [*clashes.values(), *_errors_beside(merged)]
    found_before = merged.imported
    every = tuple(distinct_problems([*found_before.problems, *problems]))
    imported = ImportedEndpoints(tuple(kept), found_before.repairs, every)
    return replace(merged, imported=imported)


def _check_change(
    merged: MergedImport, endpoint: Endpoint, old: Endpoint | None
) -> tuple[Endpoint, tuple[Problem, ...]]:
    """Check an endpoint if saving it would change its spec; one that is as it was is no affair of an import."""
    if old and codec.endpoint_as_json(old) == codec.endpoint_as_json(endpoint):
        return endpoint, ()
    path = endpoint_spec_path(merged.root, merged.service, endpoint)
    return check_endpoint(replace(endpoint, path=path), old)


def _with_page_location(
    problem: Problem, endpoint: Endpoint, old: Endpoint | None, page: NormalizedEndpoint
) -> Problem:
    """Point into the document if the fault is there, and into the spec if it is in a person's part."""

    def on_page(location: Location) -> Location:
        part, read = location.pointer.split("/")[1:2], {"input": page.schema, "output": page.output}
        if any(part == [name] and getattr(endpoint, name) == read[name] for name in read):
            return locate_in_page(page, location.pointer)
        return location if old else page.raw.location

    if isinstance(problem, NameClash):
        problem = replace(problem, elsewhere=on_page(problem.elsewhere))
    is_output = problem.location.pointer.startswith("/output")
    block = page.raw.output_block if is_output else page.raw.input_block
    return quote_as_written(replace(problem, location=on_page(problem.location)), block)


def _path_clashes(
    merged: MergedImport, endpoints: Sequence[Endpoint]
) -> Mapping[ModelId, NameClash]:
    """Return a problem for each new endpoint whose Python path another one has."""
    live = {id: one.location("/id") for id, one in merged.existing.items() if not one.retired}
    ids = [endpoint.id for endpoint in endpoints]
    new = {id: merged.pages[id][0].raw.location for id in ids if id not in live}
    return find_path_clashes(merged.service, live, new)


def _errors_beside(merged: MergedImport) -> Iterator[Problem]:
    """Yield what else lint has to say of pages that could not be read in full, so that all is told at once."""
    for id, pages in merged.pages.items():
        for page in pages:
            known = [p.location.pointer for p in page.problems if p.severity is Severity.ERROR]
            if known and page.schema:
                yield from _errors_of_page(Endpoint(id, page.schema), page, known)


def _errors_of_page(
    endpoint: Endpoint, page: NormalizedEndpoint, known: Sequence[str]
) -> Iterator[Problem]:
    for problem in lint_endpoint(endpoint, advice=False):
        at = problem.location.pointer.removeprefix("/input")
        same = any(f"{at}/".startswith(f"{p}/") or f"{p}/".startswith(f"{at}/") for p in known)
        if problem.severity is Severity.ERROR and not same:
            located = replace(problem, location=page.raw.locate(at))
            yield quote_as_written(located, page.raw.input_block)
