"""Conditions on spots as JSON Schema, and the words that sentences of rules share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from clientwright.rules.editing import MISSING
from clientwright.rules.paths import Path
from clientwright.rules.spots import Spot

Json = dict[str, Any]


def there(spot: Spot, inner: Mapping[str, Any] | None = None) -> Json:
    """Say that a field is there, and fits `inner`."""
    *above, last = spot.names
    said: Json = {"required": [last]}
    if inner:
        said["properties"] = {last: dict(inner)}
    for name in reversed(above):
        said = {"required": [name], "properties": {name: {"type": "object", **said}}}
    return said


def if_there(spot: Spot, inner: Mapping[str, Any], *, needed: bool = False) -> Json:
    """Say that a field fits `inner` where it is there; `needed` where its holder is there, it must be, too."""
    *above, last = spot.names
    said: Json = {"properties": {last: dict(inner)}}
    if needed:
        said["required"] = [last]
    for name in reversed(above):
        said = {"properties": {name: said}}
    return said


def counts_as(
    spot: Spot, inner: Mapping[str, Any], schema: Mapping[str, Any], by_default: bool
) -> Json:
    """Say that the value counted at a spot fits `inner`; `by_default` where its default does."""
    above = spot.above()
    if not by_default or spot.default(schema) is MISSING:
        return there(spot, inner)
    last = {"properties": {spot.names[-1]: dict(inner)}}
    return there(above, {"type": "object", **last}) if above else last


def within(scope: Path, inner: Mapping[str, Any]) -> Json:
    """Say that what stands at each base of a scope fits `inner`."""
    said = dict(inner)
    for step in reversed(scope.steps):
        said = {"items": said} if step is None else {"properties": {step: said}}
    return said


def both(*parts: Mapping[str, Any]) -> Json:
    """Say that several conditions hold together."""
    return {"allOf": list(parts)}


def listed(words: Sequence[str], last: str = "and") -> str:
    """List words as a person would: a, b and c."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def lead(scope: Path) -> str:
    """Begin a sentence about each item of an array, or about the whole input."""
    return f"In each item of {scope.root}: " if scope.steps else ""


def told(value: Any) -> str:
    """Write a JSON value into a sentence."""
    return json.dumps(value, ensure_ascii=False)


def items(n: int) -> str:
    """Say a number of items."""
    return f"{n} item{'' if n == 1 else 's'}"
