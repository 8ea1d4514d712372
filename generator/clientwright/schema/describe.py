"""Describe a schema's type, bounds and default in English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.media_formats import MEDIA_KEYWORD


def describe_type(schema: Mapping[str, Any]) -> str:
    """Return a schema's type in a word or two."""
    media: Mapping[str, Any] | None = schema.get(MEDIA_KEYWORD)
    if media is not None:
        return f"{media.get('kind', 'media')} URL"
    written = schema.get("type", "anything")
    named = written if isinstance(written, str) else " or ".join(map(str, written))
    items = schema.get("items")
    return f"array of {describe_type(items)}s" if named == "array" and is_dict(items) else named


def describe_bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield each constraint of a schema as a phrase."""
    for constraint in CONSTRAINTS:
        if constraint.describe is not None:
            yield from constraint.describe(schema)


def describe_default(schema: Mapping[str, Any]) -> str:
    """Return the documented default as text, "" if there is none."""
    return _format_value(schema["default"]) if "default" in schema else ""


def describe_constraints(schema: Mapping[str, Any]) -> str:
    """Return bounds and documented default in one phrase, "" if there are none."""
    phrases = list(describe_bounds(schema))
    if "default" in schema:
        phrases.append(f"documented default {describe_default(schema)}")
    return "; ".join(phrases)


def _format_value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
