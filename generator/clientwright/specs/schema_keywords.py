"""The keywords of JSON Schema 2020-12, and what clientwright does with each.

`ASSERTION_KEYWORDS` are enforced by every generated package as in the standard (by the pydantic
models where those are exact, else by the runtime's interpreter). `ANNOTATION_KEYWORDS` are for
people. `UNSUPPORTED_KEYWORDS` are not generated: a problem reports keyword and line. Anything else
is not a keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list

MEDIA_KEYWORD = "x-media"
"""Our own keyword: what media a URL may point to (`kind`, `formats`, `limits`)."""

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
    "unevaluatedItems": "it depends on what other keywords have evaluated",
    "unevaluatedProperties": "it depends on what other keywords have evaluated",
    "$dynamicRef": "references are resolved before generation",
    "$dynamicAnchor": "references are resolved before generation",
    "$anchor": "references are resolved before generation",
    "$id": "a spec is a single document without a URL of its own",
    "$vocabulary": "a spec is not a meta-schema",
    "$recursiveRef": "it is not part of JSON Schema 2020-12",
    "$recursiveAnchor": "it is not part of JSON Schema 2020-12",
}
REFERENCE_KEYWORDS = frozenset(("$ref", "$defs"))
"""Keywords replaced by their targets before anything else reads the schema."""

ALL_KEYWORDS = (
    ASSERTION_KEYWORDS | ANNOTATION_KEYWORDS | frozenset(UNSUPPORTED_KEYWORDS) | REFERENCE_KEYWORDS
)

_ONE = ("items", "contains", "additionalProperties", "propertyNames", "if", "then", "else", "not")
_MANY = ("prefixItems", "allOf", "anyOf", "oneOf")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")


def subschemas(schema: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the direct subschemas of a schema, each with its pointer."""
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
    """Return a copy of a schema with each direct subschema replaced by `change(pointer, subschema)`."""
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
    """Yield every schema object inside a schema with its pointer, starting with itself."""
    pending: list[tuple[str, Any]] = [(pointer, schema)]
    while pending:
        at, found = pending.pop()
        if isinstance(found, dict):
            yield at, cast(dict[str, Any], found)
            pending.extend(subschemas(cast(dict[str, Any], found), at))
