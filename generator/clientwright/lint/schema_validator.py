"""JSON Schema 2020-12 as the judge holds values against it: assertions only, exact numbers, no network.

Patterns are Python's translation; what cannot be kept (and is reported elsewhere) is
left out, so that any schema can be asked.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from clientwright.rules.numbers import is_number, to_fraction
from clientwright.specs.json_text import Schema
from clientwright.specs.regex_translation import UnportablePattern, to_python_regex
from clientwright.specs.schema_keywords import ASSERTION_KEYWORDS, MEDIA_KEYWORD, map_subschemas

_library: Any = importlib.import_module("jsonschema")
_ASSERTIONS = ASSERTION_KEYWORDS - {MEDIA_KEYWORD}


def make_validator(schema: Schema) -> Any:
    """Give a validator for what a schema asserts."""
    return _VALIDATOR_CLASS(assertions_only(schema))


def assertions_only(schema: Any) -> Any:
    """Give a schema's assertions alone, patterns as Python has them."""
    if not isinstance(schema, dict):
        return schema
    held = {word: value for word, value in cast(Schema, schema).items() if word in _ASSERTIONS}
    return _translate_patterns(map_subschemas(held, lambda _, sub: assertions_only(sub)))


def _translate_patterns(schema: dict[str, Any]) -> dict[str, Any]:
    """Translate patterns, and leave out those that cannot be."""
    found = {word: value for word, value in schema.items() if word != "pattern"}
    for python in _python_pattern(schema["pattern"]) if "pattern" in schema else ():
        found["pattern"] = python
    if "patternProperties" in schema:
        named: Mapping[str, Any] = schema["patternProperties"]
        found["patternProperties"] = {
            p: sub for name, sub in named.items() for p in _python_pattern(name)
        }
    return found


def _python_pattern(pattern: str) -> Iterator[str]:
    try:
        yield to_python_regex(pattern)
    except UnportablePattern:
        return


def _multiple_of(judge: Any, of: Any, value: Any, _: Any) -> Iterator[Any]:
    kept = is_number(value) and not to_fraction(value) % to_fraction(of)
    if judge.is_type(value, "number") and not kept:
        yield _library.ValidationError(f"{value!r} is not a multiple of {of!r}")


_VALIDATOR_CLASS: Any = _library.validators.extend(
    _library.Draft202012Validator, {"multipleOf": _multiple_of}
)
