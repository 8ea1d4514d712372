"""Walk the subschemas of a schema, and know where each is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list

HOLDS_ONE = (
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "if",
    "then",
    "else",
    "not",
)
HOLDS_MANY = ("prefixItems", "allOf", "anyOf", "oneOf")
HOLDS_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")
_IN_ORDER = (*HOLDS_ONE, *HOLDS_MANY, *HOLDS_NAMED)
SUBSCHEMA_KEYWORDS = frozenset(_IN_ORDER)
"""The keywords that hold schemas."""


def subschemas(schema: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the direct subschemas of a schema, each with its pointer."""
    held = SUBSCHEMA_KEYWORDS.intersection(schema)
    for keyword in filter(held.__contains__, _IN_ORDER) if len(held) > 1 else held:
        value, at = schema[keyword], f"{pointer}/{keyword}"
        if keyword in HOLDS_ONE:
            yield at, value
        elif keyword in HOLDS_MANY and is_list(value):
            yield from ((f"{at}/{n}", sub) for n, sub in enumerate(value))
        elif keyword in HOLDS_NAMED and is_dict(value):
            yield from ((join_pointer(at, name), sub) for name, sub in value.items())


def map_subschemas(
    schema: Mapping[str, Any], change: Callable[[str, Any], Any], pointer: str = ""
) -> dict[str, Any]:
    """Return a copy of a schema with each direct subschema replaced by `change(pointer, subschema)`."""
    found = dict(schema)
    if SUBSCHEMA_KEYWORDS.isdisjoint(schema):
        return found
    for keyword, value in schema.items():
        if keyword not in SUBSCHEMA_KEYWORDS:
            continue
        at = f"{pointer}/{keyword}"
        if keyword in HOLDS_ONE:
            found[keyword] = change(at, value)
        elif keyword in HOLDS_MANY and is_list(value):
            found[keyword] = [change(f"{at}/{n}", sub) for n, sub in enumerate(value)]
        elif keyword in HOLDS_NAMED and is_dict(value):
            found[keyword] = {
                name: change(join_pointer(at, name), sub) for name, sub in value.items()
            }
    return found


def walk_schemas(schema: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema object inside a schema with its pointer, starting with itself."""
    pending: list[tuple[str, Any]] = [(pointer, schema)]
    while pending:
        at, found = pending.pop()
        if is_dict(found):
            yield at, found
            pending.extend(subschemas(found, at))


class Located(dict[str, Any]):
    """A schema and the pointers at which its parts are written, the one that takes precedence first."""

    __slots__ = ("written",)

    def __init__(self, schema: Mapping[str, Any], written: tuple[str, ...]) -> None:
        """Copy a schema's keywords."""
        super().__init__(schema)
        self.written = tuple(dict.fromkeys(written))


def written_at(schema: Any) -> tuple[str, ...]:
    """Return the pointers at which a schema is written, if it knows them."""
    return schema.written if isinstance(schema, Located) else ()


def located_like(found: Any, *sources: Any) -> Any:
    """Return a schema that was made from others, with their pointers."""
    written = tuple(at for source in sources for at in written_at(source))
    return Located(found, written) if written and is_dict(found) else found
