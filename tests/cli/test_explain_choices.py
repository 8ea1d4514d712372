"""`explain` shows the fields of each object that a value may be below what tells it apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.cli.explain_data import Explanation, build_explanation
from clientwright.cli.explain_fields import Choice
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
