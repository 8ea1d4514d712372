"""The keywords of JSON Schema 2020-12, and which of them hold schemas: a table to walk by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from clientwright.sources.json_values import is_array, is_object
from clientwright.spec.jsontext import Schema


class Holds(Enum):
    """How a keyword holds schemas: one, a list of them, or a map from names to them."""

    ONE = "one"
    MANY = "many"
    NAMED = "named"


HOLDERS: Mapping[str, Holds] = {
    **dict.fromkeys(("items", "contains", "additionalProperties", "propertyNames"), Holds.ONE),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties", "contentSchema"), Holds.ONE),
    **dict.fromkeys(("not", "if", "then", "else"), Holds.ONE),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), Holds.MANY),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), Holds.NAMED),
    **dict.fromkeys(("$defs", "definitions"), Holds.NAMED),
}
VALUES = frozenset(
    "items prefixItems properties patternProperties additionalProperties $defs definitions".split()
)
"""The holders whose schemas describe a whole value, not a condition on one."""

TYPES = frozenset("string integer number boolean array object null".split())
FORMATS = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference "
    "iri iri-reference uuid uri-template json-pointer relative-json-pointer regex".split()
)
KNOWN = frozenset(HOLDERS) | frozenset(
    "$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment "
    "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum "
    "maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains "
    "maxProperties minProperties required dependentRequired "
    "title description default deprecated readOnly writeOnly examples "
    "format contentEncoding contentMediaType x-media".split()
)

Each = Callable[[tuple[str, ...], Any], Any]
"""Called with the way to a value that should be a schema, and the value."""


def rebuilt(schema: Schema, each: Each) -> Schema:
    """Give a copy of a schema with `each` applied to the schemas directly below it."""
    return {key: _rebuilt(key, value, each) for key, value in schema.items()}


def children(schema: Schema) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List what stands directly below a schema where schemas should stand."""
    found: list[tuple[tuple[str, ...], Any]] = []
    rebuilt(schema, lambda way, value: found.append((way, value)))
    yield from found


def _rebuilt(key: str, value: Any, each: Each) -> Any:
    holds = HOLDERS.get(key)
    if holds is Holds.ONE:
        return each((key,), value)
    if holds is Holds.MANY and is_array(value):
        return [each((key, str(n)), item) for n, item in enumerate(value)]
    if holds is Holds.NAMED and is_object(value):
        return {name: each((key, name), item) for name, item in value.items()}
    return value
