"""Find cassettes that no longer match the specs, by a hash of everything that they depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import Location, Problem
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.canonical_json import canonical_text
from clientwright.testing.cassettes.cassette_files import (
    FORMAT_KEY,
    JSON_SUFFIX,
    NO_CASSETTE,
    cassette_path,
    cassettes_in,
)
from clientwright.testing.cassettes.cassette_model import CassetteHeader
from clientwright.testing.cassettes.errors import UnusableCassette
from clientwright.testing.cassettes.problems import (
    BrokenCassette,
    MissingCassette,
    StaleCassette,
    StrayCassette,
)
from clientwright.testing.cassettes.recording_plan import find_recordable

_WIRE_FACTS = (
    "auth",
    "path_parts",
    "operations",
    "request_id",
    "error",
    "status",
    "result",
    "aliases",
    "cancel",
    "errors",
    "expired_at",
)
_UNORDERED_KEYS = frozenset({"enum", "required"})
_PROSE_KEYS = frozenset({"sure", "means", "advice"})


def fingerprint(service: Service, endpoint: Endpoint) -> str:
    """Return the hash of what an endpoint's cassettes depend on (16 hex digits).

    It covers the input schema, rules and output, the model's version, and the service's wire facts. Translations, titles,
    notes, confidence letters and the spelling of a schema do not change it.
    """
    facts = {
        name: _without_prose(service.document[name])
        for name in _WIRE_FACTS
        if name in service.document
    }
    contract = {
        "service": facts,
        "schemes": service.document.get("media", {}).get("schemes"),
        "id": str(endpoint.id),
        "input": endpoint.input,
        "rules": [rule.as_json() for rule in endpoint.rules],
        "output": service.output_of(endpoint.output),
        **({"called_as": endpoint.called_as} if endpoint.called_as != endpoint.id else {}),
    }
    return hashlib.sha256(canonical_text(_normalized(contract)).encode("ascii")).hexdigest()[:16]


def _normalized(value: Any, name: str = "") -> Any:
    """Return a value in one form: 15.0 becomes 15, and enums are sorted."""
    if is_dict(value):
        return {key: _normalized(inner, key) for key, inner in value.items()}
    if is_list(value):
        items = [_normalized(inner) for inner in value]
        return sorted(items, key=canonical_text) if name in _UNORDERED_KEYS else items
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _without_prose(value: Any) -> Any:
    if is_dict(value):
        return {
            name: _without_prose(inner) for name, inner in value.items() if name not in _PROSE_KEYS
        }
    return [_without_prose(inner) for inner in value] if is_list(value) else value


def check_folder(folder: Path, specs: Specs, suffix: str = JSON_SUFFIX) -> tuple[Problem, ...]:
    """Return a problem for each stale, missing, stray or broken cassette of a service.

    The suffix is the format that is checked; files of vcrpy that are not ours have no problem.
    """
    known = {str(endpoint.id): endpoint for endpoint in specs.endpoints}
    recordable = find_recordable(specs)
    names = {id: recordable.scenario_names(id) for id in known}
    found: list[Problem] = []
    for path in cassettes_in(folder, specs.service, suffix):
        found.extend(_file_problems(folder, path, specs, known, names))
    return (*found, *_missing_cassettes(folder, specs, names, suffix), *recordable.problems)


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
        if path.suffix == JSON_SUFFIX or error.reason != NO_CASSETTE:
            yield BrokenCassette(location, error.reason)
        return
    endpoint = known.get(header.endpoint)
    if header.endpoint in {one.id for one in specs.retired}:
        return
    if endpoint is None:
        yield StrayCassette(location, f"no spec has the id {header.endpoint}")
    elif names[header.endpoint] and header.scenario not in names[header.endpoint]:
        yield StrayCassette(location, f"there is no scenario named {header.scenario}")
    elif cassette_path(folder, specs.service, endpoint, header.scenario, path.suffix) != path:
        yield StrayCassette(location, "its file has the name of another scenario")
    elif is_stale(header, specs, endpoint):
        pointer = "/header/spec" if path.suffix == JSON_SUFFIX else f"/{FORMAT_KEY}/spec"
        yield StaleCassette(
            Location(str(path), pointer), header.endpoint, header.scenario, header.against
        )


def is_stale(header: CassetteHeader, specs: Specs, endpoint: Endpoint) -> bool:
    """Return whether a cassette was recorded by an older version of its spec."""
    return header.spec != fingerprint(specs.service, endpoint)


def _missing_cassettes(
    folder: Path, specs: Specs, names: Mapping[str, Collection[str]], suffix: str
) -> Iterator[Problem]:
    for endpoint in specs.endpoints:
        for name in sorted(names[str(endpoint.id)]):
            path = cassette_path(folder, specs.service, endpoint, name, suffix)
            if not path.exists():
                yield MissingCassette(Location(str(path)), str(endpoint.id), name)
