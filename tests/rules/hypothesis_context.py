"""A generation context over Hypothesis: values that fit a schema by seeded choices, and pins."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from clientwright.schema.choice_sources import ChoiceSource, RandomChoiceSource
from clientwright.schema.equality import equals_any
from clientwright.schema.numbers import NumberGrid

LETTERS = "aé名 \U0001f600"


@dataclass(frozen=True)
class SeededChoices(RandomChoiceSource):
    """Choices by a seed that Hypothesis draws: one draw makes a whole payload."""

    def integer(self, low: int, high: int) -> int:
        """Choose an integer; there must be one."""
        assert low <= high
        return super().integer(low, high)


def draw_choices(data: st.DataObject) -> SeededChoices:
    """Draw a source of choices."""
    return SeededChoices(random.Random(data.draw(st.integers(0, 2**64 - 1))))


@dataclass(frozen=True)
class HypothesisContext:
    """Generates values for the schemas of the cases in this package."""

    draw: ChoiceSource
    schema: Mapping[str, Any]
    pins: Collection[str] = ()

    def generate(self, schema: Mapping[str, Any]) -> Any:
        """Generate a value by the schema's type."""
        if "const" in schema or "enum" in schema:
            return self.draw.pick([schema["const"]] if "const" in schema else schema["enum"])
        generators = {
            "null": lambda schema: None,
            "boolean": self._boolean,
            "integer": self._number,
            "number": self._number,
            "string": self._string,
            "array": self._array,
            "object": self._object,
        }
        named = schema["type"]
        chosen = named if isinstance(named, str) else self.draw.pick(named)
        return generators[chosen]({**schema, "type": chosen})

    def _boolean(self, schema: Mapping[str, Any]) -> bool:
        return self.draw.chance(50)

    def _number(self, schema: Mapping[str, Any]) -> int | float:
        grid = NumberGrid.from_schema(schema)
        return grid.value(self.draw.integer(grid.low, grid.high))

    def _string(self, schema: Mapping[str, Any]) -> str:
        least = schema.get("minLength", 0)
        size = self.draw.integer(least, min(schema.get("maxLength", least + 12), least + 12))
        words = "".join(
            self.draw.pick(["@Image1", "@Image2", "Video 3", "@Element2", *LETTERS])
            for _ in range(size)
        )
        return words[:size]

    def _array(self, schema: Mapping[str, Any]) -> list[Any]:
        least = schema.get("minItems", 0)
        size = self.draw.integer(least, min(schema.get("maxItems", least + 3), least + 3))
        items: list[Any] = []
        while len(items) < size:
            item = self.generate(schema["items"])
            if schema.get("uniqueItems") and equals_any(item, items):
                item = f"{item}-{len(items)}"
            items.append(item)
        return items

    def _object(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self.generate(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in schema.get("required", ()) or self.draw.chance(50)
        }
