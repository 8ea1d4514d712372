"""How the calls and answers of services are made and read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.rules.json_edit import MISSING
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.observation import OperationCall, identify_call
from clientwright.testing.service_wire import ServiceWire
from testing.jobs.any_service import services

SERVICES = services()
NAMES = st.sampled_from(sorted(SERVICES))
SEGMENTS = st.lists(
    st.from_regex(r"[a-z0-9][a-z0-9.-]{0,8}", fullmatch=True), min_size=2, max_size=6
)
IDS = st.from_regex(r"[A-Za-z0-9]{1,40}", fullmatch=True)
VALUES = st.none() | st.integers() | st.text() | st.lists(st.integers(), max_size=3)


@given(NAMES, SEGMENTS, IDS)
def test_each_call_is_known_again(name: str, segments: list[str], request_id: str) -> None:
    """The route and the body of a call tell its operation, and its model or its request."""
    service, model = SERVICES[name], "/".join(segments)
    wire = ServiceWire.of(service)
    for operation in wire.facts.operations:
        method, path = wire.route(operation, model_id=model, request_id=request_id)
        sent = json.dumps(wire.submit_body({"a": 1}, f"{model}:v1")).encode()
        call = identify_call(service, Exchange(method, path, "mine", sent))
        asked = "status" if wire.facts.one_call and operation == "result" else operation
        assert call == OperationCall(asked, model if operation == "submit" else request_id)


@given(NAMES, VALUES, st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}", fullmatch=True))
def test_an_input_is_where_it_was_put(name: str, value: object, model: str) -> None:
    """The input of a submit is read from the place where it is written, as JSON and as bytes."""
    wire = ServiceWire.of(SERVICES[name])
    assert wire.input_of(wire.submit_body(value, model)) == value
    sent = wire.submit_bytes(json.dumps(value).encode(), model)
    assert json.loads(sent) == wire.submit_body(value, model)


@given(NAMES, st.data())
def test_values_are_read_where_they_are_put(name: str, data: st.DataObject) -> None:
    """A value of an answer is read from its place, and one that is left out is missing."""
    wire = ServiceWire.of(SERVICES[name])
    operation = data.draw(st.sampled_from(sorted(wire.facts.operations)))
    for field in wire.facts.operations[operation].fields:
        answer = wire.with_value(operation, field, "one", wire.answer(operation, {}))
        assert wire.value(operation, field, answer) == "one"
        gone = wire.with_value(operation, field, MISSING, answer)
        assert wire.value(operation, field, gone) is MISSING


@pytest.mark.parametrize(
    ("name", "field", "shown"),
    [
        ("runcomfy", "request_id", "request_id"),
        ("replicate", "request_id", "id"),
        ("replicate", "cancel_url", "urls.cancel"),
        ("nested", "request_id", "X-Job"),
        ("fal", "result_url", "response_url"),
    ],
)
def test_fields_have_the_names_of_the_service(name: str, field: str, shown: str) -> None:
    """A report calls a value what the service calls it."""
    assert ServiceWire.of(SERVICES[name]).name_of("status", field) == shown
