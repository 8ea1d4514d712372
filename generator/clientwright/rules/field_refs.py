"""References to fields that a rule compares: side by side in one object, or in each item of an array.

`$.camera.type` and `$.mode` share the whole input; `$.shots[*].image` and
`$.shots[*].video` share each shot. The pointer of the shared object is their base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.json_edit import (
    MISSING,
    delete_value,
    ensure_path,
    has_pin_within,
    set_value,
    value_at,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath, escape_token

NOT_AN_OBJECT: Any = type("NotAnObject", (), {"__repr__": lambda _: "NOT_AN_OBJECT"})()
"""What is found where a parent is not an object: the schema reports that, a rule does not."""


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field below each base: the first `depth` steps of `path` lead to the bases."""

    path: JsonPath
    depth: int

    @property
    def names(self) -> tuple[str, ...]:
        """The names that lead from a base to the field."""
        return tuple(step for step in self.path.steps[self.depth :] if step is not None)

    @property
    def label(self) -> str:
        """The field's name for messages."""
        return ".".join(self.names)

    @property
    def scope(self) -> JsonPath:
        """The path of the bases."""
        return JsonPath(self.path.steps[: self.depth])

    def pointer(self, base: str) -> str:
        """Return the field's JSON Pointer, given the pointer of a base."""
        return base + "".join(f"/{escape_token(name)}" for name in self.names)

    def schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return the field's own schema, or an empty one."""
        return self.path.schema(schema) or {}

    def bases(self, payload: Any) -> list[str]:
        """Return the pointers of all objects that may contain the field."""
        return [pointer for pointer, value in self.scope.values(payload) if is_dict(value)]

    def value(self, payload: Any, base: str) -> Any:
        """Return the field's value, `MISSING` if it is absent, or `NOT_AN_OBJECT` if a parent is no object."""
        found = value_at(payload, base)
        for name in self.names:
            if not is_dict(found):
                return NOT_AN_OBJECT
            if name not in found:
                return MISSING
            found = found[name]
        return found

    def is_given(self, payload: Any, base: str) -> bool:
        """Return whether the field is present, whatever its value."""
        return self.value(payload, base) not in (MISSING, NOT_AN_OBJECT)

    def effective_value(self, payload: Any, base: str, schema: Mapping[str, Any]) -> Any:
        """Return the field's value, or the documented default if the field is absent but its parent is not."""
        found = self.value(payload, base)
        if found is not MISSING:
            return found
        parent = self.parent()
        has_parent = parent is None or is_dict(parent.value(payload, base))
        return self.default(schema) if has_parent else MISSING

    def counted_label(self, payload: Any, base: str) -> str:
        """Return the field's name for messages, or that its default counts."""
        return self.label if self.is_given(payload, base) else f"the default of {self.label}"

    def default(self, schema: Mapping[str, Any]) -> Any:
        """Return the documented default, or `MISSING`."""
        return self.schema(schema).get("default", MISSING)

    def parent(self) -> FieldRef | None:
        """Return the object that contains the field, or None if that is the base."""
        return FieldRef(JsonPath(self.path.steps[:-1]), self.depth) if len(self.names) > 1 else None

    def removable(self, schema: Mapping[str, Any]) -> FieldRef | None:
        """Return what must be removed to remove the field: itself, or a parent that requires it; None if nothing can be."""
        parent = self.parent()
        container = (parent.path if parent else self.scope).schema(schema) or {}
        if self.names[-1] not in container.get("required", ()):
            return self
        return parent.removable(schema) if parent else None

    def can_remove_keeping(self, other: FieldRef, schema: Mapping[str, Any]) -> bool:
        """Return whether the field can be removed without removing `other`."""
        removable = self.removable(schema)
        return removable is not None and not _is_prefix(removable.path, other.path)

    def ensure_base(
        self,
        payload: Payload,
        context: GenerationContext,
        repair: Callable[[Payload, GenerationContext], None],
    ) -> str:
        """Add a base if there is none, repair what was added, and return the first base."""
        if not self.bases(payload):
            ensure_path(payload, self.scope, context)
            repair(payload, context)
        return self.bases(payload)[0]

    def can_change(self, payload: Any, base: str, context: GenerationContext) -> bool:
        """Return whether the field's value, or its absence, may change."""
        parent = self.parent()
        if (
            parent
            and not parent.is_given(payload, base)
            and not parent.can_change(payload, base, context)
        ):
            return False
        return not has_pin_within(context, payload, self.pointer(base))

    def ensure_present(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Generate the field's value where it is absent."""
        parent = self.parent()
        if parent:
            parent.ensure_present(payload, base, context)
        if self.value(payload, base) is MISSING:
            set_value(payload, self.pointer(base), context.generate(self.schema(context.schema)))

    def set(self, payload: Payload, base: str, value: Any, context: GenerationContext) -> None:
        """Set the field's value, adding its parents."""
        parent = self.parent()
        if parent:
            parent.ensure_present(payload, base, context)
        set_value(payload, self.pointer(base), value)

    def can_remove(self, payload: Any, base: str, context: GenerationContext) -> bool:
        """Return whether the schema and the pins allow the field to be removed."""
        removable = self.removable(context.schema)
        return removable is not None and not has_pin_within(
            context, payload, removable.pointer(base)
        )

    def remove(self, payload: Payload, base: str, context: GenerationContext) -> None:
        """Remove the field, together with a parent that requires it."""
        removable = self.removable(context.schema)
        if removable is not None and self.is_given(payload, base):
            delete_value(payload, removable.pointer(base))

    def try_remove(self, payload: Payload, base: str, context: GenerationContext) -> bool:
        """Remove the field if schema and pins allow it; return whether they do."""
        if not self.can_remove(payload, base, context):
            return False
        self.remove(payload, base, context)
        return True


def field_refs(paths: Iterable[JsonPath]) -> tuple[FieldRef, ...]:
    """Return a reference for each of a rule's paths.

    Raises:
        ValueError: The paths are not fields of one object, or of the items of one array.
    """
    listed = tuple(paths)
    depths = {_depth(path) for path in listed}
    depth = max(depths, default=0)
    scopes = {path.steps[:depth] for path in listed}
    if len(depths | {depth}) != 1 or len(scopes) > 1:
        names = ", ".join(map(str, listed))
        raise ValueError(
            f"all fields must be in one object, or in the items of one array; not {names}"
        )
    if any(len(path.steps) == depth for path in listed) or (
        listed and listed[0].steps[0] is EACH_ITEM
    ):
        raise ValueError("a path must end in the name of a field, as in $.name or $.list[*].name")
    return tuple(FieldRef(path, depth) for path in listed)


def parse_paths(texts: Iterable[str]) -> tuple[JsonPath, ...]:
    """Parse several paths.

    Raises:
        ValueError: There are none, one cannot be parsed, or one is at or below another.
    """
    found = tuple(map(JsonPath.parse, texts))
    different = {path.steps for path in found}
    above = (path.steps[:n] for path in found for n in range(len(path.steps)))
    if not found or len(different) < len(found) or not different.isdisjoint(above):
        raise ValueError("the paths must be one or more, all different, and none below another")
    return found


def _is_prefix(one: JsonPath, other: JsonPath) -> bool:
    return other.steps[: len(one.steps)] == one.steps


def _depth(path: JsonPath) -> int:
    return max((n + 1 for n, step in enumerate(path.steps) if step is EACH_ITEM), default=0)
