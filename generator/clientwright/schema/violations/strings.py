"""Texts that are too short, too long, or do not match their pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientwright.schema.generation.generation_error import GenerationError
from clientwright.schema.generation.scalars import MAX_STRING_LENGTH
from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, MakeValid, Schema, valid_of_type
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex

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
"""Texts that are tried as one that a pattern does not match."""


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
    """Yield the faults of length and pattern; the twin's text has exactly the allowed length."""
    if "string" not in schema_types(schema):
        return
    valid = valid_of_type(schema, "string")
    if schema.get("minLength", 0) > 0:
        bound = schema["minLength"]
        sentence = f"has at least {bound} character{'s' * (bound != 1)}"
        yield KeywordFault(
            "minLength",
            "minLength",
            sentence,
            _truncate(bound - 1),
            _string_of_length(schema, bound),
        )
    if "maxLength" in schema:
        bound = schema["maxLength"]
        sentence = f"has at most {bound} character{'s' * (bound != 1)}"
        yield KeywordFault(
            "maxLength", "maxLength", sentence, _extend(bound + 1), _string_of_length(schema, bound)
        )
    if "pattern" in schema:
        other = _find_non_match(
            schema["pattern"], schema.get("minLength", 0), schema.get("maxLength", 10**6)
        )
        if other is not None:
            yield KeywordFault(
                "pattern",
                "pattern",
                f"matches {schema['pattern']}",
                lambda generator, _: other,
                valid,
            )


def _string_of_length(schema: Schema, length: int) -> MakeValid:
    """Return a function that makes texts of exactly a length, or of any if pattern or medium allow no such one."""
    exact = {**schema, "type": "string", "minLength": length, "maxLength": length}

    def make(generator: ValueGenerator, _: Schema) -> Any:
        try:
            return generator.generate(exact)
        except GenerationError:
            return generator.generate({**schema, "type": "string"})

    return make


def _truncate(length: int) -> Any:
    return lambda generator, valid: valid[:length]


def _extend(length: int) -> Any:
    def grow(generator: ValueGenerator, valid: Any) -> Any:
        if length > MAX_STRING_LENGTH:
            raise GenerationError("", f"no text of {length:,} characters is made")
        return valid + _filler(valid) * (length - len(valid))

    return grow


def _filler(valid: str) -> str:
    return valid[-1] if valid and not "\ud800" <= valid[-1] <= "\udfff" else "a"


def _find_non_match(pattern: str, low: int, high: int) -> str | None:
    try:
        found = re.compile(to_python_regex(pattern))
    except UnportablePattern:
        return None
    fit = (text for text in _NON_MATCH_CANDIDATES if low <= len(text) <= high)
    return next((text for text in fit if not found.search(text)), None)
