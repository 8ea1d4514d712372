"""The error text of a response body, in whichever shape the provider chose."""

from __future__ import annotations

from typing import Any

from . import wire
from .input_faults import is_dict, is_list


def error_text(data: Any, depth: int = 8) -> str | None:
    """Return the provider's message from a body: a string, a list of them, or an object around them."""
    if isinstance(data, str):
        return data.strip() or None
    if not depth:
        return None
    if is_list(data):
        lines = [line for item in data if (line := error_text(item, depth - 1))]
        return "; ".join(lines) or None
    if not is_dict(data):
        return None
    found = (error_text(data.get(key), depth - 1) for key in wire.MESSAGES)
    text = next(filter(None, found), None)
    loc = data.get(wire.FAULT_PATH)
    if text and is_list(loc):
        return f"{'.'.join(map(str, loc))}: {text}"
    return text
