"""The service files of four providers, one of them made up: lint accepts them, and calls and answers follow them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Severity
from clientwright.specs.model import Service, Specs
from clientwright.specs.spec_files import load_specs
from clientwright.specs.wire_facts import FieldPlace
from clientwright.testing.service_wire import ServiceWire, WireAnswer
from sources.support import ROOT

MADE_UP = ROOT / "tests/providers/filmhouse"
FOLDERS = [ROOT / "specs" / name for name in ("runcomfy", "fal", "replicate")] + [MADE_UP]
PHASES = ("waiting", "running", "succeeded", "failed", "cancelled")
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}(/[a-z0-9.-]{1,8}){1,4}", fullmatch=True)


def load(folder: Path) -> Specs:
    """Return the specs of one service."""
    (specs,) = load_specs(folder).services
    return specs


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def service(request: pytest.FixtureRequest) -> Service:
    """Return each service."""
    return load(request.param).service


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_lint_accepts_every_provider(folder: Path) -> None:
    """The facts of no provider have errors or warnings, and its endpoints have no errors."""
    found = [one for one in lint_folder(folder) if one.severity is not Severity.INFO]
    assert [one for one in found if one.severity is Severity.ERROR] == []
    assert [one for one in found if one.location.file.endswith("service.json")] == []


@given(model_id=IDS, request_id=st.from_regex(r"[a-z0-9]{8,20}", fullmatch=True))
@settings(max_examples=20)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_call_is_known_by_its_route(folder: Path, model_id: str, request_id: str) -> None:
    """Each call of a job, whatever its ids, is known by its method and its path, and no other has them."""
    wire = ServiceWire.of(load_service_once(folder))
    routes = {
        name: wire.route(name, model_id=model_id, request_id=request_id)
        for name in wire.facts.operations
        if not (wire.facts.one_call and name == "result")
    }
    assert len({(method, path.partition("?")[0]) for method, path in routes.values()}) == len(
        routes
    )
    for name, (method, path) in routes.items():
        found = wire.identify(method, path)
        assert found is not None
        assert found[0] == name
        assert name == "submit" or found[1] == request_id


CACHE: dict[Path, Service] = {}


def load_service_once(folder: Path) -> Service:
    """Return a service, which is loaded by the first example only."""
    return CACHE.setdefault(folder, load(folder).service)


def test_what_an_answer_is_given_is_read_from_it(service: Service) -> None:
    """Every value that an operation has a place for is read from an answer where it was put, beside all others."""
    wire = ServiceWire.of(service)
    for name, operation in wire.facts.operations.items():
        whole = [field for field, place in operation.fields.items() if place == FieldPlace("")]
        values: dict[str, Any] = {field: f"{field}-1" for field in operation.fields}
        values |= {field: {"film": "x"} for field in whole}
        answer = wire.answer(name, dict(sorted(values.items(), key=lambda kv: kv[0] not in whole)))
        for field in operation.fields:
            if field not in whole:
                assert wire.value(name, field, answer) == values[field], (name, field)


def test_an_input_is_read_from_the_body_it_is_put_in(service: Service) -> None:
    """The body of a submit has the input, unchanged, beside what names the model."""
    wire = ServiceWire.of(service)
    payload = {"prompt": "a", "deep": {"id": [1]}}
    body = wire.submit_body(payload, "maker/model:7")
    found = wire.input_of(body)
    assert {key: found[key] for key in payload} == payload
    submit = wire.facts.operations["submit"]
    assert "{model_id}" in submit.path or "maker/model:7" in json.dumps(body)


def test_every_phase_has_a_word_that_means_it(service: Service) -> None:
    """A status can show each phase: by a word of its own, or by that of a finished job, if the result tells more."""
    wire = ServiceWire.of(service)
    for phase in PHASES:
        means = wire.facts.status_values[wire.word("status", phase)]
        assert means in (phase, "finished")
        if wire.facts.one_call:
            assert means == phase


def test_every_documented_error_can_be_told_from_a_refusal(service: Service) -> None:
    """A refusal with a documented code has that code, wherever the service puts it."""
    wire = ServiceWire.of(service)
    for error in wire.facts.errors:
        answer = wire.refusal(error.http, error.code)
        assert wire.code_of(answer) == error.code
        assert answer.status == error.http


def test_the_made_up_provider_mixes_keys_as_no_other_does() -> None:
    """What the made-up service says of these facts, no other service says."""

    def facts(service: Service) -> dict[str, object]:
        wire = service.wire
        return {
            "scheme": service.document["auth"]["scheme"],
            "id": wire.operations["submit"].fields["request_id"],
            "wrapped": wire.operations["submit"].input_at,
            "cancel": (wire.operations["cancel"].method, wire.operations["cancel"].http_in("")),
            "codes": wire.codes_at,
            "words": (wire.one_call, {*wire.status_values.values()} == {*PHASES}),
        }

    *others, own = [facts(load_service_once(folder)) for folder in FOLDERS]
    for name, value in own.items():
        assert all(other[name] != value for other in others), name


def test_an_answer_without_a_body_has_no_values() -> None:
    """An answer of 204 to a cancel is told by its HTTP status alone."""
    wire = ServiceWire.of(load_service_once(MADE_UP))
    answer = WireAnswer(204)
    assert wire.code_of(answer) is None
    (first, *_) = wire.facts.cancel_answers
    assert (first.http, first.word, first.means) == (answer.status, "", "cancelled")
