"""Secrets of an input, which a schema marks `writeOnly`, are neither stored nor repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.io.json_types import Schema
from clientwright.sandbox.secret_inputs import secret_paths, without_secrets
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId
from sandbox.services import CLIP, DOCUMENTS, calls_of

SECRET = "sk-0123456789"
KEY: Schema = {"type": "string", "writeOnly": True, "maxLength": 20}
FORMS: dict[str, tuple[Schema, Any]] = {
    "a property": ({"properties": {"key": KEY}}, {"key": SECRET}),
    "an item": (
        {"properties": {"keys": {"type": "array", "items": KEY}}},
        {"keys": [SECRET, SECRET]},
    ),
    "a tuple": ({"properties": {"keys": {"prefixItems": [KEY]}}}, {"keys": [SECRET, "x"]}),
    "in a branch": (
        {"anyOf": [{"properties": {"key": KEY}}, {"properties": {"key": {"type": "string"}}}]},
        {"key": SECRET},
    ),
    "behind a reference": (
        {
            "properties": {"login": {"$ref": "#/$defs/login"}},
            "$defs": {"login": {"type": "object", "properties": {"key": KEY}}},
        },
        {"login": {"key": SECRET}},
    ),
    "any other name": (
        {"properties": {"prompt": {"type": "string"}}, "additionalProperties": KEY},
        {"x": SECRET},
    ),
    "a whole object": (
        {"properties": {"login": {"type": "object", "writeOnly": True}}},
        {"login": {"user": SECRET}},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_secrets_are_found_wherever_they_are(form: str) -> None:
    """What a schema marks anywhere is replaced, and nothing else."""
    schema, payload = FORMS[form]
    secrets = secret_paths(schema, {**payload, "prompt": "x"})
    hidden = without_secrets({**payload, "prompt": "x"}, secrets)
    assert SECRET not in json.dumps(hidden)
    assert (hidden["prompt"], hidden.keys()) == ("x", {*payload, "prompt"})


@pytest.mark.parametrize("service", ["runcomfy", "fal", "replicate"])
@pytest.mark.parametrize(
    "payload",
    [
        {"key": SECRET},
        {"key": SECRET * 3},
        {"key": [SECRET]},
        {"key": {"of": SECRET}},
        {"key": SECRET, "n": 9, "other": 1},
    ],
)
def test_a_secret_is_in_no_answer_and_in_no_file(
    service: str, payload: dict[str, Any], tmp_path: Path
) -> None:
    """Whether its input fits or not, no answer about a job has the secret, and the file of jobs has it not."""
    fields: Schema = {"key": KEY, "n": {"type": "integer", "maximum": 5}}
    schema: Schema = {"type": "object", "properties": fields, "maxProperties": 2}
    endpoint = Endpoint(ModelId("acme/secretive"), schema, CLIP.output)
    with calls_of(DOCUMENTS[service], tmp_path, endpoint) as calls:
        body = calls.wire.submit_body(payload, "acme/secretive")
        submitted = calls.make("submit", model_id="acme/secretive", body=body)
        answers = [submitted]
        if submitted.status < 300:
            id = str(calls.wire.value("submit", "request_id", submitted))
            calls.after(20)
            answers += [
                calls.make(name, id, model_id="acme/secretive") for name in ("status", "result")
            ]
        for answer in answers:
            assert SECRET not in json.dumps(answer.body)
    assert not any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())
