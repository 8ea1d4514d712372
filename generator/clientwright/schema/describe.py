"""Describe a schema's type, bounds and default in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.types import declared_types
from clientwright.schema.wording import show_plain

_DESCRIPTIONS = tuple(
    (frozenset(one.keywords), one.describe) for one in CONSTRAINTS if one.describe is not None
)
"""The keywords of each constraint, and its phrases: without them, there are none."""


def describe_type(schema: Mapping[str, Any]) -> str:
    """Return a schema's type in a word or two."""
    media: Mapping[str, Any] | None = schema.get(MEDIA_KEYWORD)
    if media is not None:
        others = sorted(declared_types(schema) - {"string"}) if "type" in schema else []
        items = schema.get("items")
        return " or ".join(
            (f"{media.get('kind', 'media')} URL", *(_describe_kind(kind, items) for kind in others))
        )
    if "type" not in schema:
        branches = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        named = dict.fromkeys(describe_type(branch) for branch in branches if is_dict(branch))
        return " or ".join(named) or "anything"
    written = schema["type"]
    kinds = [written] if isinstance(written, str) else written
    return " or ".join(_describe_kind(kind, schema.get("items")) for kind in kinds)


def _describe_kind(kind: str, items: Any) -> str:
    if kind != "array" or not is_dict(items):
        return kind
    inner = describe_type(items)
    return f"array of {inner}s" if " or " not in inner else f"array of {inner}"


def describe_bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield each constraint of a schema as a phrase."""
    for keywords, describe in _DESCRIPTIONS:
        if not keywords.isdisjoint(schema):
            yield from describe(schema)


def describe_default(schema: Mapping[str, Any]) -> str:
    """Return the documented default as text, "" if there is none."""
    return show_plain(schema["default"]) if "default" in schema else ""


def describe_constraints(schema: Mapping[str, Any]) -> str:
    """Return bounds and documented default in one phrase, "" if there are none."""
    phrases = list(describe_bounds(schema))
    if "default" in schema:
        phrases.append(f"documented default {describe_default(schema)}")
    return "; ".join(phrases)
