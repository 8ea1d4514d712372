# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Faults of an input, and how values and paths are shown in messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard

DataPath = tuple[str | int, ...]


class Fault(NamedTuple):
    """One fault of an input: path, stable code, message, and the value found, shortened."""

    path: str
    code: str
    message: str
    found: str = ""

    def __str__(self) -> str:
        found = f" (found {self.found})" if self.found else ""
        return f"{self.path or 'input'}: {self.message} [{self.code}]{found}"


class RawFault(NamedTuple):
    """A fault before formatting: path, stable code, message, and the value found."""

    path: DataPath
    kind: str
    message: str
    found: Any = None


def format_path(path: Iterable[str | int]) -> str:
    """Return a path as people write it: `multi_prompt[1].duration`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def format_value(value: object, limit: int = 60) -> str:
    """Return a value's repr for a message, at most `limit` characters, ASCII if some are unprintable."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


def is_dict(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)
