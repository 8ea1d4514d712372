"""`bound-when`: a bound that applies only while another field has a value, or is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..input_faults import DataPath
from ..schema_interpreter import find_faults
from .base import NoValue, PathSteps, Rule, lookup
from .field_access import base_objects, counted_name, is_given, is_omitted, is_one_of


@dataclass(frozen=True)
class BoundWhen(Rule):
    """In each object at `scope`, the field satisfies a JSON Schema keyword while a condition is true.

    `values` are the values of `when` that make the condition true; None means that it is given.
    """

    kind: ClassVar[str] = "bound-when"
    scope: PathSteps
    field: tuple[str, ...]
    keyword: str
    limit: int | float
    when: tuple[str, ...]
    values: tuple[Any, ...] | None = None
    when_by_default: bool = False
    beyond_by_default: bool = False

    def check(self, payload: Mapping[str, Any]) -> Iterator[tuple[DataPath, str]]:
        """Yield the field if it is given, else the one it depends on."""
        for path, base in base_objects(payload, self.scope):
            if self._applies(base) and self._is_beyond(base):
                given = [names for names in (self.field, self.when) if is_given(base, names)]
                field, when = (counted_name(base, names) for names in (self.field, self.when))
                text = (
                    f"{field} breaks {self.keyword} {self.limit}, which applies because of {when}"
                )
                yield (*path, *given[0]) if given else path, text

    def _applies(self, base: Any) -> bool:
        if self.values is None:
            return is_given(base, self.when)
        return is_one_of(base, self.when, self.values, self.when_by_default)

    def _is_beyond(self, base: Any) -> bool:
        value = lookup(base, self.field)
        if isinstance(value, NoValue):
            return self.beyond_by_default and is_omitted(base, self.field)
        return any(find_faults({self.keyword: self.limit}, value))
