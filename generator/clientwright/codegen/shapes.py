"""The shapes of models: what a schema says that pydantic models can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    """An object with known properties; `open` if its model accepts others.

    `shared`: other shapes of a union, other schemas or patterns may describe fields of the same
    object, so that only the residual of the schema can tell which fields are unknown. `elsewhere`
    are the names that other schemas describe.
    """

    properties: tuple[PropertyShape, ...]
    open: bool
    shared: bool = False
    elsewhere: tuple[str, ...] = ()


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


_ANY_OBJECT = (UntypedShape(ANYTHING), UntypedShape("object"))


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


def takes_other_names(shape: Shape) -> bool:
    """Return whether an object in a shape, at any depth, may have names that are not listed."""
    match shape:
        case ObjectShape():
            return shape.open or any(takes_other_names(one.shape) for one in shape.properties)
        case ArrayShape():
            return takes_other_names(shape.items)
        case NullableShape():
            return takes_other_names(shape.shape)
        case UnionShape():
            return any(takes_other_names(member) for _, member in shape.members)
        case _:
            return isinstance(shape, MapShape) or shape in _ANY_OBJECT


def union_members(shape: Shape) -> tuple[tuple[str, Shape], ...]:
    """Return the members of a union with the steps to each; a shape that is none is its only member."""
    inner = shape.shape if isinstance(shape, NullableShape) else shape
    return inner.members if isinstance(inner, UnionShape) else (("", inner),)


def unite_shapes(members: Sequence[tuple[str, Shape]], *, nullable: bool = False) -> Shape:
    """Return the union of shapes; null and the members of unions within it become its own.

    Objects that differ only in which of their properties are required become one.
    """
    if len(members) == 1 and not isinstance(members[0][1], (NullableShape, UnionShape)):
        return NullableShape(members[0][1]) if nullable else members[0][1]
    flat: dict[str, tuple[str, Shape]] = {}
    for steps, member in members:
        nullable = nullable or isinstance(member, NullableShape)
        for more, shape in union_members(member):
            key = repr(_without_required(shape))
            first, known = flat.get(key, (steps + more, shape))
            flat[key] = first, _with_common_required(known, shape)
    found = list(flat.values())
    shape = UnionShape(tuple(found)) if len(found) > 1 else found[0][1]
    return NullableShape(shape) if nullable else shape


def _without_required(shape: Shape) -> Shape:
    if not isinstance(shape, ObjectShape):
        return shape
    optional = tuple(replace(field, required=False) for field in shape.properties)
    return replace(shape, properties=tuple(sorted(optional, key=lambda field: field.wire)))


def _with_common_required(one: Shape, other: Shape) -> Shape:
    """Return a shape that requires what both require; they are equal in everything else."""
    if not (isinstance(one, ObjectShape) and isinstance(other, ObjectShape)):
        return one
    required = {field.wire for field in other.properties if field.required}
    fields = (replace(f, required=f.required and f.wire in required) for f in one.properties)
    return replace(one, properties=tuple(fields))


def share_fields(shape: Shape) -> Shape:
    """Return a shape whose objects leave their unknown fields and their media to the residual."""
    found: Shape = shape
    match shape:
        case ScalarShape():
            found = replace(shape, media=None)
        case ArrayShape():
            found = replace(shape, items=share_fields(shape.items))
        case MapShape():
            found = MapShape(share_fields(shape.values))
        case NullableShape():
            found = NullableShape(share_fields(shape.shape))
        case UnionShape():
            found = UnionShape(tuple((at, share_fields(one)) for at, one in shape.members))
        case ObjectShape():
            fields = (replace(one, shape=share_fields(one.shape)) for one in shape.properties)
            found = replace(shape, properties=tuple(fields), open=True, shared=True)
        case UntypedShape():
            pass
    return found


def holds_shared(shape: Shape) -> bool:
    """Return whether a shape is an object that leaves its unknown fields to the residual, or contains one."""
    match shape:
        case ArrayShape():
            return holds_shared(shape.items)
        case MapShape():
            return holds_shared(shape.values)
        case NullableShape():
            return holds_shared(shape.shape)
        case UnionShape():
            return any(holds_shared(member) for _, member in shape.members)
        case ObjectShape():
            return shape.shared or any(holds_shared(field.shape) for field in shape.properties)
        case _:
            return False


def are_apart(one: Shape, other: Shape) -> bool:
    """Return whether no value fits both shapes: their types differ, or the texts of a required property."""
    if not _json_types(one) & _json_types(other):
        return True
    inner = [shape.shape if isinstance(shape, NullableShape) else shape for shape in (one, other)]
    if isinstance(one, NullableShape) and isinstance(other, NullableShape):
        return False
    choices = [_required_choices(shape) for shape in inner]
    return any(not choices[0][name] & choices[1][name] for name in choices[0].keys() & choices[1])


def _json_types(shape: Shape) -> frozenset[str]:
    match shape:
        case ScalarShape():
            return frozenset(("Number" if shape.type == "Integer" else shape.type,))
        case ArrayShape():
            return frozenset(("array",))
        case NullableShape():
            return _json_types(shape.shape) | {"null"}
        case UnionShape():
            return frozenset[str]().union(*(_json_types(member) for _, member in shape.members))
        case UntypedShape():
            every = ("Text", "Number", "Boolean", "array", "object", "null")
            return frozenset(every if is_anything(shape) else (shape.type,))
        case _:
            return frozenset(("object",))


def _required_choices(shape: Shape) -> dict[str, set[str | int]]:
    """Return the values of the required properties of an object whose model lists them."""
    fields = shape.properties if isinstance(shape, ObjectShape) else ()
    return {
        field.wire: set(field.shape.choices)
        for field in fields
        if field.required and isinstance(field.shape, ScalarShape)
        if field.shape.choices and field.shape.enforced
    }


def inner_object(shape: Shape, pointer: str) -> tuple[ObjectShape, str] | None:
    """Return the object that a shape is, or that its items or values are, with its pointer."""
    match shape:
        case ObjectShape():
            return shape, pointer
        case NullableShape():
            return inner_object(shape.shape, pointer)
        case ArrayShape():
            return inner_object(shape.items, f"{pointer}/items")
        case MapShape():
            return inner_object(shape.values, f"{pointer}/additionalProperties")
        case _:
            return None


def name_apart(record: ObjectShape, others: Sequence[ObjectShape]) -> tuple[str, ...]:
    """Return what tells an object from others: the only value of a property, or a property of its own."""
    listed = [_single_choices(other) for other in others]
    for name, value in _single_choices(record).items():
        if all(one.get(name) != value for one in listed):
            return (value,)
    known = {field.wire for other in others for field in other.properties}
    own = next((field.wire for field in record.properties if field.wire not in known), None)
    return () if own is None else ("with", own)


def _single_choices(record: ObjectShape) -> dict[str, str]:
    """Return the properties that have one text only."""
    fields = [(f.wire, f.shape) for f in record.properties]
    texts = [(wire, one.choices) for wire, one in fields if isinstance(one, ScalarShape)]
    return {wire: str(choices[0]) for wire, choices in texts if len(choices) == 1}


def property_names(shape: Shape) -> Iterator[str]:
    """Yield the names of all properties in a shape, at any depth."""
    for _, member in union_members(shape):
        match member:
            case ArrayShape():
                yield from property_names(member.items)
            case MapShape():
                yield from property_names(member.values)
            case ObjectShape():
                for field in member.properties:
                    yield field.wire
                    yield from property_names(field.shape)
            case _:
                pass
