"""A quick yes: payloads that surely fit a schema, found by a validator in Rust, so that most need no other check.

It is asked about schemas of a few plain keywords only, which mean the same to it as to the validator in Python, and
about payloads whose numbers it reads as they are written. Every other answer is left to the validator in Python.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.sandbox import media_validation

_PLAIN = frozenset(
    "type enum const required properties additionalProperties items minimum maximum exclusiveMinimum exclusiveMaximum "
    "minLength maxLength minItems maxItems minProperties maxProperties dependentRequired x-media "
    "title description default examples deprecated readOnly writeOnly format $comment".split()
)
_LARGEST_FLOAT = 1e15
"""Floats below are read as they are written; a larger one may be another number in decimal."""

Acceptance = Callable[[Any], bool]


def certain_acceptance(schema: Any, schemes: tuple[str, ...], *, closed: bool) -> Acceptance:
    """Return a function that returns True only for payloads without faults, and for almost all of these.

    With `closed`, a payload with a field that no schema describes has a fault.
    """
    if not _is_plain(schema):
        return _never
    library: Any = importlib.import_module("jsonschema_rs")
    try:
        validator = library.Draft202012Validator(
            _closed(schema) if closed else schema,
            validate_formats=False,
            offline=True,
            keywords={"x-media": _media_keyword(schemes)},
        )
    except ValueError:
        return _never

    def is_certain(payload: Any) -> bool:
        try:
            return _has_plain_numbers(payload) and bool(validator.is_valid(payload))
        except ValueError:  # a lone surrogate, or a depth or size that it does not read
            return False

    return is_certain


def _never(_: Any) -> bool:
    return False


def _is_plain(schema: Any) -> bool:
    """Return whether a schema has only keywords for which no other schema of the same value matters."""
    if not is_dict(schema):
        return isinstance(schema, bool)
    return schema.keys() <= _PLAIN and all(map(_is_plain, _below(schema)))


def _below(schema: Schema) -> list[Any]:
    inner = [schema[word] for word in ("items", "additionalProperties") if word in schema]
    named = schema.get("properties", {})
    return [*inner, *(named.values() if is_dict(named) else [None])]


def _closed(schema: Any) -> Any:
    """Return a schema in which objects have no other fields than those that are described."""
    if not is_dict(schema):
        return schema
    keywords = {**schema}
    if named := keywords.get("properties"):
        keywords["properties"] = {name: _closed(sub) for name, sub in named.items()}
        keywords.setdefault("additionalProperties", False)
    for word in ("items", "additionalProperties"):
        if word in keywords:
            keywords[word] = _closed(keywords[word])
    return keywords


def _has_plain_numbers(value: Any) -> bool:
    if is_dict(value):
        return all(map(_has_plain_numbers, value.values()))
    if is_list(value):
        return all(map(_has_plain_numbers, value))
    return not isinstance(value, float) or abs(value) < _LARGEST_FLOAT


def _media_keyword(schemes: tuple[str, ...]) -> type:
    class MediaKeyword:
        """`x-media`, as the library asks for a keyword that it does not know."""

        def __init__(self, parent: object, wanted: Any, path: object) -> None:
            """Store the keyword's value."""
            self.wanted = wanted

        def validate(self, value: Any) -> None:
            """Check a value.

            Raises:
                ValueError: it is a text that can be no URL of the medium.
            """
            if isinstance(value, str) and media_validation.url_rejection(
                value, self.wanted, schemes
            ):
                raise ValueError

    return MediaKeyword
