# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Exact numbers and equality of JSON values: 0.1 is a tenth, 1 equals 1.0, true equals neither."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .input_faults import is_dict, is_list


def exact_number(value: float) -> Fraction | int:
    """Return the number as written in decimal: 0.1 is a tenth, not the nearest binary fraction."""
    return value if isinstance(value, int) else Fraction(repr(value))


def equality_key(value: Any) -> Any:
    """Return a hashable key, equal for two values exactly if they are equal in JSON (1 and 1.0, not true)."""
    if isinstance(value, bool):
        return ("bool", value)
    if is_list(value):
        return ("list", *map(equality_key, value))
    if is_dict(value):
        return ("dict", frozenset((key, equality_key(item)) for key, item in value.items()))
    return exact_number(value) if isinstance(value, float) else value
