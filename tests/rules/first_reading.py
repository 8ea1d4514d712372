"""The first rule of a kind that a sentence states."""

from __future__ import annotations

from typing import Any

from clientwright.rules.base import Rule


def recognize(kind: type[Rule], sentence: str, at: str, schema: Any) -> Rule | None:
    """Return the first rule of a kind that a sentence states, or None."""
    return next(kind.readings(sentence, at, schema), None)
