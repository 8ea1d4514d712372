"""What is wrong with the type of a job's output: by default an object of URLs, a URL, or a list of URLs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.references import BadReference
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.types import declared_types, json_type_of
from clientwright.schema.validator import with_python_patterns


def output_mismatch(output: Any, schema: Schema) -> str:
    """Return what is wrong with an output, or an empty string.

    Null counts as absent, and unknown keys are allowed: the schema is open. What is no object is an output
    too if the schema says that it may be of its type, and it fits.
    """
    if not is_dict(output) and json_type_of(output) in _said_types(schema):
        return _mismatch(output, schema)
    if isinstance(output, str):
        return "" if is_url(output) else "it is a string, but not a URL"
    if is_list(output):
        return "" if all(map(is_url, output)) else "it is a list, but not of URLs"
    if not is_dict(output):
        return f"it is {_type_name(output)}"
    present = {name: value for name, value in output.items() if value is not None}
    return _mismatch(present, schema)


def open_output_mismatch(output: Any, schema: Schema) -> str:
    """Return what is wrong with an output of which only its endpoint's schema says what it is, or "".

    Null counts as absent in an object at any depth, and unknown keys are allowed.
    """
    wrong = _mismatch(output, schema)
    return wrong and _mismatch(_without_nulls(output), schema)


def _without_nulls(value: Any) -> Any:
    if is_dict(value):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if is_list(value) else value


def _mismatch(output: Any, schema: Schema) -> str:
    read = with_python_patterns(schema)
    validator = Draft202012Validator(read, registry=Registry(), format_checker=_format_checker())
    return _first_error(validator.iter_errors(output))


def _said_types(schema: Schema) -> set[str]:
    """Return the types that a schema says its values may be of, itself or in what it is composed of."""
    try:
        form = find_normal_form(schema).schema
    except BadReference:
        return set()
    parts = [form, *(part for word in ("anyOf", "oneOf") for part in form.get(word, ()))]
    return {kind for part in parts if is_dict(part) for kind in declared_types(part)}


def is_url(value: Any) -> bool:
    """Return whether a value is a URL: a string with a scheme and something after it."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return bool(parts and parts.scheme and (parts.netloc or parts.path))


def _first_error(errors: Iterable[Any]) -> str:
    messages = sorted((list(map(str, error.absolute_path)), error.message) for error in errors)
    return next((f"at /{'/'.join(path)}: {message}" for path, message in messages), "")


@cache
def _format_checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    checker.checks("uri")(lambda value: not isinstance(value, str) or is_url(value))
    return checker


def _type_name(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "not readable as JSON")
