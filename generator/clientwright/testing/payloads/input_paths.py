"""The paths to the values of an input: names and items as in rules, and the places that have neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.json_edit import matching_pointers
from clientwright.rules.json_path import EACH_ITEM, JsonPath, escape_token
from clientwright.schema.protocols import GenerationError
from clientwright.testing.payloads.input_places import Found, Narrow, Place

PathStep = str | Place | None
"""A name, a place, or `EACH_ITEM`."""


@dataclass(frozen=True, slots=True)
class InputPath:
    """The path to a value of the input."""

    steps: tuple[PathStep, ...] = ()

    def below(self, step: PathStep) -> InputPath:
        """Return the path with one more step."""
        return InputPath((*self.steps, step))

    @property
    def plain(self) -> JsonPath | None:
        """The same path as rules spell it, if they can."""
        steps = [step for step in self.steps if not isinstance(step, Place)]
        return JsonPath(tuple(steps)) if len(steps) == len(self.steps) else None

    @property
    def name(self) -> str:
        """Its name in reports and ids: `multi_prompt[].duration`."""
        names = (
            step.name if isinstance(step, Place) else "[]" if step is EACH_ITEM else f".{step}"
            for step in self.steps
        )
        return "".join(names).removeprefix(".")

    @property
    def schema_pointer(self) -> str:
        """The JSON Pointer of its schema in the input schema."""
        return join_pointer("", *(token for step in self.steps for token in _tokens(step)))

    def values(self, payload: Any) -> Iterator[Found]:
        """Yield every value that the path selects in a payload, with its JSON Pointer."""
        found: list[Found] = [("", payload)]
        for step in self.steps:
            found = [one for at, value in found for one in _select(step, at, value)]
        yield from found

    def slots(self, payload: Any) -> list[str]:
        """Return the pointers that it selects; a name at its end selects a value that is not there, too."""
        plain = self.plain
        if plain is not None and self.steps:
            return matching_pointers(plain, payload)
        return [at for at, _ in self.values(payload)]

    def whole(self, slot: str) -> str:
        """Return the pointer of the outermost value of which a branch or condition says something, at or above a slot."""
        for above, step in enumerate(self.steps):
            if isinstance(step, Place) and step.in_place:
                return "/".join(slot.split("/")[: above + 1])
        return slot

    @property
    def has_value_of_its_own(self) -> bool:
        """Whether it leads to a value below the input."""
        return any(not (isinstance(step, Place) and step.in_place) for step in self.steps)

    def narrow(self, schema: Any, leaf: Any = None) -> Any:
        """Return a schema of inputs that have a value at the path, of the schema `leaf` if that is given.

        Raises:
            GenerationError: no such schema can be made.
        """
        try:
            return _narrow(schema, self.steps, lambda own: own if leaf is None else leaf)
        except LookupError:
            reason = "what stands beside its branches cannot be merged with them"
            raise GenerationError(self.schema_pointer, reason) from None


def _tokens(step: PathStep) -> tuple[str, ...]:
    if isinstance(step, Place):
        return step.tokens
    return ("items",) if step is EACH_ITEM else ("properties", step)


def _select(step: PathStep, at: str, value: Any) -> Iterator[Found]:
    if isinstance(step, Place):
        yield from step.select(at, value)
    elif step is EACH_ITEM:
        yield from ((f"{at}/{n}", item) for n, item in enumerate(value if is_list(value) else ()))
    elif is_dict(value) and step in value:
        yield f"{at}/{escape_token(step)}", value[step]


def _narrow(schema: Any, steps: Sequence[PathStep], last: Narrow) -> Any:
    if not steps:
        return last(schema)
    step, *rest = steps

    def inner(sub: Any) -> Any:
        return _narrow(sub, rest, last)

    found: Mapping[str, Any] = schema if is_dict(schema) else {}
    if isinstance(step, Place):
        return step.narrow(dict(found), inner)
    if step is EACH_ITEM:
        low = max(1, found.get("minItems", 0))
        return {**found, "type": "array", "minItems": low, "items": inner(found["items"])}
    required = dict.fromkeys([*found.get("required", ()), step])
    own = {**found["properties"], step: inner(found["properties"][step])}
    return {**found, "type": "object", "required": [*required], "properties": own}
