"""The cases of a client follow the facts of its service: none where it could not be kept, none that a fact needs is left out."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from clientwright.io.json_pointer import resolve_pointer
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.call_cases import call_cases
from clientwright.testing.client_protocol.client_trials import protocol_cases
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer
from testing.client_protocol.services_of_facts import (
    COMMITTED,
    MADE_UP,
    OTHERS,
    ROOT,
    document_of,
    specs_named,
)

META = json.loads((ROOT / "specs" / "meta" / "service.schema.json").read_text("utf-8"))
EVERY = (*COMMITTED, *MADE_UP)
WITH_FILMHOUSE = (*EVERY, *OTHERS)


def names_of(service: str) -> list[str]:
    """Return the names of all cases of a service's client that need no transport of its own."""
    specs = specs_named(service)
    words = AnswerBuilder(specs.service, output=specs.endpoints[0].output)
    found = [*protocol_cases(words), *call_cases(specs.service, specs.endpoints[0])]
    for case in found:
        assert resolve_pointer(dict(specs.service.document), case.pointer) is not None
    return [case.name for case in found]


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_services_are_valid(name: str) -> None:
    """A made-up service is one that a person may write."""
    errors = Draft202012Validator(META).iter_errors(document_of(MADE_UP[name]))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("name", WITH_FILMHOUSE)
def test_case_names_are_unique(name: str) -> None:
    """No two cases of a service have one name, and each points to a fact of it."""
    assert [one for one, count in Counter(names_of(name)).items() if count > 1] == []


BY_FACT = {
    "finished-is-not-success": {"runcomfy", "twowords"},
    "error-in-200": {"runcomfy", "twowords"},
    "missing-output-is-looked-for-again": {"runcomfy", "replicate", "onecall", "twowords"},
    "null-output-is-looked-for-again": {"runcomfy", "onecall", "twowords"},
    "cancelled": {"runcomfy", "replicate", "onecall", "twowords", "byhttp"},
    "result-of-another-request": {"runcomfy", "twowords"},
    "cancel-of-another-request": {"runcomfy", "replicate", "twowords", "byhttp"},
    "result-401-is-survived": {"runcomfy", "fal", "twowords", "byhttp"},
    "status-is-the-result": {"replicate", "onecall"},
    "status-says-aborted": {"replicate"},
    "result-404-of-the-model-is-the-failure": {"fal"},
    "result-422-is-the-failure": {"fal", "byhttp"},
    "result-503-of-a-gateway-is-survived": {"fal"},
    "failed-at-error": {"fal"},
    "failed-at-fault-text": {"byhttp"},
    "end-client_cancelled": {"fal"},
    "expired-at-data-removed": {"replicate"},
    "expired-at-gone": {"onecall"},
    "null-output-is-delivered": {"replicate"},
    "no-cancel-is-sent": {"onecall"},
    "call-cancel": {"runcomfy", "fal", "replicate", "twowords", "byhttp"},
    "cancel-404-not-found": {"fal"},
    "cancel-409": {"twowords"},
    "cancel-stopped": {"twowords", "byhttp"},
    "cancel-aborted": {"replicate"},
    "submit-503-json-and-retry-after-is-repeated": {"runcomfy", "onecall", "twowords"},
    "submit-503-json-and-retry-after-is-not-repeated": {"fal", "replicate", "byhttp"},
    "submit-429-text-is-repeated": {"runcomfy", "fal", "replicate", "twowords", "byhttp"},
    "http-402": {"replicate", "byhttp"},
    "http-451": {"onecall"},
    "code-at-place-2": {"fal"},
    "code-no_money": {"onecall"},
    "submit-nested-keeps-the-request": {"runcomfy", "fal", "twowords", "byhttp"},
    "path-app_id-after-comfy": {"fal"},
    "path-team": {"onecall"},
    "submit-body": {"replicate", "onecall", "twowords"},
    "header-x-api-version-of-submit": {"onecall"},
    "call-result": {"runcomfy", "fal", "twowords", "byhttp"},
}
"""Cases that only services with some facts have."""


@pytest.mark.parametrize("name", EVERY)
def test_facts_choose_the_cases(name: str) -> None:
    """A service has exactly the cases that its facts call for."""
    found = set(names_of(name))
    assert {case for case in BY_FACT if case in found} == {
        case for case, services in BY_FACT.items() if name in services
    }


@pytest.mark.parametrize("name", WITH_FILMHOUSE)
def test_answers_say_what_they_were_made_to_say(name: str) -> None:
    """What a script's provider answers is read back by the wire of the service."""
    specs = specs_named(name)
    words = AnswerBuilder(specs.service, output=specs.endpoints[0].output)
    wire = ServiceWire.of(specs.service)

    def value(operation: str, what: str, answer: tuple[object, ...]) -> object:
        status, body, *headers = answer
        lower = {key.lower(): text for key, text in dict(*headers).items()}
        return wire.value(operation, what, WireAnswer(int(str(status)), body, lower))

    assert value("submit", "request_id", words.accepted()) == words.request_id
    assert value("status", "status", words.status("running")) == wire.word("status", "running")
    assert value("result", "output", words.success()) == words.outputs.readable
    if not words.facts.ends_by_http:
        assert value("result", "status", words.failure()) == wire.word("result", "failed")
    assert words.failure()[0] >= 400 or not words.facts.ends_by_http
