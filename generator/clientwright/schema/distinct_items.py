"""Items that differ from each other, as `uniqueItems` requires."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clientwright.schema.choice_sources import NthChoiceSource, PayloadChoiceSource
from clientwright.schema.equality import equals_any
from clientwright.schema.generation_error import GenerationError

_ATTEMPTS = 64
"""Attempts at an item that differs from the others, beyond four for each of them."""


def find_distinct(known: Sequence[Any], item: Callable[[PayloadChoiceSource], Any]) -> Any:
    """Return the first possible item that equals none of those given.

    Raises:
        GenerationError: every item that was made equals one of them.
    """
    for n in range(4 * len(known) + _ATTEMPTS):
        value = item(NthChoiceSource(n))
        if not equals_any(value, known):
            return value
    raise GenerationError("", "no further item differs from the others")
