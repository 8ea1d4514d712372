"""The type names of schemas and values, and numbers written as strings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.schema.numbers import is_number

NUMERIC_TYPES = frozenset({"integer", "number"})
_PYTHON_TYPES = (("boolean", bool), ("string", str), ("null", type(None)), ("array", list))


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the type names a schema allows; empty if it has no valid `type`."""
    written = schema.get("type")
    if isinstance(written, str):
        return frozenset((written,))
    names = written if is_list(written) else ()
    return frozenset(name for name in names if isinstance(name, str))


def is_numeric_schema(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema allows numbers and no strings."""
    types = types_of(schema)
    return bool(types & NUMERIC_TYPES) and "string" not in types


def has_type(value: object, types: frozenset[str]) -> bool:
    """Return whether a JSON value has one of the types; every value does if there are none."""
    return not types or bool(type_names_of(value) & types)


def type_names_of(value: object) -> frozenset[str]:
    """Return the type names of a JSON value: an integral number has two."""
    if is_number(value):
        is_integral = isinstance(value, int) or value.is_integer()
        return NUMERIC_TYPES if is_integral else frozenset({"number"})
    return frozenset(
        {next((name for name, kind in _PYTHON_TYPES if isinstance(value, kind)), "object")}
    )


_NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")


def parse_number(text: str, types: frozenset[str]) -> int | float | None:
    """Return the number written in a string, or None if none of the types allows it."""
    if not _NUMERAL.fullmatch(text):
        return None
    number: int | float = json.loads(text)
    if isinstance(number, float) and number.is_integer() and "number" not in types:
        number = int(number)
    return None if isinstance(number, float) and "number" not in types else number


_FLAGS = {"true": True, "false": False}


def parse_scalar(text: str) -> tuple[int | float | bool] | None:
    """Return the number, true or false that a text spells, alone in a tuple; None if it spells none."""
    plain = text.strip()
    if plain.lower() in _FLAGS:
        return (_FLAGS[plain.lower()],)
    number = parse_number(plain, NUMERIC_TYPES)
    return None if number is None else (number,)


def convert_value(value: object, types: frozenset[str]) -> Any:
    """Return a value as one of the types would spell it: 5 as "5", "true" as true; None if it cannot be told."""
    if isinstance(value, str) and "string" not in types:
        number = parse_number(value.strip(), types) if types & NUMERIC_TYPES else None
        flag = _FLAGS.get(value.strip().lower()) if "boolean" in types else None
        return flag if number is None else number
    if is_number(value) and "string" in types and not types & NUMERIC_TYPES:
        text = json.dumps(value)
        return None if "e" in text.lower() else text
    return None
