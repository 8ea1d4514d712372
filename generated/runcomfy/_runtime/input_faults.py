"""One fault of an input: where, a stable code, what is wrong, what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard


class Fault(NamedTuple):
    """One thing wrong with an input; `found` shows the value, shortened."""

    path: str
    code: str
    message: str
    found: str = ""

    def __str__(self) -> str:
        found = f" (found {self.found})" if self.found else ""
        return f"{self.path or 'input'}: {self.message} [{self.code}]{found}"


def format_path(path: Iterable[str | int]) -> str:
    """Write a path as a person would: `multi_prompt[1].duration`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def format_value(value: object, limit: int = 60) -> str:
    """Show a foreign value in a message: ASCII where it would disturb, and shortened."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Tell whether the value is a JSON array."""
    return isinstance(value, list)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether the value is a JSON object."""
    return isinstance(value, dict)
