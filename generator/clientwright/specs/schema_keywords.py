"""JSON Schema 2020-12, keyword by keyword: what clientwright does with each.

`ASSERTS` hold in every generated package exactly as the standard has them (by the
pydantic models where those are exact, by the runtime's interpreter elsewhere).
`ANNOTATES` say something to people and change nothing. `REFUSED` are not generated:
a problem names keyword and line. What stands in none of them is no keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.json_types import is_dict, is_list
from clientwright.specs.json_text import join_pointer

MEDIA_KEYWORD = "x-media"
"""Our own keyword: what a media URL may be (`kind`, `formats`, `limits`)."""

ASSERTION_KEYWORDS = frozenset(
    "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength "
    "pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required "
    "dependentRequired prefixItems items contains additionalProperties properties patternProperties "
    "dependentSchemas propertyNames if then else allOf anyOf oneOf not".split()
) | {MEDIA_KEYWORD}
ANNOTATION_KEYWORDS = frozenset(
    "title description default deprecated readOnly writeOnly examples format contentEncoding "
    "contentMediaType contentSchema $comment $schema".split()
)
UNSUPPORTED_KEYWORDS: Mapping[str, str] = {
    "unevaluatedItems": "it needs to know what other keywords have looked at",
    "unevaluatedProperties": "it needs to know what other keywords have looked at",
    "$dynamicRef": "references are resolved before generation",
    "$dynamicAnchor": "references are resolved before generation",
    "$anchor": "references are resolved before generation",
    "$id": "a spec is one document without an address of its own",
    "$vocabulary": "a spec is no meta-schema",
    "$recursiveRef": "it is not part of JSON Schema 2020-12",
    "$recursiveAnchor": "it is not part of JSON Schema 2020-12",
}
REFERENCE_KEYWORDS = frozenset(("$ref", "$defs"))
"""Replaced by what they point to before anything else looks at the schema."""

ALL_KEYWORDS = (
    ASSERTION_KEYWORDS | ANNOTATION_KEYWORDS | frozenset(UNSUPPORTED_KEYWORDS) | REFERENCE_KEYWORDS
)

_ONE = ("items", "contains", "additionalProperties", "propertyNames", "if", "then", "else", "not")
_MANY = ("prefixItems", "allOf", "anyOf", "oneOf")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")


def subschemas(schema: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Give the direct subschemas of a schema, each with its pointer."""
    for keyword in _ONE:
        if keyword in schema:
            yield join_pointer(pointer, keyword), schema[keyword]
    for keyword in _MANY:
        found = schema.get(keyword)
        listed = found if is_list(found) else []
        for n, sub in enumerate(listed):
            yield join_pointer(pointer, keyword, n), sub
    for keyword in _NAMED:
        named = schema.get(keyword)
        for name, sub in cast(dict[str, Any], named).items() if isinstance(named, dict) else ():
            yield join_pointer(pointer, keyword, name), sub


def map_subschemas(
    schema: Mapping[str, Any], change: Callable[[str, Any], Any], pointer: str = ""
) -> dict[str, Any]:
    """Give a copy of a schema in which each direct subschema is what `change` makes of it (and its pointer)."""
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        at = join_pointer(pointer, keyword)
        if keyword in _ONE:
            found[keyword] = change(at, value)
        elif keyword in _MANY and is_list(value):
            found[keyword] = [change(join_pointer(at, n), sub) for n, sub in enumerate(value)]
        elif keyword in _NAMED and is_dict(value):
            found[keyword] = {
                name: change(join_pointer(at, name), sub) for name, sub in value.items()
            }
        else:
            found[keyword] = value
    return found


def walk_schemas(schema: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every schema object inside a schema, itself first, each with its pointer."""
    waiting: list[tuple[str, Any]] = [(pointer, schema)]
    while waiting:
        at, found = waiting.pop()
        if isinstance(found, dict):
            yield at, cast(dict[str, Any], found)
            waiting.extend(subschemas(cast(dict[str, Any], found), at))
