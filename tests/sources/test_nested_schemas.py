"""Schemas one level down: tools, models, function calls, lists of them, and documents that have none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import Problem
from clientwright.sources.documents import RawEndpoint, ReadOptions, Source
from clientwright.sources.read_documents import read_source
from sources.support import SERVICE, codes, read_text

SCHEMA = {"type": "object", "properties": {"prompt": {"type": "string"}}}
OTHER = {"type": "object", "properties": {"text": {"type": "string"}}}
OUTPUT = {"type": "object", "properties": {"image": {"type": "string", "format": "uri"}}}
LOCAL = {
    "type": "object",
    "properties": {"size": {"$ref": "#/$defs/Size"}},
    "$defs": {"Size": {"enum": ["a", "b"]}},
}


def read(document: Any, **options: str) -> Any:
    """Read a document as JSON, under an id if it states none."""
    return read_text(json.dumps(document, indent=1), "a.json", **{"id": "maker/paint", **options})


@pytest.mark.parametrize(
    "document",
    [
        {"model": "maker/paint", "input_schema": SCHEMA},
        {"model_id": "maker/paint", "schema": SCHEMA},
        {"schema": SCHEMA},
        {"data": {"model": {"inputSchema": SCHEMA}}},
        {"result": {"id": 7, "input": SCHEMA, "output": OUTPUT}},
        {"name": "paint", "description": "Paints.", "inputSchema": SCHEMA},
        {"name": "paint", "input_schema": SCHEMA},
        {"type": "function", "function": {"name": "paint", "parameters": SCHEMA}},
        {"type": "function", "name": "paint", "parameters": SCHEMA},
        {"name": "paint", "parametersJsonSchema": SCHEMA},
        {"type": "json_schema", "json_schema": {"name": "paint", "schema": SCHEMA}},
        {"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "p", "inputSchema": SCHEMA}]}},
        [{"name": "paint", "input_schema": SCHEMA}],
        {"models": [{"name": "maker/paint", "input_schema": SCHEMA}]},
        {"$defs": {"Input": SCHEMA}},
        {"Input": SCHEMA},
        [SCHEMA],
    ],
    ids=lambda document: "-".join(document)[:40] if isinstance(document, dict) else "list",
)
def test_a_schema_one_level_down_is_found(document: Any) -> None:
    """A model's answer, a tool and a function call have their schema under a key for it."""
    raw = read(document)
    assert isinstance(raw, RawEndpoint), [str(problem) for problem in raw]
    assert raw.schema == SCHEMA
    assert raw.locate("/properties/prompt").line > 2


@pytest.mark.parametrize(
    "document",
    [
        {"model": "maker/paint", "input_schema": SCHEMA, "output_schema": OUTPUT},
        {"endpoint_id": "maker/paint", "inputSchema": SCHEMA, "outputSchema": OUTPUT},
        {"owner": "maker", "name": "paint", "schema": {"input": SCHEMA, "output": OUTPUT}},
        {"id": "maker/paint", "versions": [{"request": SCHEMA, "response": OUTPUT}]},
        {"name": "maker/paint", "parameters": SCHEMA, "returns": OUTPUT},
        {"model_id": "maker/paint", "schema": SCHEMA, "response": OUTPUT},
    ],
    ids="-".join,
)
def test_the_id_and_the_output_stand_beside_the_input(document: Any) -> None:
    """What states the model's id is read, also above, and an object of URLs is the output."""
    raw = read_text(json.dumps(document), "a.json")
    assert isinstance(raw, RawEndpoint), [str(problem) for problem in raw]
    assert (raw.id, raw.schema, raw.output) == ("maker/paint", SCHEMA, OUTPUT)


@pytest.mark.parametrize("key", ["id", "name", "model"])
@pytest.mark.parametrize("text", ["paint", "", "https://example.com/a/b", "a b", "../.."])
def test_what_is_no_id_is_not_taken_for_one(key: str, text: str) -> None:
    """A name of one part, a URL or any other text needs --id."""
    found = read_text(json.dumps({key: text, "input_schema": SCHEMA}), "a.json")
    assert codes(found) == ["no-id"]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"type": "array", "items": {"type": "string"}}, "a list"),
        ({"type": "string", "format": "uri"}, "a text"),
        ({"type": ["string", "null"]}, "a text"),
        ({"type": "object"}, "an object without properties"),
        ({"properties": {"image": {"type": "string"}, "seed": {"type": "integer"}}}, "`seed`"),
        ({"properties": {"video": {"$ref": "#/$defs/F"}}, "$defs": {"F": OUTPUT}}, "`video`"),
        ({"properties": {"status": {"type": "string"}}}, "`status`"),
        ({"properties": {"image": {"enum": ["a"], "type": "string"}}}, "`image`"),
        ({"properties": {"a": {"$ref": "#/x"}}}, "#/x"),
        ({"type": [[]], "anyOf": [1]}, "not described"),
    ],
)
def test_an_output_of_another_form_is_left_out_with_a_note(wrong: Any, what: str) -> None:
    """The note says what the output is, and where; the input is imported."""
    raw = read({"input_schema": SCHEMA, "output_schema": {"title": "O", **wrong}})
    assert isinstance(raw, RawEndpoint)
    (note,) = raw.problems
    assert (raw.output, note.code) == (None, "output-left-out")
    assert what in note.found()
    assert note.location.pointer.startswith("/output_schema")


@pytest.mark.parametrize(
    "field",
    [
        {"type": "string", "format": "uri"},
        {"type": ["string", "null"], "format": "uri"},
        {"type": "array", "items": {"type": "string", "format": "uri"}},
        {"anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}]},
        {"allOf": [{"$ref": "#/$defs/Url"}]},
    ],
)
def test_an_object_of_urls_is_an_output(field: Any) -> None:
    """URLs, lists of them, and those that may be null, make an output, also by reference."""
    defs = {"Url": {"type": "string", "format": "uri"}}
    written = {"type": "object", "properties": {"it": field}, "$defs": defs}
    raw = read({"input_schema": SCHEMA, "output_schema": written})
    assert isinstance(raw, RawEndpoint)
    assert (codes(raw), raw.output) == ([], written)


def test_one_of_several_tools_is_chosen_by_name() -> None:
    """A list of tools needs a name; those that share one are named by their pointers."""
    tools = {"tools": [{"name": "a", "inputSchema": SCHEMA}, {"name": "b", "inputSchema": OTHER}]}
    (problem,) = read(tools)
    assert (problem.code, problem.names) == ("several-schemas", ("a", "b"))
    assert read(tools, schema="b").schema == OTHER
    assert read(tools, schema="#/tools/0/inputSchema").schema == SCHEMA
    same = [{"name": "a", "inputSchema": SCHEMA}, {"name": "a", "inputSchema": OTHER}]
    (problem,) = read(same)
    assert problem.names == ("#/0/inputSchema", "#/1/inputSchema")
    assert read(same, schema=problem.names[1]).schema == OTHER


def test_references_count_from_the_schema_or_the_document() -> None:
    """A schema one level down may refer to its own definitions, or to the document's."""
    assert read({"name": "a", "inputSchema": LOCAL}).schema == LOCAL
    own = {"type": "object", "properties": LOCAL["properties"]}
    assert read({"inputSchema": own, "$defs": LOCAL["$defs"]}).schema == LOCAL


@pytest.mark.parametrize(
    ("root", "names"),
    [
        ({"$ref": "#/$defs/A"}, {"prompt"}),
        ({"$ref": "#/$defs/Chain", "title": "T"}, {"prompt"}),
        ({"allOf": [{"$ref": "#/$defs/A"}], "title": "T"}, {"prompt"}),
        ({"allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}]}, None),
        ({"oneOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}]}, {"prompt", "text"}),
        ({"anyOf": [{"$ref": "#/$defs/A"}, OTHER, {"type": "null"}]}, {"prompt", "text"}),
    ],
)
def test_a_root_may_leave_its_properties_to_others(root: Any, names: set[str] | None) -> None:
    """A root that is a reference, `allOf`, `oneOf` or `anyOf` of objects is an input."""
    defs = {"A": SCHEMA, "B": OTHER, "Chain": {"$ref": "#/$defs/A"}}
    for document in ({**root, "$defs": defs}, {"inputSchema": root, "$defs": defs}):
        raw = read(document)
        assert isinstance(raw, RawEndpoint)
        repaired = repair_endpoint(raw, SERVICE)
        assert (repaired.problems, repaired.schema["type"]) == ((), "object")
        assert names is None or set(repaired.schema["properties"]) == names


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"asyncapi": "2.6.0", "channels": {}}, "an AsyncAPI 2.6.0 document"),
        ({"openapi": "3.1.0", "info": {}}, "an OpenAPI 3.1.0 document"),
        ({"swagger": "2.0", "info": {}}, "a Swagger 2.0 document"),
        ({"info": {"schema": "https://schema.getpostman.com/x"}, "item": []}, "a Postman"),
        ({"log": {"entries": []}}, "an HTTP recording (HAR)"),
        ({"data": {"__schema": {}}}, "a GraphQL schema"),
        ({"type": "object"}, "a JSON Schema without properties"),
        ({"a": 1, "b": 2}, "a JSON object with `a`, `b`"),
        ([1, 2], "a JSON list of 2 values"),
        ("x", "only a text"),
        (None, "only null"),
        (True, "only true or false"),
        (1.5, "only a number"),
        ({}, "an empty JSON object"),
    ],
)
def test_where_nothing_fits_the_kind_of_document_is_told(document: Any, kind: str) -> None:
    """The error names the kind of the document, and what to give instead."""
    (problem,) = read(document)
    assert problem.code in ("no-schema", "is-openapi")
    assert kind in problem.found()


KEYS = st.sampled_from(
    "openapi swagger info paths /p post requestBody content application/json schema $ref $defs "
    "components schemas Input responses 200 parameters in allOf oneOf properties type items name "
    "inputSchema output model owner tools definitions required servers url".split()
)
VALUES = st.sampled_from(
    ["#", "#/$defs/Input", "#/components/schemas/Input", "#/paths", "object", "body", "a/b", ""]
)
DOCUMENTS = st.recursive(
    VALUES | st.none() | st.booleans() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=25,
)


@given(st.dictionaries(KEYS, DOCUMENTS, max_size=5), st.none() | KEYS)
def test_any_document_is_read_or_rejected(document: Any, schema: str | None) -> None:
    """Documents of the words of OpenAPI and tools, in any shape, are read or rejected with problems."""
    options = ReadOptions(SERVICE.hosts, "maker/paint", None, schema)
    found = read_source(Source("a.json", json.dumps(document)), options)
    if isinstance(found, RawEndpoint):
        repair_endpoint(found, SERVICE)
    else:
        assert found
        assert all(isinstance(one, Problem) and str(one) for one in found)
