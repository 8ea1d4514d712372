"""The shapes of models: what a schema says that pydantic models can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANYTHING = "Anything"


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """A string, number or boolean; `type` names the runtime's annotated type.

    `choices` are the values that it may have; the model itself checks them if `enforced`.
    """

    type: str
    bounds: Mapping[str, int | float]
    choices: tuple[str | int, ...] = ()
    enforced: bool = True
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ArrayShape:
    """An array whose items have one shape."""

    items: Shape
    bounds: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class MapShape:
    """An object with any names, whose values have one shape."""

    values: Shape


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """One property of an object."""

    wire: str
    required: bool
    shape: Shape


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """An object with known properties; `open` if it accepts others."""

    properties: tuple[PropertyShape, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class UntypedShape:
    """A value without a model: any JSON value, any object, or any array."""

    type: str


@dataclass(frozen=True, slots=True)
class NullableShape:
    """A shape that may also be null."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class UnionShape:
    """One of several shapes, each with the steps from the schema to its own (`/anyOf/1`)."""

    members: tuple[tuple[str, Shape], ...]


Shape = (
    ScalarShape | ArrayShape | MapShape | ObjectShape | UntypedShape | NullableShape | UnionShape
)


def is_anything(shape: Shape) -> bool:
    """Return whether a shape says nothing."""
    return shape == UntypedShape(ANYTHING)


def holds_object(shape: Shape) -> bool:
    """Return whether a shape is an object, or contains one in its items."""
    match shape:
        case ArrayShape():
            return holds_object(shape.items)
        case NullableShape():
            return holds_object(shape.shape)
        case UnionShape():
            return any(holds_object(member) for _, member in shape.members)
        case UntypedShape():
            return shape.type == "object"
        case _:
            return isinstance(shape, (MapShape, ObjectShape))
