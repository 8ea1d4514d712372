"""The values that properties take by name: what is listed on one endpoint may be mistaken for valid on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.equality import canonical_json
from clientwright.schema.references import BadReference
from clientwright.schema.semantics import find_merged_form
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint

Listed = Mapping[str, tuple[Any, ...]]
"""By the name of a property, the values that are listed for it."""


@dataclass(frozen=True)
class ListedValues:
    """The values that the endpoints of a service list for their properties, found on first use."""

    endpoints: tuple[Endpoint, ...] = ()

    @cached_property
    def _by_endpoint(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        return {str(one.id): _listed_by_name(one.input) for one in self.endpoints}

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for names in self._by_endpoint.values():
            for name, values in names.items():
                found.setdefault(name, {}).update(values)
        return found

    def elsewhere(self, endpoint: Endpoint) -> Listed:
        """Return, for each name that an endpoint lists values for, those of all endpoints that it does not list."""
        own = self._by_endpoint.get(str(endpoint.id)) or _listed_by_name(endpoint.input)
        return {
            name: tuple(
                value for key, value in self._by_name.get(name, {}).items() if key not in known
            )
            for name, known in own.items()
        }


def _listed_by_name(schema: Schema) -> dict[str, dict[str, Any]]:
    """Return the values that a schema lists for each name of a property, each by its canonical text."""
    found: dict[str, dict[str, Any]] = {}
    with suppress(BadReference):
        for _, part in walk_schemas(find_merged_form(schema).schema):
            named = part.get("properties")
            for name, sub in named.items() if is_dict(named) else ():
                for value in _listed_in(sub):
                    found.setdefault(name, {})[canonical_json(value)] = value
    return found


def _listed_in(schema: Any) -> Iterator[Any]:
    """Yield the values that a schema lists, or one of its branches."""
    if not is_dict(schema):
        return
    yield from schema.get("enum", ())
    yield from [schema["const"]] if "const" in schema else []
    for word in ("anyOf", "oneOf"):
        for branch in schema.get(word, ()):
            yield from _listed_in(branch)
