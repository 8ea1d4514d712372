"""Which cassettes no longer show what the specs say, and how to record them again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from clientwright.contract.cassettes import files
from clientwright.contract.cassettes.fingerprint import fingerprint
from clientwright.contract.cassettes.folder import cassettes_in, path_of
from clientwright.contract.cassettes.problems import (
    BrokenCassette,
    MissingCassette,
    StaleCassette,
    StrayCassette,
    UnusableCassette,
)
from clientwright.contract.cassettes.repertoire import repertoire
from clientwright.contract.cassettes.values import Header
from clientwright.problems import Location, Problem
from clientwright.specs.model import Endpoint, Specs


def check(folder: Path, specs: Specs) -> tuple[Problem, ...]:
    """Find what is stale, missing, stray or broken among the cassettes of a service."""
    known = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    played = repertoire(specs)
    names = {id: played.names(id) for id in known}
    found: list[Problem] = []
    for path in cassettes_in(folder, specs.service):
        found.extend(_of_file(folder, path, specs, known, names))
    return (*found, *_missing(folder, specs, names), *played.problems)


def _of_file(
    folder: Path,
    path: Path,
    specs: Specs,
    known: Mapping[str, Endpoint],
    names: Mapping[str, Collection[str]],
) -> Iterator[Problem]:
    place = Location(str(path))
    try:
        header = files.read(path).header
    except UnusableCassette as error:
        yield BrokenCassette(place, error.reason)
        return
    endpoint = known.get(header.endpoint)
    if header.endpoint in {one.id for one in specs.retired}:
        return
    if endpoint is None:
        yield StrayCassette(place, f"no spec has the id {header.endpoint}")
    elif names[header.endpoint] and header.scenario not in names[header.endpoint]:
        yield StrayCassette(place, f"no scenario is called {header.scenario}")
    elif path_of(folder, specs.service, endpoint, header.scenario) != path:
        yield StrayCassette(place, "it stands where another scenario belongs")
    elif stale(header, specs, endpoint):
        yield StaleCassette(
            Location(str(path), "/header/spec"), header.endpoint, header.scenario, header.against
        )


def stale(header: Header, specs: Specs, endpoint: Endpoint) -> bool:
    """Tell whether a cassette was recorded by another spec than there is."""
    return header.spec != fingerprint(specs.service, endpoint)


def _missing(folder: Path, specs: Specs, names: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for endpoint in specs.endpoints:
        for name in sorted(names[str(endpoint.id)]):
            path = path_of(folder, specs.service, endpoint, name)
            if not path.exists():
                yield MissingCassette(Location(str(path)), str(endpoint.id), name)
