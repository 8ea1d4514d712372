"""Canonical JSON: key order and `3` or `3.0` make no difference."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from clientwright.io.json_types import is_dict, is_list


def canonical_json(value: object) -> str:
    """Return a canonical text; two values are equal exactly if their texts are."""
    return json.dumps(_normalize_numbers(value), sort_keys=True, ensure_ascii=True)


def json_equal(one: object, other: object) -> bool:
    """Return whether two JSON values are equal; `True` is not 1."""
    return canonical_json(one) == canonical_json(other)


def short_hash(value: object) -> str:
    """Return a short hash of a JSON value's canonical text."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()[:16]


def _normalize_numbers(value: object) -> Any:
    if is_dict(value):
        return {key: _normalize_numbers(item) for key, item in value.items()}
    if is_list(value):
        return [_normalize_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
