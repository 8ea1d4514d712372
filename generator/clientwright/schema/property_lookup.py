"""Which schema applies to a property of an object, and which properties bring others."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from clientwright.schema.generation_error import GenerationError
from clientwright.schema.located import located_like
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex


def property_schema(schema: Mapping[str, Any], name: str) -> Any:
    """Return the schema of a property: all that apply to its name, in one."""
    own: Mapping[str, Any] = schema.get("properties", {})
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    if not patterns and name in own:
        return own[name]
    parts = [own[name]] if name in own else []
    parts += [sub for pattern, sub in patterns.items() if _pattern_matches(pattern, name)]
    if len(parts) == 1:
        return parts[0]
    return (
        located_like({"allOf": parts}, *parts)
        if parts
        else schema.get("additionalProperties", True)
    )


@cache
def _pattern_matches(pattern: str, name: str) -> bool:
    try:
        return re.search(to_python_regex(pattern), name) is not None
    except UnportablePattern as error:
        raise GenerationError("", f"the pattern {pattern!r} cannot be read: {error}") from None


def with_dependencies(there: set[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Return properties together with those that they require."""
    while needs and (more := {need for name in there for need in needs.get(name, ())} - there):
        there = there | more
    return there
