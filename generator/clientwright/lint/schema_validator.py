"""A JSON Schema 2020-12 validator: assertions only, exact numbers, no network.

Patterns are translated to Python's syntax. A pattern that cannot be translated is
reported elsewhere and skipped here, so that any schema can be used.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, cast

from clientwright.io.json_types import Schema
from clientwright.rules.numbers import is_number, to_fraction
from clientwright.specs.regex_translation import UnportablePattern, to_python_regex
from clientwright.specs.schema_keywords import ASSERTION_KEYWORDS, MEDIA_KEYWORD, map_subschemas

_library: Any = importlib.import_module("jsonschema")
_ASSERTIONS = ASSERTION_KEYWORDS - {MEDIA_KEYWORD}


def make_validator(schema: Schema) -> Any:
    """Return a validator for the assertions of a schema."""
    return _VALIDATOR_CLASS(assertions_only(schema))


def assertions_only(schema: Any) -> Any:
    """Return the assertions of a schema, with patterns in Python's syntax."""
    if not isinstance(schema, dict):
        return schema
    asserted = {word: value for word, value in cast(Schema, schema).items() if word in _ASSERTIONS}
    return _translate_patterns(map_subschemas(asserted, lambda _, sub: assertions_only(sub)))


def _translate_patterns(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with its patterns translated; a pattern that cannot be translated is dropped."""
    translated = {word: value for word, value in schema.items() if word != "pattern"}
    for python in _python_pattern(schema["pattern"]) if "pattern" in schema else ():
        translated["pattern"] = python
    if "patternProperties" in schema:
        named: Mapping[str, Any] = schema["patternProperties"]
        translated["patternProperties"] = {
            p: sub for name, sub in named.items() for p in _python_pattern(name)
        }
    return translated


def _python_pattern(pattern: str) -> Iterator[str]:
    try:
        yield to_python_regex(pattern)
    except UnportablePattern:
        return


def _multiple_of(validator: Any, of: Any, value: Any, _: Any) -> Iterator[Any]:
    # The library divides floats, for which 0.3 is no multiple of 0.1; fractions are exact.
    is_multiple = is_number(value) and not to_fraction(value) % to_fraction(of)
    if validator.is_type(value, "number") and not is_multiple:
        yield _library.ValidationError(f"{value!r} is not a multiple of {of!r}")


_VALIDATOR_CLASS: Any = _library.validators.extend(
    _library.Draft202012Validator, {"multipleOf": _multiple_of}
)
