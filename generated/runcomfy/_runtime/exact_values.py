"""JSON values as they are written: 0.1 is a tenth, 1 is 1.0, and neither is true."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .input_faults import is_dict, is_list


def exact_number(value: float) -> Fraction | int:
    """Give the number as it is written: 0.1 is a tenth."""
    return value if isinstance(value, int) else Fraction(repr(value))


def equality_key(value: Any) -> Any:
    """Give a hashable twin: equal exactly where JSON values are (1 is 1.0, and is not true)."""
    if isinstance(value, bool):
        return ("bool", value)
    if is_list(value):
        return ("list", *map(equality_key, value))
    if is_dict(value):
        return ("dict", frozenset((key, equality_key(item)) for key, item in value.items()))
    return value
