# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`requires`: if one field is given, others must be too, or an array must have exactly n items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath, is_list
from .base import MISSING, PathSteps, Rule, lookup
from .field_access import base_objects, dotted_name, is_given


@dataclass(frozen=True)
class Requires(Rule):
    """In each object at `scope`, the field comes with its needs, and with exactly so many items in an array."""

    kind: ClassVar[str] = "requires"
    scope: PathSteps
    field: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    array: tuple[str, ...] | None = None
    exactly: int = 0

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield each need that is missing, and the array with a wrong number of items."""
        label = dotted_name(self.field)
        for path, base in base_objects(payload, self.scope):
            if not is_given(base, self.field):
                continue
            for need in self.needs:
                if lookup(base, need) is MISSING:
                    yield (*path, *need), f"{label} requires {dotted_name(need)}"
            if self.array is None:
                continue
            items: Any = lookup(base, self.array)
            count = 0 if items is MISSING else len(items) if is_list(items) else self.exactly
            if count != self.exactly:
                text = f"{label} requires exactly {self.exactly} items in {dotted_name(self.array)}, found {count}"
                yield (*path, *self.array), text
