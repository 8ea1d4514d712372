"""`requires`: when one field is given, others must be, too, or an array must hold exactly n items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..faults import is_list
from ..plain import Path
from .base import ABSENT, Rule, Steps, found
from .spots import bases, is_given, text_of


@dataclass(frozen=True)
class Requires(Rule):
    """In each object at `scope`, the field comes with its needs, and with so many items in an array."""

    kind: ClassVar[str] = "requires"
    scope: Steps
    field: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    array: tuple[str, ...] | None = None
    exactly: int = 0

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Name each need that is missing, and the array that holds more or fewer items."""
        label = text_of(self.field)
        for path, base in bases(payload, self.scope):
            if not is_given(base, self.field):
                continue
            for need in self.needs:
                if found(base, need) is ABSENT:
                    yield (*path, *need), f"{label} requires {text_of(need)}"
            if self.array is None:
                continue
            items: Any = found(base, self.array)
            count = 0 if items is ABSENT else len(items) if is_list(items) else self.exactly
            if count != self.exactly:
                text = f"{label} requires exactly {self.exactly} in {text_of(self.array)}, found {count}"
                yield (*path, *self.array), text
