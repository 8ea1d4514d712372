"""Where an input has secrets: the paths of the values that its schema marks as `writeOnly`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import is_dict

SecretPath = tuple[str | None, ...]
"""Names of fields; None stands for every item of a list and every value of an object."""

_ITEMS = ("items", "additionalProperties", "contains", "unevaluatedItems", "unevaluatedProperties")
_LISTS_OF_ITEMS = ("prefixItems",)
_MAPS_OF_VALUES = ("patternProperties",)
_SAME_VALUE = ("not", "if", "then", "else")
_LISTS_OF_SAME = ("allOf", "anyOf", "oneOf")
_MAPS_OF_SAME = ("dependentSchemas",)
_DEEPEST = 32


def secret_paths(schema: Mapping[str, Any], pointer: str = "") -> tuple[SecretPath, ...]:
    """Return the paths of the secrets in an input, or in what is at a pointer in its schema.

    Each is there once; what is inside a secret is a part of it.
    """
    try:
        part = resolve_pointer(schema, pointer)
    except LookupError:
        return ()
    found = dict.fromkeys(_paths(part, schema, (), frozenset()))
    inner = {path for path in found for n in range(len(path)) if path[:n] in found}
    return tuple(path for path in found if path not in inner)


def _paths(
    schema: Any, root: Mapping[str, Any], path: SecretPath, seen: frozenset[str]
) -> Iterator[SecretPath]:
    if not is_dict(schema) or len(path) > _DEEPEST:
        return
    if schema.get("writeOnly") is True:
        yield path
        return
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#") and reference not in seen:
        try:
            named = resolve_pointer(root, reference[1:])
        except LookupError:
            named = None
        yield from _paths(named, root, path, seen | {reference})
    for step, inner in _parts(schema):
        yield from _paths(inner, root, (*path, *step), seen)


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[SecretPath, Any]]:
    """Yield the schemas inside one, each with the step to the values that it is about."""
    for name, inner in _map(schema, "properties"):
        yield (name,), inner
    for keyword in _ITEMS:
        yield (None,), schema.get(keyword)
    for keyword in _LISTS_OF_ITEMS:
        yield from (((None,), inner) for inner in schema.get(keyword, ()))
    for keyword in _MAPS_OF_VALUES:
        yield from (((None,), inner) for _, inner in _map(schema, keyword))
    for keyword in _SAME_VALUE:
        yield (), schema.get(keyword)
    for keyword in _LISTS_OF_SAME:
        yield from (((), inner) for inner in schema.get(keyword, ()))
    for keyword in _MAPS_OF_SAME:
        yield from (((), inner) for _, inner in _map(schema, keyword))


def _map(schema: Mapping[str, Any], keyword: str) -> Iterator[tuple[str, Any]]:
    found = schema.get(keyword)
    yield from found.items() if is_dict(found) else ()
