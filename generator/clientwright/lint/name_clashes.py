"""Do two wire names become one Python name?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from clientwright.lint.name_problems import NameClash, NameUnused
from clientwright.problems import Location, Problem, nearest_name
from clientwright.specs.json_text import join_pointer
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.python_identifiers import module_name
from clientwright.specs.references import inline_references
from clientwright.specs.schema_keywords import walk_schemas

ClaimedName = tuple[str, str, str]
"""A kind of name, a name, and the part of an id that it stands for."""


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Look at the properties of every object, as Python arguments."""
    for pointer, schema in walk_schemas(inline_references(endpoint.input)):
        places = (
            (wire, join_pointer(pointer, "properties", wire))
            for wire in schema.get("properties", {})
        )
        yield from _clashes(
            "argument",
            (
                (endpoint.python_name(at, wire), wire, endpoint.location(f"/input{at}"))
                for wire, at in places
            ),
        )
    there = {
        join_pointer(pointer, "properties", wire)
        for pointer, schema in walk_schemas(inline_references(endpoint.input))
        for wire in schema.get("properties", {})
    }
    yield from _unused(endpoint.names, there, endpoint.location())


def check_service_names(specs: Specs) -> Iterator[Problem]:
    """Look at the ids of a service: two must not become one path after `api.`, nor one file."""
    steps = {step: e for e in specs.endpoints for step in claimed_names(specs.service, e.id)}
    told = set[tuple[str, str]]()
    for what in ("path", "file"):
        mine = (
            (name, wire, e.location("/id"))
            for (kind, name, wire), e in sorted(steps.items(), key=lambda item: item[0])
            if kind == what
        )
        found = [one for one in _clashes(what, mine) if (one.first, one.second) not in told]
        told |= {(one.first, one.second) for one in found}
        yield from found
    everyone = (*specs.endpoints, *specs.retired)
    there = {wire for e in everyone for _, _, wire in claimed_names(specs.service, e.id)}
    yield from _unused(specs.service.document.get("names", {}), there, specs.service.location())


def claimed_names(service: Service, id: ModelId) -> Iterator[ClaimedName]:
    """Give what every part of an id takes for itself: a path after `api.`, and a name on any disk."""
    names = tuple(map(module_name, service.segment_labels(id)))
    wires = ["/".join(id.segments[:n]) for n in range(1, len(names) + 1)]
    yield from (("path", ".".join(names[:n]), wire) for n, wire in enumerate(wires, 1))
    yield from (("file", wire.lower(), wire) for wire in wires)


def _clashes(what: str, named: Iterable[tuple[str, str, Location]]) -> Iterator[NameClash]:
    places: defaultdict[str, dict[str, Location]] = defaultdict(dict)
    for name, wire, place in named:
        places[name].setdefault(wire, place)
    for name, wires in sorted(places.items()):
        (first, place), *others = sorted(wires.items())
        for other, elsewhere in others:
            yield NameClash(elsewhere, what, name, first, other, place)


def _unused(
    names: Mapping[str, str], there: Collection[str], place: Location
) -> Iterator[NameUnused]:
    for wire in sorted(names.keys() - set(there)):
        yield NameUnused(
            place.at(join_pointer("/names", wire)), wire, nearest_name(wire, there) or ""
        )
