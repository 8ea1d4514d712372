# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What faults say: one message for each keyword, whether a model or the interpreter finds them."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from .input_faults import RawFault

MESSAGES = {
    "type": "it should be of type {}",
    "enum": "it should be one of {}",
    "const": "it should be {!r}",
    "multipleOf": "it should be a multiple of {}",
    "maximum": "it should be at most {}",
    "exclusiveMaximum": "it should be less than {}",
    "minimum": "it should be at least {}",
    "exclusiveMinimum": "it should be more than {}",
    "maxLength": "it should have at most {} characters",
    "minLength": "it should have at least {} characters",
    "pattern": "it should match {}",
    "maxItems": "it should have at most {} items",
    "minItems": "it should have at least {} items",
    "uniqueItems": "its items should differ from each other",
    "maxProperties": "it should have at most {} fields",
    "minProperties": "it should have at least {} fields",
    "required": "it should have the fields {}",
    "dependentRequired": "fields are missing that others need: {}",
    "not": "it should not fit {}",
}
"""What a value should be, by keyword: the code of its fault."""
_KEYWORDS = {
    "greater_than": ("exclusiveMinimum", "gt"),
    "greater_than_equal": ("minimum", "ge"),
    "less_than": ("exclusiveMaximum", "lt"),
    "less_than_equal": ("maximum", "le"),
    "string_too_short": ("minLength", "min_length"),
    "string_too_long": ("maxLength", "max_length"),
    "too_short": ("minItems", "min_length"),
    "too_long": ("maxItems", "max_length"),
}
"""The keyword that an error of pydantic is about, and which part of its context is the argument."""
_TEXTS = {"missing": "this field is required", "extra_forbidden": "there is no such field"}


def in_words(found: ErrorDetails) -> RawFault:
    """Return an error of pydantic in the words of all faults, its code a keyword of JSON Schema if it is about one."""
    code, context = found["type"], found.get("ctx", {})
    if code in _KEYWORDS:
        keyword, name = _KEYWORDS[code]
        return RawFault(found["loc"], keyword, MESSAGES[keyword].format(context[name]))
    return RawFault(found["loc"], code, _TEXTS.get(code, found["msg"]))
