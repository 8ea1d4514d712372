"""Inputs that tell jobs apart: each has a text of its own where the schema has room for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle


@dataclass
class JobMarker:
    """Writes the number of a job into one text of its input, the first that may hold it."""

    endpoint: Endpoint
    schemes: tuple[str, ...]
    _name: str | None = field(default=None, init=False)

    def __call__(self, payload: Any, number: int) -> tuple[Any, str]:
        """Return the input of a job, and its own text; the payload as it is and "" if there is none."""
        marker = f"clientwright job {number:04d}"
        if self._name is None:
            self._name = next(self._usable(payload, marker), "")
        return ({**payload, self._name: marker}, marker) if self._name else (payload, "")

    def _usable(self, payload: Any, marker: str) -> Iterator[str]:
        """Yield the properties that can hold a text, those of the payload first."""
        generator = PayloadGenerator(self.endpoint, self.schemes)
        oracle = PayloadOracle(generator)
        properties = generator.schema.get("properties", {})
        names = [name for name, part in properties.items() if _is_text(part)]
        for name in sorted(names, key=lambda one: one not in payload):
            if oracle.accepts({**payload, name: marker}):
                yield name


def _is_text(schema: Any) -> bool:
    kind = schema.get("type") if is_dict(schema) else None
    return kind == "string" or (isinstance(kind, list) and "string" in kind)
