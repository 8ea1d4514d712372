"""The keywords of JSON Schema: which contain schemas, and the kind of value that each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.keywords import ALL_KEYWORDS
from clientwright.schema.numbers import is_number
from clientwright.schema.walk import HOLDS_MANY, HOLDS_NAMED, HOLDS_ONE


class SubschemaKind(Enum):
    """How a keyword contains schemas: one, a list of them, or a map from names to them."""

    ONE = "one"
    MANY = "many"
    NAMED = "named"


SUBSCHEMA_KEYWORDS: Mapping[str, SubschemaKind] = {
    **dict.fromkeys(HOLDS_ONE, SubschemaKind.ONE),
    **dict.fromkeys(
        ("unevaluatedItems", "unevaluatedProperties", "contentSchema"), SubschemaKind.ONE
    ),
    **dict.fromkeys(HOLDS_MANY, SubschemaKind.MANY),
    **dict.fromkeys((*HOLDS_NAMED, "definitions"), SubschemaKind.NAMED),
}
"""The keywords that contain schemas, those of older drafts and of no generated client included."""
VALUE_KEYWORDS = frozenset(
    "items prefixItems properties patternProperties additionalProperties $defs definitions".split()
)
"""Keywords whose schemas describe a value rather than a condition on one."""

TYPES = frozenset("string integer number boolean array object null".split())
KNOWN_KEYWORDS = frozenset(SUBSCHEMA_KEYWORDS) | ALL_KEYWORDS

SubschemaChange = Callable[[tuple[str, ...], Any], Any]
"""Called with the path to a value in the place of a schema, and the value."""


def map_subschemas(schema: Schema, each: SubschemaChange) -> Schema:
    """Return a copy of a schema with `each` applied to the schemas directly below it."""
    return {
        key: _map_value(key, value, each) if key in SUBSCHEMA_KEYWORDS else value
        for key, value in schema.items()
    }


def list_subschemas(schema: Schema) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the path and value of each subschema directly below a schema; the value may be anything."""
    found: list[tuple[tuple[str, ...], Any]] = []
    map_subschemas(schema, lambda path, value: found.append((path, value)))
    yield from found


def _map_value(key: str, value: Any, each: SubschemaChange) -> Any:
    kind = SUBSCHEMA_KEYWORDS[key]
    if kind is SubschemaKind.ONE:
        return each((key,), value)
    if kind is SubschemaKind.MANY and is_list(value):
        return [each((key, str(n)), item) for n, item in enumerate(value)]
    if kind is SubschemaKind.NAMED and is_dict(value):
        return {name: each((key, name), item) for name, item in value.items()}
    return value


KeywordValueCheck = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return is_list(value) and all(map(_text, value))


def _names(value: Any) -> bool:
    return _texts(value) and len(set(value)) == len(value)


def _count(value: Any) -> bool:
    return is_number(value) and value >= 0 and (isinstance(value, int) or value.is_integer())


def _schema(value: Any) -> bool:
    return isinstance(value, bool) or is_dict(value)


def _schemas(value: Any) -> bool:
    return is_list(value) and bool(value) and all(map(_schema, value))


def _named(value: Any) -> bool:
    return is_dict(value) and all(map(_schema, value.values()))


def _type(value: Any) -> bool:
    return _text(value) or (_names(value) and bool(value))


def _positive(value: Any) -> bool:
    return is_number(value) and value > 0


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _media(value: Any) -> bool:
    if not is_dict(value) or not set(value) <= {"kind", "formats", "limits"}:
        return False
    kinds = value.get("kind", "image") in ("image", "video", "audio")
    limits = value.get("limits", [])
    return (
        kinds and _texts(value.get("formats", [])) and is_list(limits) and all(map(_limit, limits))
    )


def _limit(value: Any) -> bool:
    named = is_dict(value) and set(value) == {"of", "is", "value"}
    return named and _text(value["of"]) and _text(value["is"]) and is_number(value["value"])


def _requirements(value: Any) -> bool:
    return is_dict(value) and all(map(_names, value.values()))


_SUBSCHEMA_VALUES: Mapping[SubschemaKind, tuple[KeywordValueCheck, str]] = {
    SubschemaKind.ONE: (_schema, "a schema"),
    SubschemaKind.MANY: (_schemas, "a list of schemas, not empty"),
    SubschemaKind.NAMED: (_named, "a map from names to schemas"),
}
KEYWORD_VALUES: Mapping[str, tuple[KeywordValueCheck, str]] = {
    **{keyword: _SUBSCHEMA_VALUES[kind] for keyword, kind in SUBSCHEMA_KEYWORDS.items()},
    **dict.fromkeys(
        "title description format pattern $ref $id $schema $comment $anchor "
        "$dynamicRef $dynamicAnchor contentEncoding contentMediaType".split(),
        (_text, "a text"),
    ),
    **dict.fromkeys(
        "maxLength minLength maxItems minItems maxContains minContains "
        "maxProperties minProperties".split(),
        (_count, "a whole number, not negative"),
    ),
    **dict.fromkeys(
        ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), (is_number, "a number")
    ),
    **dict.fromkeys(
        ("uniqueItems", "deprecated", "readOnly", "writeOnly"), (_flag, "true or false")
    ),
    **dict.fromkeys(("enum", "examples"), (is_list, "a list")),
    "multipleOf": (_positive, "a number above zero"),
    "type": (_type, "the name of a type, or a list of names"),
    "required": (_names, "a list of property names, each once"),
    "dependentRequired": (_requirements, "a map from names to lists of names"),
    "$vocabulary": (is_dict, "an object"),
    "x-media": (_media, "an object with kind, formats and limits"),
}


def fits_keyword_value(keyword: str, value: Any) -> bool:
    """Return whether a value is of the kind that a keyword takes."""
    fits = KEYWORD_VALUES.get(keyword)
    return fits is None or fits[0](value)
