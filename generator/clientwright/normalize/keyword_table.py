"""The keywords of JSON Schema 2020-12, and which of them contain schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.keywords import ALL_KEYWORDS
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
FORMATS = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference "
    "iri iri-reference uuid uri-template json-pointer relative-json-pointer regex".split()
)
KNOWN_KEYWORDS = frozenset(SUBSCHEMA_KEYWORDS) | ALL_KEYWORDS

SubschemaChange = Callable[[tuple[str, ...], Any], Any]
"""Called with the path to a value in the place of a schema, and the value."""


def map_subschemas(schema: Schema, each: SubschemaChange) -> Schema:
    """Return a copy of a schema with `each` applied to the schemas directly below it."""
    return {key: _map_value(key, value, each) for key, value in schema.items()}


def list_subschemas(schema: Schema) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the path and value of each subschema directly below a schema; the value may be anything."""
    found: list[tuple[tuple[str, ...], Any]] = []
    map_subschemas(schema, lambda path, value: found.append((path, value)))
    yield from found


def _map_value(key: str, value: Any, each: SubschemaChange) -> Any:
    kind = SUBSCHEMA_KEYWORDS.get(key)
    if kind is SubschemaKind.ONE:
        return each((key,), value)
    if kind is SubschemaKind.MANY and is_list(value):
        return [each((key, str(n)), item) for n, item in enumerate(value)]
    if kind is SubschemaKind.NAMED and is_dict(value):
        return {name: each((key, name), item) for name, item in value.items()}
    return value
