# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The quick check of an input: pydantic's core is sure of it without calling Python, or the models are asked.

The models take more (mappings, tuples, models, 5.0 for 5, Python's names), and they say every fault in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import chain
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema, to_json

from .models import (
    FIRST_ROUNDED,
    NOT_NONE,
    NUMBER,
    WHOLE,
    Closed,
    ClosedInput,
    faults_beyond_fields,
)

MAX_TEXT = 500_000
"""Characters of the longest text that is sure; a longer one may have more values than are sent."""
Choices = dict[type, CoreSchema]
"""What values of each exact type must fit; values of other types are not sure."""
_ROUND = {"ge": math.ceil, "gt": math.floor, "le": math.floor, "lt": math.ceil}
_LIMITS = (*_ROUND, "min_length", "max_length", "pattern")


class _NoValue:
    """The type of no value."""


_UNSURE = core_schema.is_instance_schema(_NoValue)
_FIXED: Choices = {
    bool: core_schema.bool_schema(strict=True),
    NoneType: core_schema.none_schema(),
}
_NAME = core_schema.tagged_union_schema({str: core_schema.str_schema()}, type)
_NAMED = core_schema.dict_schema(_NAME)
"""What objects must fit before their fields are looked up, since a name may equal one that it is not."""


def quick_text(model: type[ClosedInput], data: object) -> str | None:
    """Return data as JSON text if they are surely a valid input, else None."""
    try:
        body = _validator(model)(data)
        text = to_json(body).decode()
    except (SchemaError, TypeError, ValueError):
        return None
    is_sure = len(text) <= MAX_TEXT and next(faults_beyond_fields(model, body), None) is None
    return text if is_sure else None


@cache
def _validator(model: type[ClosedInput]) -> Callable[[object], Any]:
    return SchemaValidator(_schema(_object(model))).validate_python


def _schema(choices: Choices) -> CoreSchema:
    """Return one schema; values of another class are not sure, since they may show other values."""
    found = {**choices}
    if dict in found:
        found[dict] = core_schema.chain_schema([_NAMED, found[dict]])
    return core_schema.tagged_union_schema(found, type) if found else _UNSURE


def _of_type(hint: Any, notes: Iterable[Any] = ()) -> Choices:
    """Return what an annotated type surely accepts, and leaves as it is; nothing if it is not known."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_type(arguments[0], (*arguments[1:], *notes))
    if origin in (Union, UnionType):
        refused = NoneType if NOT_NONE in notes else None
        found = _union([_of_type(one, notes) for one in arguments if one is not refused])
        return {kind: schema for kind, schema in found.items() if kind is not refused}
    is_model = isinstance(hint, type) and issubclass(hint, Closed)
    made = partial(_object, hint) if is_model else _KINDS.get(origin or hint)
    limits = _limits(notes)
    return {} if made is None or limits is None else made(*arguments, **limits)


def _limits(notes: Iterable[Any]) -> dict[str, Any] | None:
    """Return the limits that annotations set, or None if one of them may mean something else."""
    found: dict[str, Any] = {}
    inner = (one.metadata if isinstance(one, FieldInfo) else [one] for one in notes)
    for note in chain.from_iterable(inner):
        said = {name: getattr(note, name) for name in _LIMITS if hasattr(note, name)}
        is_known = said or note in (NOT_NONE, WHOLE, NUMBER) or hasattr(note, "strict")
        if not is_known or said.keys() & found.keys():
            return None
        found |= said
    return found if all(abs(found[n]) < FIRST_ROUNDED for n in _ROUND if n in found) else None


def _union(members: list[Choices]) -> Choices:
    """Return what a union surely accepts: values that are the same, whichever member takes them."""
    kinds = dict.fromkeys(kind for member in members for kind in member)
    found = {kind: [one[kind] for one in members if kind in one] for kind in kinds}
    if len(found.get(int, ())) > 1:  # one member may take 3.0 for 3
        found[float] = [_UNSURE]
    return {kind: _joined(kind, found[kind]) for kind in found} if all(members) else {}


def _joined(kind: type, schemas: list[Any]) -> CoreSchema:
    is_closed = all(one.get("extra_behavior") == "forbid" for one in schemas)
    if len(schemas) > 1 and kind in (dict, list) and not is_closed:
        return _UNSURE
    return core_schema.union_schema(schemas, mode="left_to_right") if schemas[1:] else schemas[0]


def _object(model: type[Closed]) -> Choices:
    is_open = model.model_config.get("extra") == "allow"
    fields: dict[str, core_schema.TypedDictField] = {}
    for name, field in model.model_fields.items():
        wire = name if field.alias is None else field.alias
        if is_open and wire != name:
            return {dict: _UNSURE}
        inner = _schema(_of_type(field.annotation, field.metadata))
        fields[wire] = core_schema.typed_dict_field(inner, required=field.is_required())
    more: dict[str, Any] = {"extra_behavior": "forbid"}
    if is_open:
        more = {"extra_behavior": "allow", "extras_schema": _schema(_anything())}
    return {dict: core_schema.typed_dict_schema(fields, strict=True, **more)}


def _array(items: Any, **limits: Any) -> Choices:
    return {list: core_schema.list_schema(_schema(_of_type(items)), strict=True, **limits)}


def _mapping(_: Any, values: Any, **limits: Any) -> Choices:
    inner = _schema(_of_type(values))
    return {dict: core_schema.dict_schema(values_schema=inner, strict=True, **limits)}


def _choice(*values: Any) -> Choices:
    is_text = all(isinstance(one, str) for one in values)
    return {str: core_schema.literal_schema([*values])} if is_text else {}


def _text(**limits: Any) -> Choices:
    return {str: core_schema.str_schema(strict=True, **limits)}


def _integer(**limits: Any) -> Choices:
    bounds: dict[str, Any] = {"ge": -(2**63), "le": 2**63 - 1}
    bounds |= {name: _ROUND[name](limit) for name, limit in limits.items()}
    return {int: core_schema.int_schema(strict=True, **bounds)}


def _number(**limits: Any) -> Choices:
    number = core_schema.float_schema(strict=True, allow_inf_nan=False, **limits)
    return {**_integer(**limits), float: number}


def _fixed(kind: type) -> Choices:
    return {kind: _FIXED[kind]}


def _anything(depth: int = 3) -> Choices:
    """Return the types of JSON data; what nests deeper is not sure."""
    found = {**_text(), **_number(), **_FIXED}
    if depth:
        inner = _schema(_anything(depth - 1))
        found[list] = core_schema.list_schema(inner, strict=True)
        found[dict] = core_schema.dict_schema(values_schema=inner, strict=True)
    return found


_KINDS: dict[Any, Callable[..., Choices]] = {
    list: _array,
    dict: _mapping,
    Literal: _choice,
    str: _text,
    int: _integer,
    float: _number,
    **{kind: partial(_fixed, kind) for kind in _FIXED},
    Any: _anything,
}
