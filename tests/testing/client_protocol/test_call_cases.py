"""What a client sends: exactly a client of the same service keeps the promises about its calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from clientwright.codegen.render_package import render_specs
from clientwright.io.json_pointer import resolve_pointer
from clientwright.specs.model import Service
from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol.call_cases import call_cases
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.client_protocol.client_under_test import CallRecorder
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from runtime.made_up_services import OTHER_FACTS, made_up_services

ROOT = Path(__file__).parents[3]
(SPECS,) = load_specs(ROOT / "specs" / "runcomfy").services
ENDPOINT = SPECS.endpoints[0]


@pytest.fixture(scope="module")
def client() -> ClientTarget:
    """Return the committed package."""
    return ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made_up_services())
def test_client_of_another_service_is_noticed(client: ClientTarget, service: Service) -> None:
    """A promise about calls is kept exactly if the client's own service has the same facts."""
    recorder = CallRecorder(client, service, ENDPOINT)
    for case in call_cases(service, ENDPOINT):
        same = facts(SPECS.service, case.pointer) == facts(service, case.pointer)
        assert (case.seen(recorder) == case.expected) is same


def facts(service: Service, pointer: str) -> list[str]:
    """Return the facts of an operation or of the token, without how sure they are."""
    found = resolve_pointer(dict(service.document), pointer)
    return [
        value.lower() if key == "header" else value
        for key, value in sorted(found.items())
        if key != "sure"
    ]


OTHER_SERVICES: dict[str, dict[str, Any]] = {
    "called in another way": OTHER_FACTS,
    "without a list of refusals": {"not_begun": None},
    "with refusals of its own": {
        "not_begun": [{"http": 503, "sure": "L"}, {"http": 425, "if": ["retry-after"], "sure": "H"}]
    },
    "with other words": {
        "status": {
            "values": {
                "line": "waiting",
                "work": "running",
                "done": "finished",
                "stopped": "cancelled",
            },
            "sure": "H",
        },
        "result": {
            "values": {
                "open": "waiting",
                "busy": "running",
                "good": "succeeded",
                "bad": "failed",
                "gone": "cancelled",
            },
            "sure": "H",
        },
        "aliases": {"values": {"ready": "done"}, "sure": "L"},
        "cancel": {"outcomes": ["stopped", "too_late"], "cancellable": ["line"], "sure": "H"},
    },
}
"""Facts in which a service differs from RunComfy; None where it lacks one."""


@pytest.mark.parametrize("facts", OTHER_SERVICES.values(), ids=OTHER_SERVICES)
def test_generated_client_follows_its_service(tmp_path: Path, facts: dict[str, Any]) -> None:
    """A client that is generated for another service keeps every promise of that service."""
    document = {**SPECS.service.document, **facts}
    known = {name: fact for name, fact in document.items() if fact is not None}
    specs = replace(
        SPECS, service=Service(known, SPECS.service.path), endpoints=SPECS.endpoints[1:2]
    )
    for path, text in render_specs(specs, "httpx", tmp_path / "other", None).tree.items():
        file = tmp_path / "other" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    trials = client_trials(specs, ClientTarget.load(str(tmp_path / "other")))
    verdicts = [verdict for trial in trials for verdict in trial.run(Effort()).verdicts]
    assert verdicts
    assert [v.promise.id for v in verdicts if v.state is not VerdictState.PROVED] == []
