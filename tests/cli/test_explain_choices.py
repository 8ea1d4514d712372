"""`explain` shows the fields of each object that a value may be below what tells it apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.cli.explain_data import Explanation, build_explanation
from clientwright.cli.explain_fields import Choice, iter_fields, undescribed_keywords
from clientwright.cli.explain_view import print_explanation
from clientwright.io.json_types import Schema
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.semantics import find_normal_form
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId

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


def _explained(part: Schema) -> Explanation:
    service = Service({"media": {}, "output": {}}, Path("service.json"))
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
        ({"anyOf": [INTEGER, {**OBJECT, "additionalProperties": INTEGER}]}, ("anyOf",)),
        ({"type": "string", "anyOf": [INTEGER, NAMES]}, ("anyOf",)),
        ({"anyOf": [INTEGER, NAMES], "oneOf": [INTEGER, NAMES]}, ("anyOf", "oneOf")),
    ],
)
def test_branches_that_are_shown_are_not_named_again(part: Schema, untold: tuple[str, ...]) -> None:
    """Branches are named as untold only if types, bounds and fields do not say all about them."""
    assert undescribed_keywords(part) == untold
    found = next(iter(iter_fields(Endpoint(ModelId("a/b"), {}), {"properties": {"x": part}}, "en")))
    assert any("more in the spec" in bound for bound in found.bounds) == bool(untold)
