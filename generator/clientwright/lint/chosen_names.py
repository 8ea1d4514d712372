"""Python names for properties, and for path segments, that clash; the spec keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from clientwright.io.json_pointer import has_pointer, join_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.name_clashes import claimed_names
from clientwright.lint.problems import NameChosen, NameClash
from clientwright.problems import Location, Problem
from clientwright.schema.references import BadReference, inline_references
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId


def name_clashing_properties(
    endpoint: Endpoint, old: Endpoint | None
) -> tuple[Endpoint, tuple[Problem, ...]]:
    """Return the endpoint with a name for each clashing property, and a problem for each name.

    Properties that `old` already had keep their names.
    """
    schema, before = inline_references(endpoint.input), old.input if old else {}
    names, found = dict(endpoint.names), list[Problem]()
    for pointer, part in walk_schemas(schema):
        wires = [
            (join_pointer(pointer, "properties", wire), wire) for wire in part.get("properties", {})
        ]
        for at, wire, name, other in _choose_names(endpoint, before, wires):
            names[at] = name
            found.append(NameChosen(endpoint.location(f"/input{at}"), wire, other, name))
    return replace(endpoint, names=names), tuple(found)


def keep_used_names(names: Mapping[str, str], schema: Schema) -> dict[str, str]:
    """Return the names whose properties are in the schema."""
    try:
        inlined = inline_references(schema)
    except BadReference:
        return dict(names)
    return {at: name for at, name in names.items() if has_pointer(inlined, at)}


def _choose_names(
    endpoint: Endpoint, before: Schema, wires: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield pointer, wire name, chosen name and rival of each property that needs another name."""
    ordered = sorted(
        wires, key=lambda one: (_rank(endpoint, before, one[0]), *_name_likeness(one[1]))
    )
    own = {str(endpoint.python_name(at, wire)) for at, wire in wires}
    taken = dict[str, str]()
    for at, wire in ordered:
        name = str(endpoint.python_name(at, wire))
        if name in taken and at not in endpoint.names:
            rival, stem = taken[name], name.rstrip("_")
            name = next(one for n in count(2) if (one := f"{stem}_{n}") not in own | taken.keys())
            yield at, wire, name, rival
        taken.setdefault(name, wire)


def _rank(endpoint: Endpoint, before: Schema, at: str) -> int:
    """Return the order of claims: properties that a person named, then older ones, then new ones."""
    return 0 if at in endpoint.names else 1 if has_pointer(before, at) else 2


def _name_likeness(wire: str) -> tuple[int, int, str]:
    """Return a sort key: wire names closest to a Python name first."""
    return sum(not (char.isalnum() or char == "_") for char in wire), len(wire), wire


def find_path_clashes(
    service: Service, known: Mapping[ModelId, Location], new: Mapping[ModelId, Location]
) -> dict[ModelId, NameClash]:
    """Return a problem for each new id whose Python path a known or another new id has."""
    taken = {
        (k, name): wire for id in sorted(known) for k, name, wire in claimed_names(service, id)
    }
    found = dict[ModelId, NameClash]()
    for id, location in sorted(new.items()):
        claims = {(kind, name): wire for kind, name, wire in claimed_names(service, id)}
        other = next((at for at, wire in claims.items() if taken.get(at, wire) != wire), None)
        if other is None:
            taken |= claims
        else:
            all_ids = {**new, **known}
            elsewhere = next(
                at for one, at in all_ids.items() if _is_at_or_below(one, taken[other])
            )
            found[id] = NameClash(location, *other, taken[other], claims[other], elsewhere)
    return found


def _is_at_or_below(id: ModelId, wire: str) -> bool:
    return id == wire or id.startswith(f"{wire}/")
