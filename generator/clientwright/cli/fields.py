"""The fields of a schema, nested ones by their path: `multi_prompt[].duration`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from clientwright.spec import describe
from clientwright.spec.jsontext import join
from clientwright.spec.values import Endpoint

_UNTOLD = (
    "anyOf oneOf not if dependentRequired dependentSchemas patternProperties propertyNames "
    "prefixItems contains minProperties maxProperties"
).split()
"""Keywords that have no short phrase here; they are named, so that nothing is kept back."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its path, what it takes, and what the documents say of it."""

    path: str
    pointer: str
    type: str
    required: bool
    bounds: tuple[str, ...]
    default: str | None
    description: str


def fields(
    endpoint: Endpoint, schema: Mapping[str, Any], locale: str, *, path: str = "", at: str = ""
) -> Iterator[Field]:
    """Give every field of an object's schema, each followed by those inside it."""
    for here, part in _parts(schema, at):
        required = part.get("required", ())
        for name, sub in cast(dict[str, Any], part.get("properties", {})).items():
            below = sub if isinstance(sub, dict) else {}
            pointer, whole = join(here, "properties", name), f"{path}{name}"
            yield _field(
                endpoint,
                cast(dict[str, Any], below),
                whole,
                pointer,
                locale,
                required=name in required,
            )
            yield from _inside(endpoint, below, locale, whole, pointer)


def _inside(endpoint: Endpoint, schema: Any, locale: str, path: str, at: str) -> Iterator[Field]:
    """Give the fields inside one field: of its object, or of the objects in its array."""
    yield from fields(endpoint, schema, locale, path=f"{path}.", at=at)
    items = schema.get("items")
    if isinstance(items, dict):
        yield from _inside(endpoint, items, locale, f"{path}[]", join(at, "items"))


def _field(
    endpoint: Endpoint,
    schema: dict[str, Any],
    path: str,
    pointer: str,
    locale: str,
    *,
    required: bool,
) -> Field:
    said = [endpoint.word(pointer, key, locale) for key in ("description", "title")]
    untold = [key for key in _UNTOLD if key in schema]
    more = (f"more in the spec ({', '.join(untold)})",) if untold else ()
    return Field(
        path=path,
        pointer=pointer,
        type=describe.kind(schema),
        required=required,
        bounds=(*describe.bounds(schema), *_of_items(schema), *more),
        default=describe.default(schema) if "default" in schema else None,
        description=said[0] or said[1],
    )


def _of_items(schema: Mapping[str, Any]) -> Iterator[str]:
    """Give the bounds of an array's plain items."""
    items = schema.get("items")
    if isinstance(items, dict):
        yield from (f"each {bound}" for bound in describe.bounds(cast(dict[str, Any], items)))


def _parts(schema: Mapping[str, Any], at: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give a schema and the schemas that hold together with it."""
    yield at, schema
    for n, part in enumerate(schema.get("allOf", ())):
        if isinstance(part, dict):
            yield from _parts(cast(dict[str, Any], part), join(at, "allOf", n))
