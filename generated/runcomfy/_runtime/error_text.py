# fmt: off
# isort: skip_file
# ruff: noqa: PGH004
# ruff: noqa
# flake8: noqa
# pylint: skip-file
"""The error text of a response body, in whichever shape the provider chose."""

from __future__ import annotations

from typing import Any

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
    keys = ("error_message", "message", "error", "detail", "msg")
    text = next((text for key in keys if (text := error_text(data.get(key), depth - 1))), None)
    loc = data.get("loc")
    if text and is_list(loc):
        return f"{'.'.join(map(str, loc))}: {text}"
    return text
