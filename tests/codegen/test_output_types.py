"""Outputs have a type for each JSON type that they may be of, and a model for each object that can be told apart."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.validator import make_validator
from codegen import support
from codegen.test_normal_form_models import annotation_of
from codegen.test_object_unions import (
    BY_DATA,
    BY_URL,
    CAT,
    DEFINITIONS,
    DOG,
    NULL,
    POINT,
    TEXT,
    kind,
)
from judges.test_object_unions import SCHEMAS, VALUES, values_near

SLOW = settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
INTEGER = {"type": "integer"}


def endpoint_of(**properties: Any) -> Any:
    """Return an endpoint whose output has some properties."""
    output = {"type": "object", "properties": properties, "$defs": {**DEFINITIONS, "puppy": DOG}}
    return replace(support.endpoint({"type": "object", "properties": {"a": TEXT}}), output=output)


def load(package: str, **properties: Any) -> Any:
    """Return the module of an endpoint whose output has some properties."""
    module = support.load_module(package, endpoint_of(**properties))
    assert isinstance(module, ModuleType), module
    return module


ANNOTATIONS: dict[str, tuple[Any, str]] = {
    "text or null": ({"type": ["string", "null"]}, "str"),
    "text or null, as branches": ({"anyOf": [TEXT, NULL]}, "str"),
    "scalars": ({"anyOf": [TEXT, INTEGER, NULL]}, "str | int"),
    "text or list": ({"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, "str | list[str]"),
    "lists": (
        {"anyOf": [{"type": "array", "items": TEXT}, {"type": "array", "items": INTEGER}]},
        "list[str | int]",
    ),
    "items or null": ({"type": "array", "items": {"type": ["string", "null"]}}, "list[str | None]"),
    "a tuple": ({"type": "array", "prefixItems": [TEXT, INTEGER], "items": False}, "list[str | int]"),
    "a tuple of a length": (
        {"type": "array", "prefixItems": [TEXT, INTEGER], "minItems": 2, "maxItems": 2},
        "list[str | int]",
    ),
    "a tuple with room": (
        {"type": "array", "prefixItems": [TEXT, INTEGER], "maxItems": 3},
        "list[Any]",
    ),
    "a tuple with more": ({"type": "array", "prefixItems": [TEXT], "items": INTEGER}, "list[str | int]"),
    "any list": ({"type": "array"}, "list[Any]"),
    "any object": ({"type": "object"}, "dict[str, Any]"),
    "a mapping": ({"type": "object", "additionalProperties": INTEGER}, "dict[str, int | None]"),
    "a mapping to objects": (
        {"type": "object", "additionalProperties": BY_URL},
        "dict[str, OutputXValue | None]",
    ),
    "text or object": ({"anyOf": [TEXT, BY_URL]}, "str | OutputX"),
    "kinds": ({"oneOf": [DOG, CAT]}, "OutputXDog | OutputXBlackCat | dict[str, Any]"),
    "kinds that are numbers": ({"oneOf": [kind(1), kind(2)]}, "OutputX1 | OutputX2 | dict[str, Any]"),
    "kinds of definitions": (
        {"anyOf": [{"$ref": "#/$defs/puppy"}, CAT, TEXT]},
        "Puppy | OutputXBlackCat | dict[str, Any] | str",
    ),
    "lists of kinds": (
        {"type": "array", "items": {"oneOf": [DOG, CAT]}},
        "list[OutputXItemDog | OutputXItemBlackCat | dict[str, Any]]",
    ),
    "kinds beside any object": (
        {"anyOf": [DOG, CAT, {"type": "object"}]},
        "OutputXDog | OutputXBlackCat | dict[str, Any]",
    ),
    "objects alike": ({"anyOf": [BY_URL, BY_DATA]}, "OutputX | dict[str, Any]"),
    "an object and any": ({"anyOf": [POINT, {"type": "object"}]}, "Point | dict[str, Any]"),
    "equal objects": ({"anyOf": [BY_URL, {**BY_URL, "required": []}]}, "OutputX"),
    "mappings": (
        {"anyOf": [{"type": "object", "additionalProperties": one} for one in (TEXT, INTEGER)]},
        "dict[str, str | int | None]",
    ),
    "anything": ({}, "Any"),
    "text or anything": ({"anyOf": [TEXT, {"minLength": 2}]}, "Any"),
    "null": (NULL, "Any"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANNOTATIONS)
def test_each_json_type_has_its_type(name: str) -> None:
    """A field may be absent, and says what it is otherwise."""
    part, expected = ANNOTATIONS[name]
    source = support.module_source(endpoint_of(x=part))
    assert isinstance(source, str), source
    assert annotation_of(source, "x", "Output") == f"{expected} | None"


def test_objects_that_cannot_be_told_apart_have_one_model(package: str) -> None:
    """It has the fields of all of them, each of any type that it may have."""
    other = {"type": "object", "properties": {"url": INTEGER, "b": TEXT}}
    x = load(package, x={"anyOf": [BY_URL, BY_DATA, other]}).Output.model_validate(
        {"x": {"url": 5, "name": "n"}}
    )
    assert (x.x.url, x.x.name, x.x.data, x.x.b) == (5, "n", None, None)


def test_a_root_of_branches_has_the_fields_of_all(package: str) -> None:
    """An output is one object, whatever its schema is made of."""
    spec = replace(endpoint_of(), output={"oneOf": [DOG, CAT]})
    module: Any = support.load_module(package, spec)
    assert {*module.Output.model_fields} == {"kind", "bark", "name"}
    assert module.Output.model_validate({"kind": "cow"}).kind == "cow"


PETS = {"oneOf": [DOG, CAT]}
READ: dict[str, tuple[Any, str | None]] = {
    "a dog": ({"kind": "dog", "bark": 2}, "OutputXDog"),
    "a cat": ({"kind": "black cat", "name": "a"}, "OutputXBlackCat"),
    "more fields": ({"kind": "dog", "name": "a", "z": [1]}, "OutputXDog"),
    "null in a field": ({"kind": "dog", "bark": None}, "OutputXDog"),
    "another kind": ({"kind": "cow", "bark": 2}, None),
    "no kind": ({"bark": 2}, None),
    "a field of another type": ({"kind": "dog", "bark": "loud"}, None),
}


@pytest.mark.parametrize("name", READ)
def test_every_object_is_read(package: str, name: str) -> None:
    """An object of the documented kind is its model; any other is a dictionary, and nothing is lost."""
    value, expected = READ[name]
    found = load(package, x=PETS).Output.model_validate({"x": value})
    assert found.model_dump(by_alias=True, exclude_unset=True) == {"x": value}
    assert type(found.x).__name__ == (expected or "dict")


def test_another_json_type_is_told(package: str) -> None:
    """A value of no documented type is refused, so that the answer is told as unreadable, with its data."""
    module = load(package, x=PETS, s={"anyOf": [TEXT, BY_URL]})
    bodies: tuple[Any, ...] = ({"x": "dog"}, {"x": [1]}, {"s": []})
    for body in bodies:
        with pytest.raises(ValidationError):
            module.Output.model_validate(body)


def test_fields_of_similar_names_are_both_read(package: str) -> None:
    """Names that would be one in Python are two, and the field that has the name in the API has it."""
    output = load(package, **{"a-b": TEXT, "a_b": INTEGER, "a b": NULL}).Output
    assert output.model_validate({"a-b": "a", "a_b": 5}).a_b == 5
    assert [field.alias for field in output.model_fields.values()] == ["a b", "a-b", None]


def without_nulls(value: Any) -> Any:
    """Return a value without the fields that are null, which may as well be absent in an output."""
    if is_dict(value):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [*map(without_nulls, value)] if is_list(value) else value


@SLOW
@given(SCHEMAS, st.data())
def test_documented_outputs_are_read_whole(package: str, union: Any, data: st.DataObject) -> None:
    """Each value that a schema accepts is read, with nothing added, dropped, renamed or converted."""
    fields = {"x": union, "l": {"type": "array", "items": union}, "m": {"type": "object", "additionalProperties": union}}  # fmt: skip
    module = support.load_module(package, endpoint_of(**fields))
    if not isinstance(module, ModuleType):
        return
    oracle = make_validator(union, ("https",))
    for value in data.draw(st.lists(values_near(union) | VALUES, min_size=1, max_size=8)):
        fits = oracle.is_valid(value)
        event(f"fits: {fits}")
        for body in ({"x": value}, {"l": [value]}, {"m": {"k": value}}) if fits else ():
            found = module.Output.model_validate(body)
            dumped = found.model_dump(by_alias=True)
            assert without_nulls(dumped) == without_nulls(body), (union, body)
