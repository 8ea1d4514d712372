"""Outputs of the committed endpoints of fal and Replicate: of any JSON root, and their files are served."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clientwright.sandbox.sample_output import sample_output
from clientwright.sandbox.stored_job import StoredJob
from clientwright.schema.references import inline_references
from clientwright.schema.validator import make_validator
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import load_specs
from sandbox.services import DOCUMENTS, FILE, INPUT, Calls, calls_of, make_service
from sandbox.support import SPECS

COMMITTED = [
    (specs.service, endpoint)
    for name in ("fal", "replicate")
    for specs in load_specs(SPECS / name).services
    for endpoint in specs.endpoints
]
URI = {"type": "string", "format": "uri"}
TEXT = {"type": "string"}


@pytest.mark.parametrize("of", COMMITTED, ids=lambda of: str(of[1].id))
def test_committed_endpoints_have_outputs_that_fit(of: Any) -> None:
    """The output of an endpoint fits its schema and is not empty."""
    service, endpoint = of
    job = StoredJob("a" * 32, str(endpoint.id), "sandbox", {}, 0, 0, 0)
    output = sample_output(job, endpoint, service, "http://127.0.0.1:1")
    schema = inline_references(service.output_of(endpoint.output))
    assert make_validator(schema).is_valid(output)
    assert output not in (None, {}, [], "")


def finished(calls: Calls, endpoint: Endpoint) -> Any:
    """Return the output of a job that has ended."""
    named = {"model_id": str(endpoint.id)}
    submitted = calls.make("submit", **named)
    id = str(calls.wire.value("submit", "request_id", submitted))
    return calls.wire.value("result", "output", calls.after(20).make("result", id, **named))


@pytest.mark.parametrize("name", ["fal", "replicate", "runcomfy"])
@pytest.mark.parametrize(
    ("schema", "files"),
    [
        (URI, 1),
        ({"type": "array", "items": URI, "minItems": 2}, 2),
        ({"type": "array", "items": {"type": "array", "items": URI}, "minItems": 1}, 1),
        ({"type": "object", "properties": {"images": {"type": "array", "items": FILE}}}, 1),
        ({"anyOf": [{"type": "null"}, URI]}, 1),
        ({"type": "number", "minimum": 2}, 0),
        ({"type": "boolean"}, 0),
        ({}, 1),
        (None, 1),
    ],
)
def test_outputs_of_any_root(name: str, schema: Any, files: int, tmp_path: Path) -> None:
    """An output may be of any JSON type; each URL in it leads to a file of the sandbox that needs no token."""
    endpoint = Endpoint(ModelId("acme/any/image"), INPUT, schema)
    with calls_of(DOCUMENTS[name], tmp_path, endpoint) as calls:
        output = finished(calls, endpoint)
        assert schema is None or make_validator(schema).is_valid(output)
        urls = re.findall(r'http://[^"]+', json.dumps(output))
        assert (len(urls) >= files) if files else not urls
        for url in urls:
            found = calls.http.get(url)
            assert (found.status_code, bool(found.content)) == (200, True)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("fal", {"type": "object", "properties": {"text": TEXT}}),
        ("replicate", {"type": "array", "items": TEXT}),
        ("replicate", TEXT),
    ],
)
def test_texts_are_no_files(name: str, schema: Any) -> None:
    """Where a service's file says how outputs have files, a text that is none is words."""
    endpoint = Endpoint(ModelId("acme/chat"), INPUT, schema)
    job = StoredJob("a" * 32, "acme/chat", "sandbox", {}, 0, 0, 0)
    output = sample_output(job, endpoint, make_service(DOCUMENTS[name]))
    assert output
    assert "http" not in json.dumps(output)
