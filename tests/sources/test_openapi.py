"""OpenAPI documents: which part is the input, which the output, and of which model."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from clientwright.io.json_pointer import resolve_pointer
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.sources.documents import RawEndpoint
from sources.openapi_documents import IMAGE, PROMPT, STATUS, api, content, post, read
from sources.support import ROOT, SERVICE, codes, read_text

CASE = ROOT / "tests" / "cases" / "openapi-document" / "api.json"


@pytest.mark.parametrize("name", ["api.json", "api.yaml", "api.yml", "https://example.com/api"])
def test_the_body_of_the_post_is_the_input(name: str) -> None:
    """The schema that the POST's body names is the input, with what it refers to, as JSON and as YAML."""
    document = json.loads(CASE.read_text("utf-8"))
    text = json.dumps(document) if name.endswith("json") else yaml.safe_dump(document)
    raw = read_text(text, name, id="maker/paint")
    assert isinstance(raw, RawEndpoint)
    repaired = repair_endpoint(raw, SERVICE)
    assert repaired.problems == ()
    assert repaired.schema == {
        "type": "object",
        "required": ["prompt"],
        "properties": {"prompt": {"type": "string"}, "size": {"$ref": "#/$defs/Size"}},
        "$defs": {"Size": {"type": "string", "enum": ["small", "large"]}},
    }


def test_places_are_those_of_the_document() -> None:
    """A pointer in the schema is located where the document has it, in JSON and in YAML."""
    document = json.loads(CASE.read_text("utf-8"))
    for name, text in (
        ("api.json", json.dumps(document, indent=1)),
        ("api.yaml", yaml.safe_dump(document, sort_keys=False)),
    ):
        raw = read_text(text, name, id="maker/paint")
        assert isinstance(raw, RawEndpoint)
        for pointer, key in (("/$defs/Size/enum/1", "large"), ("/required/0", "prompt")):
            here = raw.locate(pointer)
            assert key in text.split("\n")[here.line - 1]
        assert raw.locate("/$defs/Size").pointer == "/components/schemas/Size"


def test_references_into_components_are_followed() -> None:
    """Bodies, responses, path items and parameters may stand in components, under escaped names."""
    document = api(
        {"/paint": {"$ref": "#/components/pathItems/a~1b"}},
        {"In put/1": PROMPT},
    )
    document["components"] |= {
        "pathItems": {
            "a/b": {
                "post": {
                    "requestBody": {"$ref": "#/components/requestBodies/Paint"},
                    "responses": {"200": {"$ref": "#/components/responses/Painted"}},
                }
            }
        },
        "requestBodies": {
            "Paint": {"$ref": "#/components/requestBodies/Other"},
            "Other": content({"$ref": "#/components/schemas/In%20put~11"}),
        },
        "responses": {"Painted": content(IMAGE)},
    }
    raw = read(document)
    assert (raw.schema, raw.output) == (PROMPT, IMAGE)


@pytest.mark.parametrize(
    ("paths", "output"),
    [
        ({"/p": post(PROMPT, IMAGE)}, IMAGE),
        ({"/p": post(PROMPT, IMAGE, "201")}, IMAGE),
        ({"/p": post(PROMPT, IMAGE, "default")}, IMAGE),
        ({"/p": post(PROMPT, STATUS)}, None),
        (
            {
                "/p/requests/{id}/status": {"get": {"responses": {"200": content(STATUS)}}},
                "/p/requests/{id}/cancel": {"put": {"responses": {"200": content(STATUS)}}},
                "/p": post(PROMPT, STATUS),
                "/p/requests/{id}": {"get": {"responses": {"200": content(IMAGE)}}},
            },
            IMAGE,
        ),
        (
            {
                "/p": post(PROMPT, STATUS),
                "/p/{id}": {"get": {"responses": {"200": content(STATUS)}}},
                "/p/{id}/result": {"get": {"responses": {"200": content(IMAGE)}}},
            },
            IMAGE,
        ),
        (
            {
                "/p": post(PROMPT, STATUS),
                "/pictures/{id}": {"get": {"responses": {"200": content(IMAGE)}}},
            },
            None,
        ),
    ],
    ids="answer created default status queue result elsewhere".split(),
)
def test_the_output_is_that_of_the_result(paths: Any, output: Any) -> None:
    """The output is the 200 of the GET below the POST's path, else what the POST answers."""
    raw = read(api(paths))
    assert raw.output == output
    assert codes(raw) == ([] if output else ["output-left-out"])


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/json; charset=utf-8", "application/vnd.a+json", "*/*"],
)
def test_json_bodies_are_read(media_type: str) -> None:
    """A body of any type that is JSON is the input; one of a form is not."""
    form = content({"type": "object"}, "multipart/form-data")["content"]
    body = {"content": {**form, **content(PROMPT, media_type)["content"]}}
    assert read(api({"/p": {"post": {"requestBody": body}}})).schema == PROMPT
    only_form = api({"/p": {"post": {"requestBody": {"content": form}}}}, {"PaintBody": PROMPT})
    assert codes(read_text(json.dumps(only_form), "a.json", id="a/b")) == ["is-openapi"]
    assert read(only_form, schema="PaintBody").schema == PROMPT


def test_swagger_is_read() -> None:
    """A Swagger 2.0 document has its input in the body parameter, and its schemas in definitions."""
    document = {
        "swagger": "2.0",
        "info": {"title": "Paint", "version": "1"},
        "paths": {
            "/p": {
                "post": {
                    "parameters": [
                        {"in": "header", "name": "a", "type": "string"},
                        {"$ref": "#/parameters/body"},
                    ],
                    "responses": {"200": {"schema": {"$ref": "#/definitions/Out"}}},
                }
            }
        },
        "parameters": {"body": {"in": "body", "name": "b", "schema": {"$ref": "#/definitions/In"}}},
        "definitions": {"In": PROMPT, "Out": IMAGE},
    }
    raw = read(document)
    assert (raw.schema, raw.output) == (PROMPT, IMAGE)


def test_a_cog_model_has_its_input_by_name() -> None:
    """The document of a Cog model describes its container: `Input` and `Output` count, not the paths."""
    document = api(
        {"/predictions": post(STATUS), "/trainings": post(STATUS)},
        {"Input": PROMPT, "Output": IMAGE, "PredictionRequest": STATUS},
        info={"title": "Cog", "version": "0.1.0"},
    )
    raw = read(document)
    assert (raw.schema, raw.output) == (PROMPT, IMAGE)
    answer = {"owner": "maker", "name": "draw", "latest_version": {"openapi_schema": document}}
    found = read_text(json.dumps(answer), "draw.json")
    assert isinstance(found, RawEndpoint)
    assert (found.id, found.schema, found.output) == ("maker/draw", PROMPT, IMAGE)


def test_a_queue_document_states_its_id() -> None:
    """The id of `x-fal-metadata` counts, and a document that names two ids needs --id."""
    info = {"title": "Queue", "version": "1", "x-fal-metadata": {"endpointId": "fal-ai/paint"}}
    document = api({"/fal-ai/paint": post(PROMPT)}, info=info)
    raw = read_text(json.dumps(document), "a.json")
    assert isinstance(raw, RawEndpoint)
    assert raw.id == "fal-ai/paint"
    listed = {"endpoint_id": "fal-ai/draw", "openapi": document}
    assert codes(read_text(json.dumps(listed), "a.json")) == ["no-id"]
    given = read_text(json.dumps(listed), "a.json", id="fal-ai/draw")
    assert isinstance(given, RawEndpoint)
    assert codes(given) == []


def test_id_option_wins_with_a_warning() -> None:
    """`--id` is used where the document names another id, and the warning tells both."""
    answer = {"model": "maker/draw", "input_schema": PROMPT}
    raw = read_text(json.dumps(answer), "a.json", id="maker/paint")
    assert isinstance(raw, RawEndpoint)
    assert raw.id == "maker/paint"
    assert codes(raw) == ["id-chosen"]


@pytest.mark.parametrize(
    ("servers", "path", "expected"),
    [
        (["https://model-api.runcomfy.net/v1"], "/models/maker/paint", "maker/paint"),
        (["https://model-api.runcomfy.net"], "/v1/models/maker/paint/fast", "maker/paint/fast"),
        (["https://api.example.com/v1"], "/models/maker/paint", None),
        ([], "/models/maker/paint", None),
        (["https://model-api.runcomfy.net/v1"], "/v1/paint", None),
        (["https://["], "/models/maker/paint", None),
    ],
)
def test_a_path_states_the_id_only_on_a_host_of_the_service(
    servers: list[str], path: str, expected: str | None
) -> None:
    """The id is in the path of a POST to the service's own host, and is otherwise only suggested."""
    document = api({path: post(PROMPT)}, servers=[{"url": url} for url in servers])
    raw = read_text(json.dumps(document), "a.json")
    assert codes(raw) == ([] if expected else ["no-id"])
    assert not isinstance(raw, RawEndpoint) or raw.id == expected


def test_the_error_suggests_an_id() -> None:
    """A path that can be an id is suggested, never taken."""
    problems = read_text(json.dumps(api({"/maker/paint": post(PROMPT)})), "a.json")
    assert isinstance(problems, tuple)
    assert "--id maker/paint" in problems[0].advice()


@pytest.mark.parametrize(
    ("document", "at"),
    [
        (
            api({"/p": {"post": {"requestBody": {"$ref": "#/components/requestBodies/No"}}}}),
            "/paths/~1p/post/requestBody/$ref",
        ),
        (
            api({"/p": post({"$ref": "#/components/schemas/No"})}),
            "/paths/~1p/post/requestBody/content/application~1json/schema/$ref",
        ),
        (
            api({"/p": post({"$ref": "#/components/schemas/A"})}, {"A": {"$ref": "#/x/No"}}),
            "/components/schemas/A/$ref",
        ),
        (
            api(
                {"/p": post({"$ref": "#/components/schemas/A"})},
                {"A": {"$ref": "#/components/schemas/A"}},
            ),
            "/components/schemas/A/$ref",
        ),
        (
            api({"/p": post({"$ref": "https://example.com/schemas.json#/A"})}),
            "/paths/~1p/post/requestBody/content/application~1json/schema/$ref",
        ),
        (
            api(
                {"/p": post({"$ref": "#/components/schemas/A"})},
                {"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}}},
            ),
            "/components/schemas/A/properties/a/$ref",
        ),
    ],
    ids="body schema chain self remote circle".split(),
)
def test_a_reference_that_cannot_be_followed_has_its_place(document: Any, at: str) -> None:
    """A reference to nothing, to itself or out of the document is one error, where it is written."""
    (problem,) = repair_endpoint(read(document), SERVICE).problems[:1]
    assert (problem.code, problem.location.pointer) == ("broken-reference", at)
    assert repr(resolve_pointer(document, at)) in problem.found()
    assert problem.location.line > 1
