"""Bounds of single values: check them, make values within them, and exceed them by one step."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.rules.base import GenerationContext
from clientwright.rules.json_edit import MISSING
from clientwright.rules.number_sets import SchemaNumbers, schema_numbers
from clientwright.rules.payload_repair import with_size
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.schema.keywords import BY_KEYWORD
from clientwright.schema.keywords.lengths import is_any_text
from clientwright.schema.numbers import NumberGrid, is_number, to_fraction, to_json_number
from clientwright.schema.semantics import intersect_schemas

BOUND_KEYWORDS = ("minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength")
"""The keywords that bound one value."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound of a value: one of `BOUND_KEYWORDS` with its limit."""

    keyword: str
    limit: int | float

    @property
    def is_lower(self) -> bool:
        """Whether values must not be below it."""
        return self.keyword.startswith("min")

    @property
    def is_numeric(self) -> bool:
        """Whether it bounds numbers, not the sizes of arrays or texts."""
        return self.keyword in ("minimum", "maximum")

    def phrase(self) -> str:
        """Return the bound as a phrase, as after "must"."""
        return BY_KEYWORD[self.keyword].wording[self.keyword].requirement(self.limit)

    def is_kept(self, value: Any) -> bool:
        """Return whether a value keeps the bound; a value of another type does."""
        size = self._measured(value)
        return size is None or (size >= self.limit if self.is_lower else size <= self.limit)

    def _measured(self, value: Any) -> int | float | None:
        if self.is_numeric:
            return value if is_number(value) else None
        fits = is_list(value) if self.keyword.endswith("Items") else isinstance(value, str)
        return len(value) if fits else None

    def is_tighter_than(self, limit: int | float) -> bool:
        """Return whether it allows less than the same keyword with another limit."""
        return self.limit > limit if self.is_lower else self.limit < limit

    def is_possible(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema surely accepts values that keep the bound."""
        listed, plain = _listed_values(schema), without_null(schema)
        if listed is not None:
            return any(map(self.is_kept, listed))
        if self.is_numeric:
            grid = NumberGrid.from_schema(self._tightened(plain))
            return grid.low <= grid.high
        least, most = self._sizes(self._tightened(plain))
        return least <= most

    def make_within(self, schema: Mapping[str, Any], context: GenerationContext) -> Any:
        """Return a value that fits the schema and keeps the bound, or `MISSING`."""
        if not self.is_possible(schema):
            return MISSING
        listed, plain = _listed_values(schema), without_null(schema)
        if listed is not None:
            return context.draw.pick([value for value in listed if self.is_kept(value)])
        tight = self._tightened(plain)
        if self.is_numeric:
            grid = NumberGrid.from_schema(tight)
            return grid.value(context.draw.integer(grid.low, grid.high))
        return context.generate(tight)

    def has_boundary(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the schema accepts values on both sides of the bound, one step apart."""
        listed, plain = _listed_values(schema), without_null(schema)
        if listed is not None:
            return len(set(map(self.is_kept, listed))) > 1
        if self.is_numeric:
            numbers = schema_numbers(schema)
            edge = self._edge(numbers) if numbers else None
            return (
                edge is not None and numbers is not None and self._beyond(numbers, edge) is not None
            )
        least, most = self._sizes(plain)
        other = self.limit + self._step
        free = self.keyword.endswith("Items") or (is_any_text(plain) and "format" not in plain)
        return free and least <= min(self.limit, other) and max(self.limit, other) <= most

    def boundary_value(self, schema: Mapping[str, Any], context: GenerationContext) -> Any:
        """Return the last value that keeps the bound."""
        listed, numbers = _listed_values(schema), schema_numbers(schema)
        if listed is not None:
            return next(
                value
                for value in listed
                if self._measured(value) is not None and self.is_kept(value)
            )
        edge = self._edge(numbers) if self.is_numeric and numbers else None
        if edge is not None:
            return to_json_number(edge)
        plain, size = without_null(schema), self.keyword[3:]
        return context.generate({**plain, f"min{size}": self.limit, f"max{size}": self.limit})

    def value_beyond(
        self, value: Any, schema: Mapping[str, Any], context: GenerationContext
    ) -> Any:
        """Return the first value beyond the bound, from the last that keeps it."""
        listed, numbers = _listed_values(schema), schema_numbers(schema)
        if listed is not None:
            return next(other for other in listed if not self.is_kept(other))
        beyond = self._beyond(numbers, to_fraction(value)) if self.is_numeric and numbers else None
        if beyond is not None:
            return to_json_number(beyond)
        if self.is_lower:
            return value[:-1]
        return with_size(value, len(value) + 1, schema, context) if is_list(value) else value + "a"

    @property
    def _step(self) -> int:
        return -1 if self.is_lower else 1

    def _edge(self, numbers: SchemaNumbers) -> Fraction | None:
        """Return the last number that keeps the bound."""
        steps = to_fraction(self.limit) / numbers.step
        edge = (math.ceil(steps) if self.is_lower else math.floor(steps)) * numbers.step
        return edge if accepts(numbers.schema, to_json_number(edge)) else None

    def _beyond(self, numbers: SchemaNumbers, edge: Fraction) -> Fraction | None:
        return numbers.neighbour(edge, self._step)

    def _tightened(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return intersect_schemas(schema, {self.keyword: self.limit})

    def _sizes(self, schema: Mapping[str, Any]) -> tuple[int | float, int | float]:
        size = self.keyword[3:]
        return schema.get(f"min{size}", 0), schema.get(f"max{size}", math.inf)


def _listed_values(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values that a schema lists and accepts, or None if it lists none."""
    plain = without_null(schema)
    listed = [plain["const"]] if "const" in plain else plain.get("enum")
    return None if listed is None else [value for value in listed if accepts(schema, value)]


def read_bound(found: Mapping[str, str | None], schema: Mapping[str, Any]) -> Bound | None:
    """Return the bound that the parts of a sentence mean for a value, by the verb and the unit."""
    kind = str(without_null(schema).get("type"))
    sizes = (
        {"array": "Items"}
        if found["items"]
        else {"string": "Length"}
        if found["characters"]
        else {}
    )
    numbers = dict.fromkeys(("integer", "number"), "imum")
    ending = (sizes if found["have"] else {} if sizes else numbers).get(kind)
    try:
        limit = json.loads(found["limit"] or "")
    except ValueError:
        return None
    whole = isinstance(limit, int) and limit >= 0
    if ending is None or (ending != "imum" and not whole):
        return None
    return Bound(("max" if found["most"] else "min") + ending, limit)
