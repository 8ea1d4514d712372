"""Schemas whose values break a given schema: each one says another way in which it is not kept.

They are suggestions: whether a value of one really breaks the schema, its maker has to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.numbers import is_number
from clientwright.schema.types import JSON_TYPES, declared_types

MAX_COMPLEMENTS = 12
"""The most ways to break a schema that are suggested."""
_NUMBER, _TEXT, _ARRAY, _OBJECT = ("number", "string", "array", "object")
_BEYOND = {
    "minimum": "exclusiveMaximum",
    "maximum": "exclusiveMinimum",
    "exclusiveMinimum": "maximum",
    "exclusiveMaximum": "minimum",
}
_SIZED = {"Length": _TEXT, "Items": _ARRAY, "Properties": _OBJECT}


def complements(schema: Any) -> tuple[dict[str, Any], ...]:
    """Return schemas whose values probably do not fit a schema, the first ones by its first keywords."""
    if not is_dict(schema):
        return ({},) if schema is False else ()
    found = (
        one
        for keyword, value in schema.items()
        if keyword in _COMPLEMENTS
        for one in _COMPLEMENTS[keyword](keyword, value, schema)
    )
    return tuple(islice(found, MAX_COMPLEMENTS))


def _other_types(_: str, __: Any, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    known = declared_types(schema)
    others = [kind for kind in JSON_TYPES if kind not in known and kind != "integer"]
    yield from ({"type": kind} for kind in others)


def _beyond_bound(keyword: str, value: Any, _: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if is_number(value):
        yield {"type": _NUMBER, _BEYOND[keyword]: value}


def _other_size(keyword: str, value: Any, _: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    end, noun = keyword[:3], keyword[3:]
    if end == "max":
        yield {"type": _SIZED[noun], f"min{noun}": value + 1}
    elif value > 0:
        yield {"type": _SIZED[noun], f"max{noun}": value - 1}


def _unlisted(_: str, __: Any, schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the other values of the same type; a drawn one is seldom listed."""
    yield {"type": schema["type"]} if "type" in schema else {}


def _without_required(_: str, names: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"type": _OBJECT, "properties": {name: False}} for name in names)


def _wrong_property(_: str, own: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, sub in own.items():
        for wrong in complements(sub):
            yield {"type": _OBJECT, "required": [name], "properties": {name: wrong}}


def _wrong_items(_: str, sub: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"type": _ARRAY, "minItems": 1, "items": wrong} for wrong in complements(sub))


def _without_match(_: str, sub: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"type": _ARRAY, "items": {"not": sub}}


def _negated(_: str, sub: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield sub if is_dict(sub) else {}


def _breaks_one(_: str, parts: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield from complements(part)


def _breaks_each(_: str, parts: Any, __: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    ways = product(*map(complements, parts))
    yield from ({"allOf": list(way)} for way in islice(ways, MAX_COMPLEMENTS))


_COMPLEMENTS: Mapping[str, Callable[[str, Any, Mapping[str, Any]], Iterator[dict[str, Any]]]] = {
    **dict.fromkeys(("enum", "const", "pattern"), _unlisted),
    **dict.fromkeys(_BEYOND, _beyond_bound),
    **{f"{end}{noun}": _other_size for noun in _SIZED for end in ("min", "max")},
    "required": _without_required,
    "properties": _wrong_property,
    "items": _wrong_items,
    "contains": _without_match,
    "not": _negated,
    "allOf": _breaks_one,
    "anyOf": _breaks_each,
    "oneOf": _breaks_each,
    "type": _other_types,
}
"""By keyword: how its values are broken."""
