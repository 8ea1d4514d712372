"""What the generation of a payload needs: choices, the schema, and the pins.

Rules generate with these alone, so that the same code serves property tests, seeded
runs, and the one smallest payload of a cassette.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from clientwright.schema.choice_sources import ChoiceSource

Payload = dict[str, Any]
"""The input of one job as JSON data, changed in place while it is generated."""


class GenerationContext(Protocol):
    """The environment in which payloads are generated and repaired."""

    @property
    def draw(self) -> ChoiceSource:
        """The source of choices."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """The input schema, with references resolved."""
        ...

    def generate(self, schema: Mapping[str, Any]) -> Any:
        """Return a value that fits a part of the schema."""
        ...

    def pinned(self, pointer: str) -> bool:
        """Return whether the value at a JSON Pointer of the payload, or its absence, must stay."""
        ...
