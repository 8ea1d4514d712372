"""Checks of single fields of an input, and the places of an input that fail theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

FieldCheck = Callable[[Any], bool]
CheckedFields = tuple[Mapping[str, FieldCheck], set[str]]
"""The fields of an endpoint with their checks, and the required ones."""


def is_text(least: int = 0, most: float = 1e9) -> FieldCheck:
    """Return a check for a text of some length."""
    return lambda value: type(value) is str and least <= len(value) <= most


def is_one_of(*values: Any) -> FieldCheck:
    """Return a check for a listed value; true is not 1."""
    return lambda value: type(value) is not bool and value in values


def is_between(least: float, most: float) -> FieldCheck:
    """Return a check for a number in a range."""
    return lambda value: type(value) in (int, float) and least <= value <= most


def is_flag(value: Any) -> bool:
    """Return whether a value is true or false."""
    return type(value) is bool


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number; 5.0 is one."""
    return type(value) is int or (type(value) is float and value.is_integer())


def is_file(value: Any) -> bool:
    """Return whether a value can be fetched, or has the data of a file itself."""
    return type(value) is str and re.match(r"https://[^\s/]+|data:", value) is not None


def failing(checked: CheckedFields, given: Mapping[str, Any]) -> list[str]:
    """Return the fields that are missing or wrong."""
    fields, required = checked
    wrong = [name for name, check in fields.items() if name in given and not check(given[name])]
    return sorted(required - given.keys()) + wrong
