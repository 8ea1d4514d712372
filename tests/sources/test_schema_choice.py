"""The choice of one schema among several, by the name of an operation, a tool or a schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.sources.documents import RawEndpoint
from sources.openapi_documents import IMAGE, PROMPT, STATUS, api, post, read
from sources.support import codes, read_text

SEVERAL = api(
    {
        "/v1/paint": {**post({"$ref": "#/components/schemas/Paint"})},
        "/v1/draw": {"post": {**post({"$ref": "#/components/schemas/Draw"})["post"]}},
        "/v1/draw/again": post({"$ref": "#/components/schemas/Draw"}, STATUS),
    },
    {"Paint": PROMPT, "Draw": {**PROMPT, "title": "Draw it"}, "Unused": {**PROMPT, "title": "No"}},
)
SEVERAL["paths"]["/v1/paint"]["post"]["operationId"] = "paintIt"


@pytest.mark.parametrize(
    ("name", "title", "output"),
    [
        ("POST /v1/paint", None, IMAGE),
        ("post  /v1/paint", None, IMAGE),
        ("/v1/paint", None, IMAGE),
        ("paintIt", None, IMAGE),
        ("Paint", None, IMAGE),
        ("POST /v1/draw", "Draw it", IMAGE),
        ("Draw", "Draw it", None),
        ("Unused", "No", None),
        ("#/components/schemas/Unused", "No", None),
        ("/components/schemas/Unused", "No", None),
    ],
)
def test_one_of_several_is_chosen_by_name(name: str, title: str | None, output: Any) -> None:
    """An operation, its path, its id, a schema or a pointer chooses; what several say is not guessed."""
    raw = read(SEVERAL, schema=name)
    assert (raw.schema.get("title"), raw.output) == (title, output)


def test_a_choice_is_asked_for_by_name() -> None:
    """Of several operations none is taken; the error lists twenty at most, with the number of the others."""
    problems = read_text(json.dumps(SEVERAL), "a.json", id="a/b")
    assert codes(problems) == ["several-schemas"]
    paths = {f"/v1/model-{n}": post({"$ref": f"#/components/schemas/M{n}"}) for n in range(3000)}
    schemas = {f"M{n}": PROMPT for n in range(3000)}
    (problem,) = read_text(json.dumps(api(paths, schemas)), "a.json", id="a/b")
    assert "'POST /v1/model-19' and 2980 more" in problem.found()
    assert "--schema 'POST /v1/model-0'" in problem.advice()


@pytest.mark.parametrize(
    ("name", "meant"), [("paint", "Paint"), ("POST /v1/pain", "POST /v1/paint"), ("Zzz", "")]
)
def test_an_unknown_name_is_corrected(name: str, meant: str) -> None:
    """A name that is nowhere is an error with the nearest one, or with those that there are."""
    problems = read_text(json.dumps(SEVERAL), "a.json", id="a/b", schema=name)
    assert codes(problems) == ["schema-not-found"]
    assert isinstance(problems, tuple)
    assert f"Did you mean {meant!r}" in problems[0].advice() or not meant
    assert "'POST /v1/draw/again'" in problems[0].found()


def test_a_page_has_no_names() -> None:
    """`--schema` for a page is an error, since nothing of a page has a name."""
    assert codes(read_text("A page.", "page.txt", schema="Paint")) == ["schema-not-found"]


MODELS = [
    {"id": f"oak/leaf-{n}", "input_schema": {**PROMPT, "title": f"Leaf {n}"}} for n in range(1, 4)
]


@pytest.mark.parametrize("held", [MODELS, {"models": MODELS}, {"data": {"items": MODELS}}])
@pytest.mark.parametrize("option", ["id", "schema"])
def test_a_model_of_a_list_is_chosen_by_its_id(held: Any, option: str) -> None:
    """The id that a list states for a model chooses it, as --schema or as --id; the error lists the ids."""
    raw = read_text(json.dumps(held), "list.json", **{option: "oak/leaf-2"})
    assert isinstance(raw, RawEndpoint)
    assert (raw.id, raw.schema["title"], raw.problems) == ("oak/leaf-2", "Leaf 2", ())
    asked = read_text(json.dumps(held), "list.json")
    assert codes(asked) == ["several-schemas"]
    assert isinstance(asked, tuple)
    assert "'oak/leaf-1', 'oak/leaf-2', 'oak/leaf-3'" in asked[0].found()
    unknown = read_text(json.dumps(held), "list.json", **{option: "oak/leaf-9"})
    assert codes(unknown) == ["several-schemas" if option == "id" else "schema-not-found"]


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"properties": {"a": {}, "b": {}}}, "a JSON Schema with 2 properties."),
        ({"type": "object", "properties": {"a": {}}}, "a JSON Schema with 1 property."),
        ({"allOf": [PROMPT]}, "a JSON Schema."),
    ],
)
def test_a_schema_is_named_as_what_it_is(document: Any, kind: str) -> None:
    """A name that a bare schema cannot have is refused with what the document is, and without a choice."""
    problems = read_text(json.dumps(document), "a.json", id="a/b", schema="title")
    assert codes(problems) == ["schema-not-found"]
    assert isinstance(problems, tuple)
    assert kind in problems[0].found()
    assert problems[0].advice() == "Leave out --schema."
