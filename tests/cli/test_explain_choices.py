"""`explain` shows the fields of each object that a value may be below what tells it apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.cli.explain_data import Explanation, build_explanation
from clientwright.cli.explain_fields import Choice, explain_whole, iter_fields, undescribed_keywords
from clientwright.cli.explain_view import print_explanation
from clientwright.io.json_types import Schema
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.semantics import find_normal_form
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from sources.support import ROOT

TEXT = {"type": "string"}
DOG, CAT, BY_URL, SIZE = (
    {"type": "object", "properties": fields}
    for fields in (
        {"kind": {"const": "dog"}, "bark": TEXT},
        {"kind": {"const": "cat"}, "toys": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/size"}, {"type": "object", "properties": {"name": TEXT}}]}}},
        {"url": TEXT},
        {"width": TEXT},
    )
)  # fmt: skip
GROUPS: dict[str, tuple[Schema, dict[str, str]]] = {
    "kinds": ({"oneOf": [DOG, {"type": "object", "properties": {"kind": {"const": "cat"}}}, BY_URL, TEXT]},
        {"x.kind": "kind dog kind cat", "x.bark": "kind dog", "x.url": "with url"}),
    "definitions": (
        {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/size"}, BY_URL]}},
        {"x[].width": "size", "x[].url": "with url"},
    ),
    "nothing of their own": (
        {"anyOf": [{**BY_URL, "required": ["url"]}, {"properties": {"url": {"type": "integer"}}}]},
        {"x.url": "1 2"},
    ),
    "one object": ({"anyOf": [TEXT, BY_URL]}, {"x.url": ""}),
}  # fmt: skip


WHOLE, SHARE = {"type": "integer"}, {"type": "number", "minimum": 0, "maximum": 1}
IMAGE = {**TEXT, "x-media": {"kind": "image"}}
AB = {"type": "object", "properties": {"a": WHOLE, "b": WHOLE}}
NEEDS = [{"required": ["a"]}, {"required": ["b"]}]
SAID: dict[str, tuple[Schema, str, tuple[str, ...]]] = {
    "medium or media": (
        {"anyOf": [IMAGE, {"type": "array", "items": IMAGE, "minItems": 1, "maxItems": 2}]},
        "image URL or array of image URLs", ("1 to 2 items",),
    ),
    "medium or null": ({"anyOf": [IMAGE, {"type": "null"}]}, "image URL or null", ()),
    "values": ({"type": "object", "additionalProperties": SHARE}, "object", ("fields of any name: number (0 to 1)",)),
    "open": ({**AB, "additionalProperties": True}, "object", ("other fields: anything",)),
    "closed": ({**AB, "additionalProperties": False}, "object", ("no other fields",)),
    "patterns": ({**AB, "patternProperties": {"^x": SHARE}}, "object", ("fields that match ^x: number (0 to 1)",)),
    "at least one": ({**AB, "anyOf": NEEDS}, "object", ("at least one of a, b",)),
    "exactly one": ({**AB, "oneOf": NEEDS}, "object", ("exactly one of a, b",)),
    "dependents": ({**AB, "dependentRequired": {"a": ["b"]}}, "object", ("a requires b",)),
    "tuple": (
        {"type": "array", "prefixItems": [WHOLE, TEXT], "items": False}, "array",
        ("the first items: integer, then string, and no more",),
    ),
    "format": ({"type": "integer", "format": "int64"}, "integer", ("in the form int64",)),
    "encoding": ({**TEXT, "contentEncoding": "base64"}, "string", ("contentEncoding base64",)),
    "flags": ({**TEXT, "deprecated": True, "readOnly": True, "writeOnly": False}, "string", ("deprecated", "readOnly")),
    "format of each": (
        {"type": "array", "items": {**TEXT, "contentMediaType": "text/csv"}}, "array of strings",
        ("each contentMediaType text/csv",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_a_sentence_can_say_is_said(name: str) -> None:
    """Fields of any name, what is required together and items by position are said, on a field and on the whole."""
    part, kind, bounds = SAID[name]
    (field,) = (one for one in _explained(part).inputs if one.path == "x")
    assert (field.type, field.bounds) == (kind, bounds)
    if bounds:
        (whole,) = explain_whole(find_normal_form(part).schema)
        assert (whole.type, whole.bounds) == (kind, bounds)
        assert undescribed_keywords(find_normal_form(part).schema) == ()


FACTS = json.loads((ROOT / "specs/runcomfy/service.json").read_text("utf-8"))


def _explained(part: Schema) -> Explanation:
    service = Service(
        {**FACTS, "media": {"advice": "Use links.", "sure": "H"}, "output": {}},
        Path("service.json"),
    )
    form = find_normal_form({"type": "object", "properties": {"x": part, "y": TEXT}, "$defs": {"size": SIZE}})  # fmt: skip
    endpoint = Endpoint(ModelId("a/b"), form.schema)
    return build_explanation(service, endpoint, form, NormalForm({}, {}), call="", locale="en")


@pytest.mark.parametrize("name", GROUPS)
def test_fields_of_a_choice_have_its_name(name: str) -> None:
    """A choice of objects is named as its model: by the definition, or by what tells it apart."""
    part, expected = GROUPS[name]
    found: dict[str, list[str]] = {}
    for field in _explained(part).inputs:
        if field.path not in ("x", "y"):
            found.setdefault(field.path, []).extend(choice.name for choice in field.choices)
    assert {path: " ".join(names) for path, names in found.items()} == expected


def test_choices_are_shown_as_groups(capsys: pytest.CaptureFixture[str]) -> None:
    """The fields of a choice are below its name, one choice within another, in text as in JSON."""
    explanation = _explained({"oneOf": [DOG, CAT]})
    print_explanation(explanation)
    lines = [line for line in capsys.readouterr().out.splitlines() if "x" in line or "  y" in line]
    assert [line.rpartition("  ")[0] if "optional" in line else line for line in lines] == [
        "  x",
        "  one choice of x: kind dog",
        "    x.kind",
        "    x.bark",
        "  one choice of x: kind cat",
        "    x.kind",
        "    x.toys",
        "    one choice of x.toys[]: size",
        "      x.toys[].width",
        "    one choice of x.toys[]: with name",
        "      x.toys[].name",
        "  y",
    ]
    fields = json.loads(json.dumps(explanation.as_json()))["inputs"]
    assert fields[1]["choices"] == [{"path": "x", "name": "kind dog"}]
    assert Choice("x", "kind cat") in explanation.inputs[-2].choices


INTEGER, NAMES = {"type": "integer", "minimum": 2}, {"type": "string", "enum": ["a", ""]}
OBJECT = {"type": "object", "properties": {"b": {"type": "string"}}}


@pytest.mark.parametrize(
    ("part", "untold"),
    [
        ({"anyOf": [INTEGER, NAMES, OBJECT, {"type": "null"}]}, ()),
        ({"oneOf": [INTEGER, NAMES]}, ()),
        ({"items": {"anyOf": [INTEGER, NAMES]}}, ()),
        ({"anyOf": [INTEGER, {"type": "array", "items": {"anyOf": [INTEGER, NAMES]}}]}, ()),
        ({"anyOf": [NAMES, {"type": "string"}]}, ("anyOf",)),
        ({"oneOf": [INTEGER, {"type": ["integer", "null"]}]}, ("oneOf",)),
        ({"anyOf": [INTEGER, {"maxLength": 3}]}, ("anyOf",)),
        ({"anyOf": [INTEGER, {**OBJECT, "additionalProperties": INTEGER}]}, ()),
        ({"anyOf": [INTEGER, {**OBJECT, "propertyNames": {"maxLength": 3}}]}, ("anyOf",)),
        ({"type": "string", "anyOf": [INTEGER, NAMES]}, ("anyOf",)),
        ({"anyOf": [INTEGER, NAMES], "oneOf": [INTEGER, NAMES]}, ("anyOf", "oneOf")),
    ],
)
def test_branches_that_are_shown_are_not_named_again(part: Schema, untold: tuple[str, ...]) -> None:
    """Branches are named as untold only if types, bounds and fields do not say all about them."""
    assert undescribed_keywords(part) == untold
    found = next(iter(iter_fields(Endpoint(ModelId("a/b"), {}), {"properties": {"x": part}}, "en")))
    assert any("more in the spec" in bound for bound in found.bounds) == bool(untold)
