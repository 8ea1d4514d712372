"""Check that no two wire names become the same Python name or file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.problems import NameClash, NameUnused, SegmentRenamed
from clientwright.problems import Location, Problem, nearest_name
from clientwright.schema.references import inlined_for_reading
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_paths import python_path, renamed_segments

ClaimedName = tuple[str, str, str]
"""The kind of a name (`path` or `file`), the name, and the part of an id that it belongs to."""


def check_arguments(endpoint: Endpoint) -> Iterator[Problem]:
    """Check the properties of every object, which become Python arguments."""
    for pointer, schema in walk_schemas(inlined_for_reading(endpoint.input)):
        named = [
            (endpoint.python_name(at, wire), wire, at)
            for wire in schema.get("properties", {})
            for at in (join_pointer(pointer, "properties", wire),)
        ]
        if len({name for name, _, _ in named}) < len(named):
            places = ((name, wire, endpoint.location(f"/input{at}")) for name, wire, at in named)
            yield from _clashes("argument", places)


def check_names(endpoint: Endpoint) -> Iterator[Problem]:
    """Check that what `names` renames exists."""
    existing = {
        join_pointer(pointer, "properties", wire)
        for pointer, schema in walk_schemas(inlined_for_reading(endpoint.input))
        for wire in schema.get("properties", {})
    }
    yield from _unused(endpoint.names, existing, endpoint.location())


def check_service_names(specs: Specs) -> Iterator[Problem]:
    """Check the ids of a service: no two may become the same path in the package, or the same file."""
    steps = {step: e for e in specs.endpoints for step in claimed_names(specs.service, e.id)}
    reported = set[tuple[str, str]]()
    for what in ("path", "file"):
        names = (
            (name, wire, e.location("/id"))
            for (kind, name, wire), e in sorted(steps.items(), key=lambda item: item[0])
            if kind == what
        )
        found = [one for one in _clashes(what, names) if (one.first, one.second) not in reported]
        reported |= {(one.first, one.second) for one in found}
        yield from found
    yield from _renamed(specs)
    all_endpoints = (*specs.endpoints, *specs.retired)
    existing = {wire for e in all_endpoints for _, _, wire in claimed_names(specs.service, e.id)}
    yield from _unused(specs.service.document.get("names", {}), existing, specs.service.location())


def _renamed(specs: Specs) -> Iterator[SegmentRenamed]:
    """Note each segment whose plain name is taken by the package or by an endpoint, once."""
    first = {
        wire: (endpoint, path)
        for endpoint in reversed(specs.endpoints)
        for wire, path in renamed_segments(specs.service, endpoint.id)
    }
    for wire, (endpoint, path) in sorted(first.items(), key=lambda item: item[0]):
        yield SegmentRenamed(endpoint.location("/id"), wire, ".".join(path))


def claimed_names(service: Service, id: ModelId) -> Iterator[ClaimedName]:
    """Yield the names that each part of an id claims: a path in the package, and a file."""
    names = python_path(service, id)
    wires = ["/".join(id.segments[:n]) for n in range(1, len(names) + 1)]
    yield from (("path", ".".join(names[:n]), wire) for n, wire in enumerate(wires, 1))
    # Lower case: some file systems ignore case.
    yield from (("file", wire.lower(), wire) for wire in wires)


def _clashes(what: str, named: Iterable[tuple[str, str, Location]]) -> Iterator[NameClash]:
    locations: defaultdict[str, dict[str, Location]] = defaultdict(dict)
    for name, wire, location in named:
        locations[name].setdefault(wire, location)
    for name, wires in sorted(locations.items()):
        (first, location), *others = sorted(wires.items())
        for other, elsewhere in others:
            yield NameClash(elsewhere, what, name, first, other, location)


def _unused(
    names: Mapping[str, str], existing: Collection[str], location: Location
) -> Iterator[NameUnused]:
    for wire in sorted(names.keys() - set(existing)):
        yield NameUnused(
            location.at(join_pointer("/names", wire)), wire, nearest_name(wire, existing) or ""
        )
