"""How deeply an answer nests; loaded by answers with many brackets."""

from __future__ import annotations

from typing import Any

from .input_faults import is_dict, is_list


def is_deeper(data: Any, depth: int) -> bool:
    """Return whether JSON data have more levels of objects and lists; without recursion."""
    level = [data]
    for _ in range(depth):
        inner = [
            one.values() if is_dict(one) else one for one in level if is_dict(one) or is_list(one)
        ]
        level = [item for items in inner for item in items]
    return any(is_dict(one) or is_list(one) for one in level)
