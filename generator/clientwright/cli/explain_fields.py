"""The fields of a schema, nested ones by their path: `multi_prompt[].duration`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from clientwright.io.json_pointer import join_pointer
from clientwright.schema import describe as describe_schema
from clientwright.specs.model import Endpoint

NOWHERE_ELSE: Mapping[str, tuple[str, ...]] = {}
"""The places of parts that are only where they are."""
_BRANCHING = ("anyOf", "oneOf")
_UNDESCRIBED_KEYWORDS = (
    "anyOf oneOf not if dependentRequired dependentSchemas patternProperties propertyNames "
    "prefixItems contains minProperties maxProperties additionalProperties"
).split()
"""Keywords without a short phrase here; they are named, so that nothing is hidden."""


@dataclass(frozen=True, slots=True)
class FieldExplanation:
    """One field: its path, type, bounds and description."""

    path: str
    pointer: str
    type: str
    required: bool
    bounds: tuple[str, ...]
    default: str | None
    description: str


def iter_fields(
    endpoint: Endpoint,
    schema: Mapping[str, Any],
    locale: str,
    *,
    written: Mapping[str, tuple[str, ...]] = NOWHERE_ELSE,
    path: str = "",
    at: str = "",
) -> Iterator[FieldExplanation]:
    """Yield every field of a schema in normal form, each followed by its nested fields.

    `written` has the pointers of the spec that each part of the schema is made from.
    """
    for here, part in _parts(schema, at, _BRANCHING):
        for name, sub in part.get("properties", {}).items():
            inner_path, pointer = (
                f"{path}.{name}" if path else name,
                join_pointer(here, "properties", name),
            )
            inner, required = _schema_keywords(sub), name in part.get("required", ())
            places = (*written.get(pointer, ()), pointer)
            yield _explain_field(endpoint, inner, inner_path, places, locale, required=required)
            yield from iter_fields(
                endpoint, inner, locale, written=written, path=inner_path, at=pointer
            )
        if "items" in part:
            items, inside = _schema_keywords(part["items"]), join_pointer(here, "items")
            yield from iter_fields(
                endpoint, items, locale, written=written, path=f"{path}[]", at=inside
            )


def undescribed_keywords(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keywords of a schema and of its items that have no phrase here."""
    parts = [part for _, part in _parts(schema, "")]
    present = {*chain(*parts, *(_schema_keywords(part.get("items")) for part in parts))}
    return tuple(keyword for keyword in _UNDESCRIBED_KEYWORDS if keyword in present)


def _explain_field(
    endpoint: Endpoint,
    schema: dict[str, Any],
    path: str,
    places: Sequence[str],
    locale: str,
    *,
    required: bool,
) -> FieldExplanation:
    texts = (endpoint.text(at, key, locale) for at in places for key in ("description", "title"))
    more = undescribed_keywords(schema)
    return FieldExplanation(
        path=path,
        pointer=places[0],
        type=describe_schema.describe_type(schema),
        required=required,
        bounds=(
            *_describe_bounds(schema),
            *((f"more in the spec ({', '.join(more)})",) if more else ()),
        ),
        default=describe_schema.describe_default(schema) if "default" in schema else None,
        description=next(filter(None, texts), ""),
    )


def _describe_bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the bounds of a field and those of an array's items."""
    for _, part in _parts(schema, ""):
        yield from describe_schema.describe_bounds(part)
        items = describe_schema.describe_bounds(_schema_keywords(part.get("items")))
        yield from (f"each {bound}" for bound in items)


def _parts(
    schema: Mapping[str, Any], at: str, branching: Sequence[str] = ()
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a schema and, recursively, the members of its `allOf` and other branches, each with its pointer."""
    yield at, schema
    for word in ("allOf", *branching):
        for n, part in enumerate(schema.get(word, ())):
            below = _schema_keywords(part)
            yield from _parts(below, join_pointer(at, word, n), branching)


def _schema_keywords(schema: object) -> dict[str, Any]:
    """Return a schema's keywords; `true`, `false` and None have none."""
    return cast(dict[str, Any], schema) if isinstance(schema, dict) else {}
