"""Values of every other type: numbers as strings, `true` for 1, null, NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, Schema, make_any_valid, valid_of_type
from clientwright.schema.validator import make_validator
from clientwright.testing.payloads.payload_oracle import FINITE_NUMBER

ValueEdit = Callable[[ValueGenerator, Any], Any]
_WRONG_VALUES: Mapping[str, tuple[str, ValueEdit]] = {
    "text": ("string", lambda generator, valid: "text"),
    "numeric-string": ("string", lambda generator, valid: str(valid).lower()),
    "true": ("boolean", lambda generator, valid: True),
    "false": ("boolean", lambda generator, valid: False),
    "whole": ("integer", lambda generator, valid: 5),
    "zero": ("integer", lambda generator, valid: 0),
    "null": ("null", lambda generator, valid: None),
    "array": ("array", lambda generator, valid: [valid]),
    "object": ("object", lambda generator, valid: {"value": valid}),
}
_EDITS_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "string": ("whole", "true", "null", "array", "object"),
    "integer": ("numeric-string", "text", "fraction", "true", "false", "null", "array", "object"),
    "number": ("numeric-string", "text", "true", "false", "null", "array", "object"),
    "boolean": ("numeric-string", "whole", "zero", "null", "array", "object"),
    "array": ("unwrapped", "object", "text", "null", "zero"),
    "object": ("array", "text", "null", "true"),
    "null": ("text", "zero", "false"),
}
_EDIT_SOURCE_TYPES = {"fraction": "integer", "unwrapped": "array"}
"""The edits that need a value of one type."""
_NON_FINITE: Mapping[str, float] = {
    "nan": math.nan,
    "infinity": math.inf,
    "minus-infinity": -math.inf,
}


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield a fault for every type that the schema does not name."""
    if "type" not in schema:
        return
    allowed = set(schema_types(schema)) | (
        {"integer"} if "number" in schema_types(schema) else set()
    )
    sentence = f"is of type {' or '.join(schema_types(schema))}"
    ways = {
        **_WRONG_VALUES,
        "fraction": ("number", _add_half(schema)),
        "unwrapped": (_item_type(schema), _unwrap_item(schema)),
    }
    for name in dict.fromkeys(way for kind in schema_types(schema) for way in _EDITS_BY_TYPE[kind]):
        kind, way = ways[name]
        if kind not in allowed:
            valid = (
                valid_of_type(schema, _EDIT_SOURCE_TYPES[name])
                if name in _EDIT_SOURCE_TYPES
                else make_any_valid
            )
            yield KeywordFault("type", f"type-{name}", sentence, way, valid)
    if allowed & {"integer", "number"}:
        for name, value in _NON_FINITE.items():
            yield KeywordFault(FINITE_NUMBER, name, "is a finite number", _constant_edit(value))


def _constant_edit(value: float) -> ValueEdit:
    return lambda generator, valid: value


def _unwrap_item(schema: Schema) -> ValueEdit:
    """Return an edit that replaces an array by its first item."""
    return lambda generator, valid: (
        valid[0] if valid else generator.generate(schema.get("items", {}))
    )


def _item_type(schema: Schema) -> str:
    items = schema.get("items")
    found = schema_types(items) if isinstance(items, dict) else ("array",)
    return found[0] if schema.get("maxItems") != 0 and len(found) == 1 else "array"


def _add_half(schema: Schema) -> ValueEdit:
    """Return an edit by half a step, downwards above the upper bound: truncated, the number would be valid."""

    rest = make_validator({word: value for word, value in schema.items() if word != "type"})

    def between(generator: ValueGenerator, valid: Any) -> Any:
        return (
            valid - 0.5 if rest.is_valid(valid - 0.5) > rest.is_valid(valid + 0.5) else valid + 0.5
        )

    return between
