"""A name in a mapping is never taken for a field where it may be the API's name of something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from clientwright.sandbox.input_validation import InputValidator
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from codegen import support
from codegen.test_model_keywords import is_valid

INTEGER, TEXT, NULLABLE = {"type": "integer"}, {"type": "string"}, {"type": ["integer", "null"]}


def record(sub: Any = INTEGER, **more: Any) -> dict[str, Any]:
    """Return a schema of objects whose fields have other names in Python."""
    return {"type": "object", "properties": {"a-b": sub, "class": sub}, **more}


CLOSED = record(additionalProperties=False)
OPEN: Mapping[str, Any] = {
    "any": record(additionalProperties=True),
    "texts": record(additionalProperties=TEXT),
    "pattern": record(patternProperties={"^a_|_$": TEXT}),
    "nullable": record(NULLABLE, additionalProperties=True),
    "required": record(required=["a-b"], additionalProperties=True),
    "beside any object": {"anyOf": [CLOSED, {"type": "object"}]},
    "beside a mapping": {"oneOf": [CLOSED, {"type": "object", "additionalProperties": TEXT}]},
    "beside an open object": {
        "anyOf": [CLOSED, {"type": "object", "properties": {"k": TEXT}, "additionalProperties": True}]
    },
}  # fmt: skip
VALUES = (1, "x", None)
PAYLOADS = [
    dict(zip(names, values, strict=True))
    for names in ((), ("a_b",), ("class_",), ("a-b",), ("a-b", "a_b"), ("class", "class_"), ("a_b", "k"))
    for values in product(VALUES, repeat=len(names))
]  # fmt: skip


def load(package: str, schema: Any) -> Any:
    """Return the module of an endpoint with an input."""
    module = support.load_module(package, support.endpoint(schema))
    assert isinstance(module, ModuleType), module
    return module


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("depth", ["root", "property", "item"])
def test_a_mapping_has_the_names_of_the_api_where_others_may_stand(
    package: str, name: str, depth: str
) -> None:
    """Client, sandbox and oracle read an open object as JSON Schema does, and it is sent as it was given."""
    inner = OPEN[name]
    if depth == "root" and "properties" not in inner:
        return
    part = {"property": inner, "item": {"type": "array", "items": inner}}
    root = inner if depth == "root" else {"type": "object", "properties": {"x": part[depth]}}
    spec = support.endpoint(root)
    module, sandbox = load(package, root), InputValidator.for_endpoint(spec, support.service())
    oracle = PayloadOracle(PayloadGenerator(spec))
    for one in PAYLOADS:
        payload = {"root": one, "property": {"x": one}, "item": {"x": [one, one]}}[depth]
        valid = is_valid(root, payload)
        assert support.accepts_request(module, payload) == valid, payload
        assert (not sandbox.faults(payload)) == oracle.accepts(payload) == valid, payload
        sent = [module.ENDPOINT.request(payload, validate="off").body]
        if valid:
            request = module.ENDPOINT.request(payload)
            sent += [request.body, module.ENDPOINT.request(request.input).body]
        assert all(
            json.dumps(body, sort_keys=True) == json.dumps(payload, sort_keys=True) for body in sent
        )


@pytest.mark.parametrize("schema", [CLOSED, OPEN["any"], OPEN["texts"]])
def test_arguments_are_python_names(package: str, schema: Any) -> None:
    """As an argument of `request` or of a model, a Python name means the field, whatever else may stand there."""
    module = load(package, {**schema, "properties": {**schema["properties"], "x": schema}})
    inner = module.X(a_b=1, class_=2)
    sent = {"a-b": 3, "x": {"a-b": 1, "class": 2}}
    assert module.request(a_b=3, x=inner).body == sent
    assert module.ENDPOINT.request(module.Input(a_b=3, x=inner)).body == sent
    assert module.ENDPOINT.request(module.Input(**sent)).body == sent
    for describe in (module.request, module.Input, module.X):
        with pytest.raises(Exception, match=r"a-b\n? *:?.*given twice"):
            describe(**{"a-b": 1, "a_b": 1})


def test_a_mapping_of_a_closed_object_may_have_python_names(package: str) -> None:
    """Where only listed names may stand, both names of a field mean it, and both at once are a fault."""
    module = load(package, {"type": "object", "properties": {"x": CLOSED}})
    assert module.ENDPOINT.request({"x": {"a_b": 1}}).body == {"x": {"a-b": 1}}
    assert not support.accepts_request(module, {"x": {"a-b": 1, "a_b": 1}})


def test_an_open_model_keeps_a_field_apart_from_its_namesake(package: str) -> None:
    """A field of the API that is called as a Python name stands in `model_extra`, and the attribute is absent."""
    module = load(package, OPEN["nullable"])
    made = module.Input.model_validate({"a_b": "x", "\0": 1})
    assert (made.a_b, made.model_extra) == (None, {"a_b": "x", "\0": 1})
    with pytest.raises(ValidationError):
        module.Input.model_validate({"a-b": "x", "a_b": "x"})
