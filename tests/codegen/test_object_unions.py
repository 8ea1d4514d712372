"""A value that may be one of several objects has a model for each, and is judged by the one that it resembles."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from codegen import support
from codegen.test_normal_form_models import annotation_of, source_of

TEXT: dict[str, Any] = {"type": "string"}
NULL = {"type": "null"}


def record(*required: str, **properties: Any) -> dict[str, Any]:
    """Return a schema of objects; `a_b` stands for the property `a-b`."""
    fields = {name.replace("_", "-"): sub for name, sub in properties.items()}
    return {"type": "object", "properties": fields, "required": list(required)}


def kind(value: Any, **properties: Any) -> dict[str, Any]:
    """Return a schema of objects that say in a field what they are."""
    return record("kind", kind={"const": value}, **properties)


DEFINITIONS = {"point": record("at", at={"type": "integer"}), "Box": record(at={"type": "integer"})}
POINT, BOX = {"$ref": "#/$defs/point"}, {"$ref": "#/$defs/Box"}
BY_URL, BY_DATA = record("url", url=TEXT), record("data", data=TEXT, name=TEXT)
DOG, CAT = kind("dog", bark={"type": "integer", "minimum": 1}), kind("black cat", name=TEXT)


def root_of(part: Any) -> dict[str, Any]:
    """Return an input with a property `x`."""
    return {"type": "object", "properties": {"x": part}, "$defs": DEFINITIONS}


def load(package: str, part: Any) -> Any:
    """Return the module of an endpoint with a property `x`."""
    module = support.load_module(package, support.endpoint(root_of(part)))
    assert isinstance(module, ModuleType)
    return module


NAMES: dict[str, tuple[Any, str]] = {
    "definitions": ({"anyOf": [{"type": "array", "items": POINT}, BOX]}, "list[XPointItem] | XBox"),
    "kinds": ({"oneOf": [DOG, CAT]}, "XDog | XBlackCat"),
    "kinds that are numbers": ({"oneOf": [kind(1), kind(2)]}, "X1 | X2"),
    "own properties": ({"anyOf": [BY_URL, BY_DATA]}, "XWithUrl | XWithData"),
    "no own property": (
        {"anyOf": [record("a", a=TEXT, b=TEXT), record("b", b=TEXT)]},
        "XWithA | X",
    ),
    "beside null": ({"anyOf": [NULL, DOG, CAT]}, "XDog | XBlackCat | None"),
    "beside values": (
        {"anyOf": [DOG, CAT, {"type": "integer"}, {"enum": ["auto"]}]},
        "XDog | XBlackCat | Integer | XChoice",
    ),
    "beside a mapping": (
        {"anyOf": [BY_URL, {"type": "object", "additionalProperties": {"type": "integer"}}]},
        "X | dict[str, Integer]",
    ),
    "beside any object": ({"anyOf": [BY_URL, {"type": "object"}]}, "X | dict[str, Any]"),
    "in items": ({"type": "array", "items": {"oneOf": [DOG, CAT]}}, "list[XItemDog | XItemBlackCat]"),
    "of one type": ({"type": "object", "oneOf": [DOG, CAT]}, "XDog | XBlackCat"),
    "with the type beside": (
        {"type": ["object", "null"], "anyOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
        "XWithA | XWithB | None",
    ),
    "within each other": ({"anyOf": [{"oneOf": [DOG, CAT]}, BY_URL]}, "XDog | XBlackCat | XWithUrl"),
    "beside what is required": ({"required": ["url"], "anyOf": [BY_URL, BY_DATA]}, "XWithUrl | XWithData"),
    "equal": ({"anyOf": [BY_URL, BY_URL]}, "X"),
    "other required fields": (
        {"anyOf": [{**BY_DATA, "required": ["name"]}, {**BY_DATA, "required": ["data"]}]},
        "X",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_object_has_a_model_of_its_own(name: str) -> None:
    """Models are named by the definition, by what tells them apart, or are numbered."""
    part, expected = NAMES[name]
    found = annotation_of(source_of(root_of(part)), "x", "Input")
    assert found.removeprefix("Omittable[").removesuffix("]" * ("Omittable" in found)) == expected


def test_objects_that_exclude_each_other_need_no_residual() -> None:
    """Where the models say all there is to say, a package carries no interpreter for it."""
    source = source_of(root_of({"oneOf": [DOG, CAT, TEXT]}))
    assert "rest = " not in source
    assert "rest = " in source_of(root_of({"anyOf": [BY_URL, BY_DATA]}))


FAULTS: dict[str, tuple[Any, Any, list[str]]] = {
    "one field of the kind": ([DOG, CAT], {"kind": "dog", "bark": 0}, ["x.bark greater_than_equal"]),
    "a field of another kind": ([DOG, CAT], {"kind": "dog", "name": "a"}, ["x.name extra_forbidden"]),
    "no such kind": ([DOG, CAT], {"kind": "cow"}, ["x.kind literal_error"]),
    "no kind": ([DOG, CAT], {}, ["x.kind missing"]),
    "beside a text": ([DOG, CAT, TEXT], {"kind": "dog", "bark": 0}, ["x.bark greater_than_equal"]),
    "another type": ([DOG, TEXT], 5, ["x union_type"]),
    "the likeliest": ([BY_URL, BY_DATA], {"data": 5}, ["x.data string_type"]),
    "equally likely": ([BY_URL, BY_DATA], {}, ["x.url missing", "x.data missing"]),
    "a field of none": ([BY_URL, BY_DATA], {"url": "a", "z": 1}, ["x.z extra_forbidden"]),
    "a field of a branch that does not fit": (
        [BY_URL, BY_DATA],
        {"url": "a", "name": "b"},
        ["x.name extra_forbidden"],
    ),
    "within items": (
        [{"type": "array", "items": DOG}, CAT],
        [{"kind": "dog", "bark": "no"}],
        ["x[0].bark int_type"],
    ),
    "within a union in a union": (
        [record("pet", pet={"oneOf": [DOG, CAT]}), BY_URL],
        {"pet": {"kind": "dog", "bark": 0}},
        ["x.pet.bark greater_than_equal"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_those_of_the_likeliest_branch(package: str, name: str) -> None:
    """A value is told what keeps it from being the branch that it resembles most, at its place in the value."""
    branches, value, expected = FAULTS[name]
    module = load(package, {"anyOf": branches})
    with pytest.raises(import_module(package).InvalidInput) as caught:
        module.ENDPOINT.request({"x": value})
    assert [f"{fault.path} {fault.code}" for fault in caught.value.faults] == expected


INTEGER, AUTO = {"type": "integer"}, {"const": "auto"}
WRONG_VALUES: dict[str, tuple[Any, Any, str]] = {
    "a type or a value": ({"anyOf": [INTEGER, AUTO]}, "fast", "a valid integer or 'auto'"),
    "or null": ({"anyOf": [INTEGER, AUTO, NULL]}, "fast", "a valid integer, 'auto' or None"),
    "types": (
        {"type": ["integer", "string", "boolean", "null"]},
        [],
        "a valid integer, a valid string, a valid boolean or None",
    ),
    "one type or null": ({"type": ["number", "null"]}, "a", "a valid number or None"),
    "values or null": ({"enum": ["a or b", "", None]}, "c", "'a or b', '' or None"),
    "values of two branches": ({"oneOf": [DOG, CAT]}, {"kind": "cow"}, "'dog' or 'black cat'"),
    "one type": (INTEGER, "a", "a valid integer"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_VALUES)
@pytest.mark.parametrize("place", ["field", "item", "renamed"])
def test_one_wrong_value_is_one_fault(package: str, name: str, place: str) -> None:
    """A value at which several types or values may be has one fault, which names them all."""
    part, value, expected = WRONG_VALUES[name]
    if place == "renamed":
        part, value = record(a_b=part), {"a_b": value}
    elif place == "item":
        part, value = {"type": "array", "items": part}, [value]
    with pytest.raises(import_module(package).InvalidInput) as caught:
        load(package, part).ENDPOINT.request({"x": value})
    (fault,) = caught.value.faults
    assert fault.message == f"Input should be {expected}"


@pytest.mark.parametrize(
    ("part", "value", "expected"),
    [
        ({"enum": ["a", 1, None]}, "b", "x enum"),
        (
            {"anyOf": [{"type": "boolean"}, {**TEXT, "x-media": {"kind": "image"}}]},
            "a",
            "x media",
        ),
    ],
)
def test_a_value_of_an_accepted_type_is_told_no_other_type(
    package: str, part: Any, value: Any, expected: str
) -> None:
    """Where all values are listed, or a value of this type is accepted, no other type is named."""
    with pytest.raises(import_module(package).InvalidInput) as caught:
        load(package, part).ENDPOINT.request({"x": value})
    assert [f"{fault.path} {fault.code}" for fault in caught.value.faults] == [expected]


def test_a_value_that_fits_several_branches_is_kept_whole(package: str) -> None:
    """A value may have the fields of all branches that it fits, given as a dictionary or as a model."""
    module = load(package, {"anyOf": [BY_URL, BY_DATA]})
    body = {"x": {"url": "a", "data": "b", "name": "c"}}
    request = module.ENDPOINT.request(body)
    assert request.body == body
    assert module.ENDPOINT.request(request.input).body == body
    data = module.XWithData(data="b")
    assert module.ENDPOINT.request({"x": data}).body == {"x": {"data": "b"}}


def test_a_name_means_the_field_of_that_name(package: str) -> None:
    """No branch takes the name of another one's field for its own field of a similar name."""
    similar = {**TEXT, "minLength": 2}
    other = {"type": "object", "properties": {"a_b": TEXT}}
    module = load(package, {"anyOf": [record(a_b=similar), other]})
    for body in ({"x": {"a_b": "value"}}, {"x": {"a-b": "value"}}):
        for mode in ("strict", "off"):
            assert module.ENDPOINT.request(body, validate=mode).body == body


def test_python_names_are_those_of_the_branch(package: str) -> None:
    """Names of Python become those of the API in every branch, whether the input is checked or not."""
    inner = {"type": "array", "items": record(in_it=TEXT)}
    module = load(package, {"oneOf": [kind("a", parts=inner), kind("b", parts=record(of_it=TEXT))]})
    for given, sent in (
        ({"kind": "a", "parts": [{"in_it": "x"}]}, {"kind": "a", "parts": [{"in-it": "x"}]}),
        ({"kind": "b", "parts": {"of_it": "x"}}, {"kind": "b", "parts": {"of-it": "x"}}),
    ):
        for mode in ("strict", "off"):
            assert module.ENDPOINT.request({"x": given}, validate=mode).body == {"x": sent}


@pytest.mark.parametrize("apart", [True, False])
def test_media_are_those_of_the_branch(package: str, apart: bool) -> None:
    """A URL is a medium of the kind that the branch says which the value fits."""
    media = [{**TEXT, "x-media": {"kind": one}} for one in ("image", "video")]
    branches = [record("url", "k", url=one, k=TEXT) for one in media]
    for n, branch in enumerate(branches):
        name = "const" if apart else "pattern"
        branch["properties"]["k"] = {**TEXT, name: f"k{n}"}
    module = load(package, {"anyOf": branches})
    find = import_module(f"{package}._runtime.media_values").media_values
    for n, found in enumerate(("image", "video")):
        body = {"x": {"url": "https://example.com/a", "k": f"k{n}"}}
        assert [(one.path, one.kind) for one in find(module.Input, body)] == [(("x", "url"), found)]


def test_only_what_models_cannot_tell_is_interpreted() -> None:
    """Beside fields that several branches may describe, others are left to their models."""
    source = source_of(
        {
            "type": "object",
            "properties": {"pet": {"oneOf": [DOG, CAT]}, "x": {"anyOf": [BY_URL, BY_DATA]}},
        }
    )
    (rest,) = (line for line in source.splitlines() if "rest = " in line)
    assert "bark" not in rest
    assert (
        rest.count('"url"') == 2
    )  # as a property and as a required one: the branch is written once
