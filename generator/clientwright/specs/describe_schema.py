"""Describe a schema's type, bounds and default in English."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

_RANGES = (
    ("minimum", "maximum", "{} to {}", "at least {}", "at most {}"),
    (
        "exclusiveMinimum",
        "exclusiveMaximum",
        "between {} and {}, both left out",
        "more than {}",
        "less than {}",
    ),
    (
        "minLength",
        "maxLength",
        "{} to {} characters",
        "at least {} characters",
        "at most {} characters",
    ),
    ("minItems", "maxItems", "{} to {} items", "at least {} items", "at most {} items"),
)


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
    """Yield each bound of a schema as a phrase."""
    for low, high, both, least, most in _RANGES:
        lower = (
            schema.get(low) or None
            if low.startswith("min") and low != "minimum"
            else schema.get(low)
        )
        upper = schema.get(high)
        if lower is not None and upper is not None:
            yield both.format(lower, upper)
        elif lower is not None or upper is not None:
            yield least.format(lower) if upper is None else most.format(upper)
    yield from _describe_values(schema)


def _describe_values(schema: Mapping[str, Any]) -> Iterator[str]:
    if "const" in schema:
        yield f"only {_format_value(schema['const'])}"
    if "enum" in schema:
        listed = [_format_value(value) for value in schema["enum"]]
        more = f", … ({len(listed)} values)" if len(listed) > 12 else ""
        yield f"only {listed[0]}" if len(listed) == 1 else "one of " + ", ".join(listed[:12]) + more
    media: Mapping[str, Any] = schema.get(MEDIA_KEYWORD, {})
    if media.get("formats"):
        yield "as " + ", ".join(map(str, media["formats"]))
    for limit in media.get("limits", ()):
        yield f"{limit['of']} {limit['is']} {limit['value']}"
    if schema.get("uniqueItems"):
        yield "no item twice"
    if "pattern" in schema:
        yield f"matching {schema['pattern']}"
    if "multipleOf" in schema:
        yield f"a multiple of {schema['multipleOf']}"


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
