"""Equality of JSON values: 1 equals 1.0, true does not equal 1, and the order of keys does not matter."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.numbers import exact_numbers, floats_to_integers

_ENCODER = json.JSONEncoder(sort_keys=True)
_WHOLE_FLOAT = re.compile(r"\.0(?:[],}]|$)|[0-9]e\+")
"""What a float with an integral value is in a JSON text; texts between quotes may have it, too."""


def canonical_json(value: object) -> str:
    """Return a canonical text; two values are equal exactly if their texts are."""
    text = _ENCODER.encode(value)
    return _ENCODER.encode(floats_to_integers(value)) if _WHOLE_FLOAT.search(text) else text


def json_equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    if is_list(one) and is_list(other):
        return len(one) == len(other) and all(map(json_equal, one, other))
    if is_dict(one) and is_dict(other):
        return one.keys() == other.keys() and all(json_equal(one[key], other[key]) for key in one)
    return bool(exact_numbers(one) == exact_numbers(other))


def equals_any(value: Any, values: Iterable[Any]) -> bool:
    """Return whether a JSON value equals one of several; a text equals only texts, which Python compares by itself."""
    if isinstance(value, str):
        return value in values
    return any(json_equal(value, each) for each in values)


def is_same_schema(one: Any, other: Any) -> bool:
    """Return whether two schemas in normal form are equal."""
    return canonical_json(one) == canonical_json(other)


def short_hash(value: object) -> str:
    """Return a short hash of a JSON value's canonical text."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:16]
