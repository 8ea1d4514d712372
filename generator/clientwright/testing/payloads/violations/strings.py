"""Texts too short, too long, or without a match of their pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientwright.specs.regex_translation import UnportablePattern, to_python_regex
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.scalars import MAX_STRING_LENGTH
from clientwright.testing.payloads.generation.value_generator import ValueGenerator, schema_types
from clientwright.testing.payloads.violations.keyword_faults import (
    KeywordFault,
    MakeValid,
    Schema,
    valid_of_type,
)

_NON_MATCH_CANDIDATES = (
    "",
    " ",
    "!",
    "0",
    "a",
    "A",
    "-",
    "é",
    "a a",
    "a!",
    "\n",
    "abc 123",
    "x" * 40,
    "0" * 40,
)
"""Texts among which one is looked for that a pattern does not match."""


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Break length and pattern; the twin's text has exactly the length that is allowed."""
    if "string" not in schema_types(schema):
        return
    good = valid_of_type(schema, "string")
    if schema.get("minLength", 0) > 0:
        bound = schema["minLength"]
        said = f"has at least {bound} character{'s' * (bound != 1)}"
        yield KeywordFault(
            "minLength", "minLength", said, _truncate(bound - 1), _string_of_length(schema, bound)
        )
    if "maxLength" in schema:
        bound = schema["maxLength"]
        said = f"has at most {bound} character{'s' * (bound != 1)}"
        yield KeywordFault(
            "maxLength", "maxLength", said, _extend(bound + 1), _string_of_length(schema, bound)
        )
    if "pattern" in schema:
        other = _find_non_match(
            schema["pattern"], schema.get("minLength", 0), schema.get("maxLength", 10**6)
        )
        if other is not None:
            yield KeywordFault(
                "pattern", "pattern", f"matches {schema['pattern']}", lambda maker, _: other, good
            )


def _string_of_length(schema: Schema, length: int) -> MakeValid:
    """Give what makes texts of exactly a length, or of any length where pattern or medium leave no such one."""
    exact = {**schema, "type": "string", "minLength": length, "maxLength": length}

    def make(maker: ValueGenerator, _: Schema) -> Any:
        try:
            return maker.generate(exact)
        except GenerationError:
            return maker.generate({**schema, "type": "string"})

    return make


def _truncate(length: int) -> Any:
    return lambda maker, good: good[:length]


def _extend(length: int) -> Any:
    def grow(maker: ValueGenerator, good: Any) -> Any:
        if length > MAX_STRING_LENGTH:
            raise GenerationError("", f"no text of {length:,} characters is made")
        return good + _filler(good) * (length - len(good))

    return grow


def _filler(good: str) -> str:
    return good[-1] if good and not "\ud800" <= good[-1] <= "\udfff" else "a"


def _find_non_match(pattern: str, low: int, high: int) -> str | None:
    try:
        found = re.compile(to_python_regex(pattern))
    except UnportablePattern:
        return None
    fit = (text for text in _NON_MATCH_CANDIDATES if low <= len(text) <= high)
    return next((text for text in fit if not found.search(text)), None)
