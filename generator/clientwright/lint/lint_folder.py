"""Lint a specs folder; the problems of an endpoint are cached, so that unchanged specs are not checked again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError, UsageError
from clientwright.io.cache import Cache, open_cache
from clientwright.io.process_pool import map_in_processes
from clientwright.lint import (
    EndpointCheck,
    lint_endpoint,
    lint_results,
    lint_service,
    package_names,
)
from clientwright.problems import Problem, has_errors
from clientwright.schema.equality import canonical_json
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.service_files import find_service_files
from clientwright.specs.spec_files import LoadedSpecs, require_single_service

_WORTHWHILE = 40
"""How many endpoints are worth a process."""
FurtherCheck = Callable[[Specs, Endpoint], Iterable[Problem]]


def lint_folder(root: Path, further: FurtherCheck | None = None) -> tuple[Problem, ...]:
    """Return every problem of a specs folder; a further check looks at endpoints without errors.

    Raises:
        UsageError: the folder does not exist or contains no service.
    """
    kind = _cache_kind(further)
    found = lint_results.find_whole(root, kind)
    if found is None:
        loaded = spec_files.load_specs(root)
        found = locations.add_lines(_iter_problems(root, loaded, further=further))
        lint_results.keep_whole(root, kind, loaded, found)
    installed = [*package_names.check_installed(root)]
    return locations.add_lines([*found, *installed]) if installed else found


def _cache_kind(further: FurtherCheck | None) -> str:
    return "lint-further" if further else "lint"


def load_linted_service(root: Path, chosen: Collection[str] = ()) -> Specs:
    """Load the only service of a specs folder, after a lint without errors.

    If endpoints are `chosen`, by their ids, only these and the service are linted: what is wrong with
    the others is not reported, and those that cannot be read are left out.

    Raises:
        ProblemsError: the specs have errors.
        UsageError: the folder contains no service, or several, or a chosen endpoint is retired.
    """
    require_single_service(root, [file.parent.name for file in find_service_files(root)])
    loaded = spec_files.load_specs(root)
    if has_errors(_iter_problems(root, loaded, chosen, advice=False)):
        raise ProblemsError(locations.add_lines(_iter_problems(root, loaded, chosen)))
    _reject_retired(loaded.services[0], chosen)
    return loaded.services[0]


def _reject_retired(specs: Specs, chosen: Collection[str]) -> None:
    retired = [str(one.id) for one in specs.retired if str(one.id) in chosen]
    if retired:
        raise UsageError(f"{retired[0]} is retired: the provider no longer lists it")


def _iter_problems(
    root: Path,
    loaded: LoadedSpecs,
    chosen: Collection[str] = (),
    further: FurtherCheck | None = None,
    *,
    advice: bool = True,
) -> Iterator[Problem]:
    """Yield the problems of specs, or only those of the chosen endpoints and of the services."""
    files = set(_chosen_files(root, chosen))
    kept = (one for one in loaded.problems if not chosen or one.location.file in files)
    yield from kept
    yield from package_names.check_repeated(one.service for one in loaded.services)
    for specs in loaded.services:
        asked = [one for one in specs.endpoints if not chosen or str(one.id) in chosen]
        document = specs.service.document
        shared = canonical_json(document if further else document.get("rules", []))
        kind = _cache_kind(further) if advice else "lint-errors"
        cache = open_cache(kind, specs.service.path.parent, len(asked), shared)
        check = (
            partial(_lint_further, specs=specs, further=further)
            if further
            else partial(lint_endpoint, advice=advice)
        )
        yield from _lint_cached(asked, loaded.digests, cache, check)
        found = lint_service(specs)
        yield from (one for one in found if not chosen or one.location.file in files)
        if not chosen:
            cache.save()


def _chosen_files(root: Path, chosen: Collection[str]) -> Iterator[str]:
    """Yield the files of the services, and where those of the chosen endpoints are or would be."""
    for file in find_service_files(root):
        yield str(file)
        yield from (str(file.parent / f"{id}.json") for id in chosen)


def _lint_further(endpoint: Endpoint, *, specs: Specs, further: FurtherCheck) -> Iterator[Problem]:
    found = list(lint_endpoint(endpoint))
    yield from found
    if not has_errors(found):
        yield from further(specs, endpoint)


def _lint_cached(
    endpoints: Sequence[Endpoint], digests: Mapping[Path, str], cache: Cache, check: EndpointCheck
) -> Iterator[Problem]:
    """Yield the problems of endpoints, from the cache where their digests are known."""
    found = {
        one.path: lint_results.find(cache, str(one.path), digests[one.path]) for one in endpoints
    }
    unknown = [one for one in endpoints if found[one.path] is None]
    checked = map_in_processes(partial(_located_problems, check), unknown, worthwhile=_WORTHWHILE)
    for endpoint, problems in zip(unknown, checked, strict=True):
        found[endpoint.path] = [*problems]
        if cache.path:
            lint_results.keep(cache, problems, str(endpoint.path), digests[endpoint.path])
    yield from (problem for one in endpoints for problem in found[one.path] or ())


def _located_problems(check: EndpointCheck, endpoint: Endpoint) -> Sequence[Problem]:
    return locations.add_lines(check(endpoint))
