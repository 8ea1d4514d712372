"""New ids whose Python path is taken: existing endpoints keep theirs, of new ones the first wins."""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.lint.name_clashes import claimed_names
from clientwright.lint.problems import NameClash
from clientwright.problems import Location
from clientwright.specs.model import Service
from clientwright.specs.model_ids import ModelId


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
