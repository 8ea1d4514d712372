"""Spots: fields that a rule compares, side by side in one object or in each item of one array.

`$.camera.type` and `$.mode` share the whole input; `$.shots[*].image` and
`$.shots[*].video` share each shot. The pointer of what they share is their base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import (
    MISSING,
    delete_value,
    ensure_path,
    has_pin_within,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath, escape_token

NOT_AN_OBJECT: Any = type("Wrong", (), {"__repr__": lambda _: "WRONG"})()
"""What is found where something on the way is no object: the schema has a say there, a rule has none."""


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A place within each base: `path`, of which the first `depth` steps lead to the bases."""

    path: JsonPath
    depth: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names that lead from a base to the field."""
        return tuple(step for step in self.path.steps[self.depth :] if step is not None)

    @property
    def label(self) -> str:
        """The field as a person would say it."""
        return ".".join(self.names)

    @property
    def scope(self) -> JsonPath:
        """The path of the bases."""
        return JsonPath(self.path.steps[: self.depth])

    def pointer(self, base: str) -> str:
        """Give the field's JSON Pointer from a base."""
        return base + "".join(f"/{escape_token(name)}" for name in self.names)

    def schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Give the field's own schema, an empty one where there is none."""
        return self.path.schema(schema) or {}

    def bases(self, payload: Any) -> list[str]:
        """Give the pointers of all objects in which the field may stand."""
        return [pointer for pointer, value in self.scope.values(payload) if is_dict(value)]

    def value(self, payload: Any, base: str) -> Any:
        """Give what stands there, `MISSING` where nothing does, `WRONG` where nothing can."""
        found = value_at(payload, base)
        for name in self.names:
            if not is_dict(found):
                return NOT_AN_OBJECT
            if name not in found:
                return MISSING
            found = found[name]
        return found

    def is_given(self, payload: Any, base: str) -> bool:
        """Tell whether the field is there, whatever it holds."""
        return self.value(payload, base) not in (MISSING, NOT_AN_OBJECT)

    def effective_value(self, payload: Any, base: str, schema: Mapping[str, Any]) -> Any:
        """Give what stands there, or the documented default where only the field itself is missing."""
        found = self.value(payload, base)
        if found is not MISSING:
            return found
        above = self.parent()
        held = above is None or is_dict(above.value(payload, base))
        return self.default(schema) if held else MISSING

    def default(self, schema: Mapping[str, Any]) -> Any:
        """Give the documented default, or `MISSING`."""
        return self.schema(schema).get("default", MISSING)

    def parent(self) -> FieldRef | None:
        """Give the object that holds the field, None where that is the base."""
        return FieldRef(JsonPath(self.path.steps[:-1]), self.depth) if len(self.names) > 1 else None

    def removable(self, schema: Mapping[str, Any]) -> FieldRef | None:
        """Give what can be taken away so that the field is gone: itself, or a holder that requires it."""
        above = self.parent()
        holder = (above.path if above else self.scope).schema(schema) or {}
        if self.names[-1] not in holder.get("required", ()):
            return self
        return above.removable(schema) if above else None

    def can_remove_keeping(self, other: FieldRef, schema: Mapping[str, Any]) -> bool:
        """Tell whether the field can be taken away and `other` stay."""
        loose = self.removable(schema)
        return loose is not None and not _is_prefix(loose.path, other.path)

    def ensure_base(
        self,
        payload: Payload,
        context: GenerationContext,
        settle: Callable[[Payload, GenerationContext], None],
    ) -> str:
        """Make sure that there is a base, settled as all that are made with it, and give the first."""
        if not self.bases(payload):
            ensure_path(payload, self.scope, context)
            settle(payload, context)
        return self.bases(payload)[0]

    def can_change(self, payload: Any, base: str, context: GenerationContext) -> bool:
        """Tell whether the field's value, or its absence, may change."""
        above = self.parent()
        if (
            above
            and not above.is_given(payload, base)
            and not above.can_change(payload, base, context)
        ):
            return False
        return not has_pin_within(context, payload, self.pointer(base))

    def ensure_present(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Make sure that the field is there, made from its schema where it is missing."""
        above = self.parent()
        if above:
            above.ensure_present(payload, base, context)
        if self.value(payload, base) is MISSING:
            set_value(payload, self.pointer(base), context.generate(self.schema(context.schema)))

    def set(self, payload: Payload, base: str, value: Any, context: GenerationContext) -> None:
        """Put a value there."""
        above = self.parent()
        if above:
            above.ensure_present(payload, base, context)
        set_value(payload, self.pointer(base), value)

    def can_remove(self, payload: Any, base: str, context: GenerationContext) -> bool:
        """Tell whether the field can be taken away, as far as the schema and pins go."""
        loose = self.removable(context.schema)
        return loose is not None and not has_pin_within(context, payload, loose.pointer(base))

    def remove(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Take the field away, with the holder that requires it."""
        loose = self.removable(context.schema)
        if loose is not None and self.is_given(payload, base):
            delete_value(payload, loose.pointer(base))


def field_refs(paths: Iterable[JsonPath]) -> tuple[FieldRef, ...]:
    """Give the spots of a rule's paths.

    Raises:
        ValueError: they are not the fields of one object, or of the items of one array.
    """
    listed = tuple(paths)
    depths = {_depth(path) for path in listed}
    depth = max(depths, default=0)
    scopes = {path.steps[:depth] for path in listed}
    if len(depths | {depth}) != 1 or len(scopes) > 1:
        told = ", ".join(map(str, listed))
        raise ValueError(f"fields of one object, or of one array's items, are wanted; not {told}")
    if any(len(path.steps) == depth for path in listed) or (
        listed and listed[0].steps[0] is EACH_ITEM
    ):
        raise ValueError("a field is named by its last step, as $.name or $.list[*].name")
    return tuple(FieldRef(path, depth) for path in listed)


def parse_paths(texts: Iterable[str]) -> tuple[JsonPath, ...]:
    """Read several paths.

    Raises:
        ValueError: one cannot be parsed, or lies at or below another one; or there are none.
    """
    found = tuple(map(JsonPath.parse, texts))
    if not found or any(_is_prefix(one, two) for one, two in permutations(found, 2)):
        raise ValueError("paths are wanted, each once and none below another")
    return found


def _is_prefix(one: JsonPath, other: JsonPath) -> bool:
    return other.steps[: len(one.steps)] == one.steps


def _depth(path: JsonPath) -> int:
    return max((n + 1 for n, step in enumerate(path.steps) if step is EACH_ITEM), default=0)
