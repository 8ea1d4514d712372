# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""`value-forbids-value`: one value of a field, or any, forbids some values of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath
from .base import PathSteps, Rule
from .field_access import base_objects, counted_name, is_given, is_one_of


@dataclass(frozen=True)
class ValueForbidsValue(Rule):
    """In each object at `scope`, `other` has none of `forbidden` while the field has one of `values`, or if they are None, is given."""

    kind: ClassVar[str] = "value-forbids-value"
    scope: PathSteps
    field: tuple[str, ...]
    values: tuple[Any, ...] | None
    other: tuple[str, ...]
    forbidden: tuple[Any, ...]
    field_by_default: bool = False
    other_by_default: bool = False

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the other field if it is given, else the field."""
        for path, base in base_objects(payload, self.scope):
            if self._applies(base) and is_one_of(
                base, self.other, self.forbidden, self.other_by_default
            ):
                given = [names for names in (self.other, self.field) if is_given(base, names)]
                other, field = (counted_name(base, names) for names in (self.other, self.field))
                value = f" {self.values[0]!r}" if self.values else ""
                yield (
                    (*path, *given[0]) if given else path,
                    f"{other} has a value that {field}{value} forbids",
                )

    def _applies(self, base: Any) -> bool:
        if self.values is None:
            return is_given(base, self.field)
        return is_one_of(base, self.field, self.values, self.field_by_default)
