"""The OpenAPI document of any service says its calls and answers as the service's file does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from clientwright.testing.service_wire import ServiceWire
from codegen import support
from export.test_openapi import document

SPECS = Path(__file__).parents[2] / "specs"
INPUT: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "properties": {"prompt": {"type": "string"}, "image": {"x-media": {"kind": "image"}}},
}
URI = {"type": "string", "format": "uri"}


def service_of(name: str) -> Service:
    """Return a service of this repository."""
    path = SPECS / name / "service.json"
    return Service(json.loads(path.read_text("utf-8")), path)


def changed(**facts: Any) -> Service:
    """Return RunComfy's service with other facts."""
    kept = support.service()
    return Service({**json.loads(json.dumps(kept.document)), **facts}, kept.path)


def endpoint(id: str, output: Any = None, version: str = "") -> Endpoint:
    """Return an endpoint with an output of its own."""
    return Endpoint(ModelId(id), INPUT, output, version=version)


def operations_of(found: Any) -> dict[str, tuple[str, str, Any]]:
    """Return method, path and description of each operation, by its id; no id is there twice."""
    listed = [
        (operation["operationId"], (method, path, operation))
        for path, item in found["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(dict(listed)) == len(listed)
    return dict(listed)


def fits(found: Any, schema: Any, value: Any) -> bool:
    """Return whether a value fits a schema inside a document."""
    whole: Resource[Any] = Resource(contents=found, specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:document", whole)
    based = json.loads(json.dumps(schema).replace('"#/', '"urn:document#/'))
    return Draft202012Validator(based, registry=registry).is_valid(value)


def body_of(answer: Any) -> Any:
    """Return the schema of an answer's or a request's body."""
    return answer["content"]["application/json"]["schema"]


def answer_schema(operation: Any, status: int) -> Any:
    """Return the schema of the answer with an HTTP status."""
    answers = operation["responses"]
    return body_of(answers.get(str(status)) or answers[f"{status // 100}XX"])


SERVICES = ("runcomfy", "fal", "replicate")
IDS = ("a/b/c/d", "a/b/e", "x/y")


def phases_of(service: Service, call: str) -> tuple[str, ...]:
    """Return the phases in which a call is answered without being refused."""
    if call == "submit":
        return ("waiting",)
    is_early = call == "result" and not service.wire.one_call
    return ("succeeded",) if is_early else ("running", "succeeded")


def values_of(wire: ServiceWire, call: str, phase: str, output: Any) -> dict[str, Any]:
    """Return the values of an answer; those without a word or an output have none."""
    has_output = phase == "succeeded" or wire.facts.one_call
    outcome = next((one.word for one in wire.facts.cancel_answers), "")
    return {
        "request_id": "abc",
        "status": wire.word(call, phase) or MISSING,
        "output": (output if phase == "succeeded" else None) if has_output else MISSING,
        "outcome": outcome or MISSING,
    }


@pytest.mark.parametrize("name", SERVICES)
def test_calls_and_answers_of_a_service_fit_its_document(name: str) -> None:
    """Each call of each endpoint is an operation, and each answer that the service gives fits its schema."""
    service = service_of(name)
    wire = ServiceWire.of(service)
    file = {"type": "object", "properties": {"url": URI}, "required": ["url"]}
    endpoints = [endpoint(IDS[0], file, "v1"), endpoint(IDS[1], {"type": "array", "items": URI}, "v1"), endpoint(IDS[2])]  # fmt: skip
    found = document(*endpoints, service=service)
    by_route = {(m.upper(), path): one for m, path, one in operations_of(found).values()}
    outputs = [{"url": "https://a/b"}, ["https://a/b"], {}]
    for one, output in zip(endpoints, outputs, strict=True):
        for call in service.wire.operations:
            method, path = wire.route(call, model_id=str(one.id), request_id="request-id")
            operation = by_route[method, path.replace("request-id", "{request_id}")]
            for phase in phases_of(service, call):
                made = wire.answer(call, values_of(wire, call, phase, output), phase=phase)
                schema = answer_schema(operation, made.status)
                assert fits(found, schema, made.body), (call, phase, made)
        submit = by_route[wire.route("submit", model_id=str(one.id))]
        taken = body_of(submit["requestBody"])
        body = wire.submit_body({"prompt": "a"}, one.called_as)
        assert fits(found, taken, body)
        assert not fits(found, taken, wire.submit_body({"prompt": 5}, one.called_as))
        if service.wire.operations["submit"].constants:
            assert not fits(found, taken, wire.submit_body({"prompt": "a"}, "other/model"))


def test_paths_with_a_part_of_the_id_are_shared() -> None:
    """Endpoints whose paths are equal have one operation, whose result is one of their outputs."""
    found = document(endpoint(IDS[0], URI), endpoint(IDS[1], {"type": "number"}), endpoint(IDS[2], {"type": "boolean"}), service=service_of("fal"))  # fmt: skip
    known = operations_of(found)
    assert {
        "status_a.b",
        "result_a.b",
        "cancel_a.b",
        "result_x.y",
        "submit_a.b.c.d",
    } <= known.keys()
    assert known["result_a.b"][1] == "/a/b/requests/{request_id}"
    shared = answer_schema(known["result_a.b"][2], 200)
    assert [fits(found, shared, one) for one in ("https://a", 1, True)] == [True, True, False]
    links = answer_links(known["submit_a.b.c.d"][2])
    assert links["result"]["operationId"] == "result_a.b"
    assert [*known["status_a.b"][2]["responses"]] == ["200", "202", "4XX", "5XX"]
    assert [*known["cancel_a.b"][2]["responses"]][:4] == ["200", "202", "400", "404"]


def answer_links(operation: Any) -> Any:
    """Return the links of a submit's answer."""
    return next(one["links"] for one in operation["responses"].values() if "links" in one)


def test_one_call_for_status_and_result() -> None:
    """Where both are one call, it is one operation, and its answer has the output, or null so far."""
    found = document(
        endpoint("a/b", {"type": "array", "items": URI}), service=service_of("replicate")
    )
    known = operations_of(found)
    assert known.keys() == {"submit", "status", "cancel"}
    links = answer_links(known["submit"][2])
    assert links["status"]["parameters"] == {"request_id": "$response.body#/id"}
    schema = answer_schema(known["status"][2], 200)
    for output, expected in ((None, True), (["https://a"], True), ("https://a", False)):
        assert fits(found, schema, {"id": "a", "status": "succeeded", "output": output}) is expected


@pytest.mark.parametrize(
    ("name", "kind"), [("runcomfy", "http"), ("fal", "apiKey"), ("replicate", "http")]
)
def test_the_token_is_said_as_openapi_can(name: str, kind: str) -> None:
    """A bearer token is one; a word that OpenAPI does not know is told beside the header."""
    found = document(endpoint("a/b"), service=service_of(name))
    scheme = found["components"]["securitySchemes"]["token"]
    assert scheme["type"] == kind
    assert ("Key" in scheme.get("description", "")) is (name == "fal")


def test_services_without_a_cancel_and_with_values_in_headers() -> None:
    """A call that does not exist is left out; queries, headers and places in headers are said."""
    operations = json.loads(json.dumps(support.service().document["operations"]))
    operations["cancel"] = None
    operations["status"] |= {"query": {"logs": "1"}, "headers": {"X-Mode": "queue"}, "http": 203}
    operations["submit"]["fields"] = {"request_id": {"header": "X-Id"}, "status": "/meta/state"}
    error = {"code_at": ["/errors/0/code", {"header": "X-Code"}], "words_at": ["/errors/0/text"], "sure": "H"}  # fmt: skip
    found = document(endpoint("a/b"), service=changed(operations=operations, error=error))
    known = operations_of(found)
    assert "cancel" not in known
    fixed = {
        (one["in"], one["name"], one["schema"]["const"]) for one in known["status"][2]["parameters"]
    }
    assert fixed == {("query", "logs", "1"), ("header", "X-Mode", "queue")}
    assert "203" in known["status"][2]["responses"]
    submit = known["submit_a.b"][2]["responses"]["2XX"]
    assert "X-Id" in submit["headers"]
    assert submit["links"]["status"]["parameters"] == {"request_id": "$response.header.X-Id"}
    assert fits(found, body_of(submit), {"meta": {"state": "in_queue"}})
    assert not fits(found, body_of(submit), {"meta": {"state": "no word"}})
    refused = found["components"]["responses"]["Refused"]
    assert "X-Code" in refused["headers"]
    assert fits(found, body_of(refused), {"errors": [{"code": 5, "text": "no"}]})
