"""Secrets among the fields of an input: values that a schema marks `writeOnly`.

The sandbox neither stores them nor repeats them in a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.sandbox.undescribed_fields import Path, property_schemas

_HIDDEN = "***"
_SAME_VALUE = ("allOf", "anyOf", "oneOf", "if", "then", "else", "not")


def has_secret(schema: Any) -> bool:
    """Return whether a schema may mark a value as secret, anywhere in it."""
    if is_dict(schema):
        return schema.get("writeOnly") is True or any(map(has_secret, schema.values()))
    return is_list(schema) and any(map(has_secret, schema))


def secret_paths(schema: Schema, payload: Any) -> frozenset[Path]:
    """Return the paths of the secrets in a payload, by every schema that may speak of a value."""
    return frozenset(_secrets(schema, payload, (), schema, frozenset()))


def without_secrets(payload: Any, secrets: frozenset[Path], at: Path = ()) -> Any:
    """Return a payload with its secrets replaced."""
    if at in secrets:
        return _HIDDEN
    if is_dict(payload):
        return {name: without_secrets(one, secrets, (*at, name)) for name, one in payload.items()}
    if is_list(payload):
        return [without_secrets(one, secrets, (*at, n)) for n, one in enumerate(payload)]
    return payload


def may_tell_secret(location: list[Any], secrets: frozenset[Path]) -> bool:
    """Return whether words about a place may repeat a secret: it is there, inside, or around."""
    at = tuple(location)
    return any(at == one[: len(at)] or one == at[: len(one)] for one in secrets)


def _secrets(
    schema: Any, value: Any, at: Path, root: Schema, seen: frozenset[str]
) -> Iterator[Path]:
    if not is_dict(schema):
        return
    if schema.get("writeOnly") is True:
        yield at
    for part in _parts(schema):
        yield from _secrets(part, value, at, root, seen)
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith("#") and reference not in seen:
        try:
            target = resolve_pointer(root, reference.removeprefix("#"))
        except LookupError:
            return
        yield from _secrets(target, value, at, root, seen | {reference})
    if is_dict(value):
        for name, inner in value.items():
            for sub in property_schemas(schema, name):
                yield from _secrets(sub, inner, (*at, name), root, frozenset())
    elif is_list(value):
        first: list[Any] = schema.get("prefixItems", [])
        for n, inner in enumerate(value):
            sub = first[n] if n < len(first) else schema.get("items")
            yield from _secrets(sub, inner, (*at, n), root, frozenset())


def _parts(schema: Schema) -> Iterator[Any]:
    """Yield the subschemas that speak of the same value."""
    for word in _SAME_VALUE:
        part = schema.get(word)
        yield from part if is_list(part) else (part,)
    named = schema.get("dependentSchemas")
    yield from named.values() if is_dict(named) else ()
