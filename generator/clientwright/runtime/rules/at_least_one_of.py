"""`at-least-one-of`: of several fields, one or more must be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..plain import Path
from .base import ABSENT, Rule, Steps, found
from .spots import bases, text_of


@dataclass(frozen=True)
class AtLeastOneOf(Rule):
    """In each object at `scope`, at least one of the fields is there."""

    kind: ClassVar[str] = "at-least-one-of"
    scope: Steps
    fields: tuple[tuple[str, ...], ...]

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Name the object that has none of them."""
        for path, base in bases(payload, self.scope):
            if all(found(base, names) is ABSENT for names in self.fields):
                told = ", ".join(map(text_of, self.fields))
                yield path, f"at least one of these must be given: {told}"
