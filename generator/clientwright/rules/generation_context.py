"""Where payloads are made: choices (`Draw`), the schema around them, and what must stay as it is.

Rules construct with these and nothing else, so that the same construction serves
property tests, a seeded run, and the one smallest payload of a cassette.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Payload = dict[str, Any]
"""The input of one job as plain JSON data, changed in place while it is made."""


class ChoiceSource(Protocol):
    """Where choices come from. Of several, the first or lowest is the simplest."""

    def integer(self, low: int, high: int) -> int:
        """Choose a whole number from `low` to `high`, both included."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """Choose one of at least one option."""
        ...

    def chance(self, percent: int) -> bool:
        """Say yes in about so many of a hundred cases; no is simpler."""
        ...


class GenerationContext(Protocol):
    """What a construction has at hand."""

    @property
    def draw(self) -> ChoiceSource:
        """Where choices come from."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """The whole input schema, references resolved."""
        ...

    def generate(self, schema: Mapping[str, Any]) -> Any:
        """Make a value that fits a part of the schema."""
        ...

    def pinned(self, pointer: str) -> bool:
        """Tell whether the value at a JSON Pointer of the payload, or its absence, must stay."""
        ...
