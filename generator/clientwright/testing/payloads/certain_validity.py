"""The oracle's quick yes: values of which a validator in Rust is sure, so that only the others are judged in Python.

It is sure only of schemas whose keywords mean the same to it, and none of which speaks of a value beside another
schema: there, whatever a schema does not name is unknown.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.additional_properties import is_closed
from clientwright.schema.keywords import ASSERTION_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD, is_valid_media_url
from clientwright.schema.numbers import MAX_EXACT, exact_numbers
from clientwright.schema.walk import map_subschemas, walk_schemas

_SAME_MEANING = frozenset(
    "type enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength "
    "items minItems maxItems properties required additionalProperties minProperties maxProperties "
    "dependentRequired".split()
) | {MEDIA_KEYWORD}
"""Keywords whose meaning is the same to the validator in Rust; of a schema with any other it is not sure."""


def find_certain_fields(schema: Any, schemes: Sequence[str]) -> dict[str, Callable[[Any], bool]]:
    """Return for each property of an object a function that says of its value whether it is sure to fit.

    There are none if anything else in the schema may speak of a property's value, or of the fields in it.
    """
    if (
        not is_dict(schema)
        or (schema.keys() & ASSERTION_KEYWORDS) - _SAME_MEANING
        or "$ref" in schema
    ):
        return {}
    named: dict[str, Any] = schema.get("properties", {})
    return {name: find_certainty(sub, schemes) for name, sub in named.items()}


def find_certainty(schema: Any, schemes: Sequence[str]) -> Callable[[Any], bool]:
    """Return a function that says of a value whether it is sure to fit a schema, with its media and closed objects."""
    words = {word for _, part in walk_schemas(schema) for word in part}
    if words & ASSERTION_KEYWORDS - _SAME_MEANING or "$ref" in words:
        return lambda _: False
    library: Any = importlib.import_module("jsonschema_rs")
    keywords = {MEDIA_KEYWORD: _media_check(tuple(schemes))}
    try:
        fits = library.Draft202012Validator(
            exact_numbers(_closed_assertions(schema)), keywords=keywords, offline=True
        ).is_valid
    except ValueError:  # it takes no keyword with a value that the standard does not allow
        return lambda _: False

    def is_certain(value: Any) -> bool:
        try:
            return _is_exact(value) and bool(fits(value))
        except ValueError:  # half of a surrogate pair cannot be told to it
            return False

    return is_certain


def _closed_assertions(schema: Any) -> Any:
    """Return a schema without annotations that says of closed objects that they are."""
    if not is_dict(schema):
        return schema
    asserted = {word: value for word, value in schema.items() if word in _SAME_MEANING}
    rest = {"additionalProperties": False} if is_closed(asserted) else {}
    return map_subschemas({**asserted, **rest}, lambda _, sub: _closed_assertions(sub))


def _is_exact(value: Any) -> bool:
    """Return whether all numbers in a value are finite, and the same in decimal and in binary."""
    if is_dict(value):
        return all(map(_is_exact, value.values()))
    if is_list(value):
        return all(map(_is_exact, value))
    return not isinstance(value, float) or abs(value) < MAX_EXACT


def _media_check(schemes: tuple[str, ...]) -> type:
    class MediaCheck:
        """The check of media URLs in the form that the library asks for."""

        def __init__(self, schema: object, media: Any, pointer: object) -> None:
            """Store the keyword's value."""
            self.media = media

        def validate(self, value: Any) -> None:
            """Raise a `ValueError` for a text that cannot be the URL of the medium."""
            if isinstance(value, str) and not is_valid_media_url(value, self.media, schemes):
                raise ValueError(value)

    return MediaCheck
