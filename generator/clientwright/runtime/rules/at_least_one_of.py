"""`at-least-one-of`: at least one of several fields must be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath
from .base import MISSING, PathSteps, Rule, lookup
from .field_access import base_objects, dotted_name


@dataclass(frozen=True)
class AtLeastOneOf(Rule):
    """In each object at `scope`, at least one of the fields is given."""

    kind: ClassVar[str] = "at-least-one-of"
    scope: PathSteps
    fields: tuple[tuple[str, ...], ...]

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield each object that has none of the fields."""
        for path, base in base_objects(payload, self.scope):
            if all(lookup(base, names) is MISSING for names in self.fields):
                names = ", ".join(map(dotted_name, self.fields))
                yield path, f"at least one of these must be given: {names}"
