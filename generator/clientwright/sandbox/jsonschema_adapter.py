"""Validation by the `jsonschema` library (draft 2020-12), for payloads without a certain yes; no other file of the
sandbox imports it.

Overrides the library where it is inexact (`multipleOf`, `uniqueItems`), reads patterns as the
standard does (`pattern`, `patternProperties`), or reports the parent of a fault (`required`,
`additionalProperties`), and adds the keyword `x-media`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.problems import nearest_name, quote_value
from clientwright.sandbox import media_validation
from clientwright.sandbox.certain_acceptance import certain_acceptance
from clientwright.sandbox.regular_expressions import has_match
from clientwright.sandbox.undescribed_fields import UndescribedField, undescribed_fields

_library: Any = importlib.import_module("jsonschema")
_known_documents: Any = importlib.import_module("jsonschema_specifications").REGISTRY

KeywordFunction = Callable[[Any, Any, Any, Any], Iterator[Any]]


def error_finder(
    schema: Schema, schemes: tuple[str, ...], *, closed: bool = False
) -> Callable[[Any], Iterator[Any]]:
    """Return a function that yields a payload's errors under a schema; references are never fetched.

    With `closed`, each field that no schema describes is an error too.
    """
    exact_schema = _with_exact_numbers(schema)
    validator = _validator_class(schemes)(exact_schema, registry=_known_documents)
    is_certain = certain_acceptance(exact_schema, schemes, closed=closed)

    def fits(part: Any, value: Any) -> bool:
        return bool(validator.evolve(schema=part).is_valid(value))

    def find_errors(given: Any) -> Iterator[Any]:
        if is_certain(given):
            return
        payload = _with_exact_numbers(given)
        yield from validator.iter_errors(payload)
        for field in undescribed_fields(exact_schema, payload, fits) if closed else ():
            yield _unknown_field(field)

    return find_errors


def _unknown_field(field: UndescribedField) -> Any:
    return _library.ValidationError(
        _unknown_message(field.name, field.known),
        path=(*field.path, field.name),
        validator="additionalProperties",
        validator_value=False,
        instance=field.name,
    )


@cache
def _validator_class(schemes: tuple[str, ...]) -> Any:
    own: dict[str, KeywordFunction] = {
        "multipleOf": _multiple_of,
        "uniqueItems": _unique_items,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "required": _required,
        "additionalProperties": _additional_properties,
        "x-media": _media(schemes),
    }
    return _library.validators.extend(_library.Draft202012Validator, own)


def _error(message: str, *path: str) -> Any:
    return _library.ValidationError(message, path=path)


def _with_exact_numbers(value: Any) -> Any:
    """Return a value in which each float of a large integer is that integer, as it is written in decimal."""
    if isinstance(value, (dict, list)):
        return _with_exact_items(value)
    large = isinstance(value, float) and value.is_integer() and abs(value) >= 1e15
    return int(_exact_fraction(value)) if large else value


def _with_exact_items(container: Any) -> Any:
    if isinstance(container, list):
        return [_with_exact_numbers(item) for item in container]
    return {key: _with_exact_numbers(item) for key, item in container.items()}


def _exact_fraction(value: float) -> Fraction:
    """Return a number as written in decimal, so that 0.3 is three times 0.1."""
    return Fraction(repr(value))


def _multiple_of(validator: Any, of: Any, value: Any, _: Any) -> Iterator[Any]:
    if validator.is_type(value, "number") and _exact_fraction(value) % _exact_fraction(of):
        yield _error(f"{quote_value(value)} is not a multiple of {of}")


def _unique_items(validator: Any, wanted: Any, value: Any, _: Any) -> Iterator[Any]:
    if wanted and validator.is_type(value, "array"):
        keys = list(map(_equality_key, value))
        if len(set(keys)) < len(keys):
            yield _error(f"{quote_value(value)} has items that are equal")


def _equality_key(value: Any) -> Hashable:
    """Return a key, equal for two values exactly if JSON Schema calls them equal: 1 and 1.0, not 1 and true."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "number", value
    kind = str(type(value).__name__)
    return kind, _KEY_FUNCTIONS.get(kind, _scalar_key)(value)


def _scalar_key(value: Hashable) -> Hashable:
    return value


def _object_key(value: dict[str, Any]) -> Hashable:
    return frozenset((name, _equality_key(item)) for name, item in value.items())


def _array_key(value: list[Any]) -> Hashable:
    return tuple(map(_equality_key, value))


_KEY_FUNCTIONS: dict[str, Callable[[Any], Hashable]] = {"dict": _object_key, "list": _array_key}


def _pattern(validator: Any, pattern: str, value: Any, _: Any) -> Iterator[Any]:
    if validator.is_type(value, "string") and not has_match(pattern, value):
        yield _error(f"{quote_value(value)} does not match {quote_value(pattern)}")


def _pattern_properties(validator: Any, described: Any, value: Any, _: Any) -> Iterator[Any]:
    for pattern, below in described.items() if validator.is_type(value, "object") else ():
        for name in (name for name in value if has_match(pattern, name)):
            yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _required(validator: Any, names: Any, value: Any, _: Any) -> Iterator[Any]:
    if validator.is_type(value, "object"):
        missing = (name for name in names if name not in value)
        yield from (_error(f"{quote_value(name)} is missing", name) for name in missing)


def _additional_properties(validator: Any, rest: Any, value: Any, schema: Any) -> Iterator[Any]:
    if not validator.is_type(value, "object"):
        return
    named: dict[str, Any] = schema.get("properties", {})
    patterns: dict[str, Any] = schema.get("patternProperties", {})
    for name in value:
        if name in named or any(has_match(pattern, name) for pattern in patterns):
            continue
        if rest is False:
            yield _error(_unknown_message(name, named), name)
        else:
            yield from validator.descend(value[name], rest, path=name)


def _unknown_message(name: str, known: Iterable[str]) -> str:
    close = nearest_name(name, known)
    meant = f", perhaps {close!r} is meant" if close else ""
    return f"{quote_value(name)} is not known here{meant}"


def _media(schemes: tuple[str, ...]) -> KeywordFunction:
    def check(validator: Any, wanted: Any, value: Any, _: Any) -> Iterator[Any]:
        if validator.is_type(value, "string") and (
            why := media_validation.url_rejection(value, wanted, schemes)
        ):
            yield _error(f"{quote_value(value)} {why}")

    return check
