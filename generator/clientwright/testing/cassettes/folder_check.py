"""Find cassettes that no longer match the specs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from clientwright.problems import Location, Problem
from clientwright.specs.model import Endpoint, Specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_folder import cassette_path, cassettes_in
from clientwright.testing.cassettes.cassette_model import CassetteHeader
from clientwright.testing.cassettes.errors import UnusableCassette
from clientwright.testing.cassettes.fingerprint import fingerprint
from clientwright.testing.cassettes.problems import (
    BrokenCassette,
    MissingCassette,
    StaleCassette,
    StrayCassette,
)
from clientwright.testing.cassettes.recording_plan import find_recordable


def check_folder(folder: Path, specs: Specs) -> tuple[Problem, ...]:
    """Return a problem for each stale, missing, stray or broken cassette of a service."""
    known = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    recordable = find_recordable(specs)
    names = {id: recordable.scenario_names(id) for id in known}
    found: list[Problem] = []
    for path in cassettes_in(folder, specs.service):
        found.extend(_file_problems(folder, path, specs, known, names))
    return (*found, *_missing_cassettes(folder, specs, names), *recordable.problems)


def _file_problems(
    folder: Path,
    path: Path,
    specs: Specs,
    known: Mapping[str, Endpoint],
    names: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    location = Location(str(path))
    try:
        header = cassette_files.read(path).header
    except UnusableCassette as error:
        yield BrokenCassette(location, error.reason)
        return
    endpoint = known.get(header.endpoint)
    if header.endpoint in {one.id for one in specs.retired}:
        return
    if endpoint is None:
        yield StrayCassette(location, f"no spec has the id {header.endpoint}")
    elif names[header.endpoint] and header.scenario not in names[header.endpoint]:
        yield StrayCassette(location, f"there is no scenario named {header.scenario}")
    elif cassette_path(folder, specs.service, endpoint, header.scenario) != path:
        yield StrayCassette(location, "its file has the name of another scenario")
    elif is_stale(header, specs, endpoint):
        yield StaleCassette(
            Location(str(path), "/header/spec"), header.endpoint, header.scenario, header.against
        )


def is_stale(header: CassetteHeader, specs: Specs, endpoint: Endpoint) -> bool:
    """Return whether a cassette was recorded by an older version of its spec."""
    return header.spec != fingerprint(specs.service, endpoint)


def _missing_cassettes(
    folder: Path, specs: Specs, names: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for endpoint in specs.endpoints:
        for name in sorted(names[str(endpoint.id)]):
            path = cassette_path(folder, specs.service, endpoint, name)
            if not path.exists():
                yield MissingCassette(Location(str(path)), str(endpoint.id), name)
