"""`at-most-one-of`: of several fields, no two may be given together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..json_data import DataPath
from .base import PathSteps, Rule
from .field_access import base_objects, dotted_name, is_given


@dataclass(frozen=True)
class AtMostOneOf(Rule):
    """In each object at `scope`, at most one of the fields is there."""

    kind: ClassVar[str] = "at-most-one-of"
    scope: PathSteps
    fields: tuple[tuple[str, ...], ...]

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Name the last of those given, where there are more."""
        for path, base in base_objects(payload, self.scope):
            here = [names for names in self.fields if is_given(base, names)]
            if len(here) > 1:
                told = ", ".join(map(dotted_name, here))
                yield (*path, *here[-1]), f"at most one of these may be given: {told}"
