"""The protocol of a client: the generated client keeps every promise, and other answers break it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.call_cases import call_cases
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.client_protocol.protocol_cases import (
    WAIT_SECONDS,
    ProtocolCase,
    protocol_cases,
)
from clientwright.testing.client_protocol.scripted_server import LOST, ScriptedServer
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget

ROOT = Path(__file__).parents[3]
(SPECS,) = load_specs(ROOT / "specs").services
CASES = {case.name: case for case in protocol_cases(AnswerBuilder(SPECS.service))}
CALL_CASES = tuple(call_cases(SPECS.service, str(SPECS.endpoints[0].id)))


@pytest.fixture(scope="module")
def client() -> ClientTarget:
    """Return the committed package."""
    return ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


def test_generated_client_keeps_every_promise(client: ClientTarget) -> None:
    """The generated client keeps the promise of every case."""
    verdicts = [v for trial in client_trials(SPECS, client) for v in trial.run(Effort()).verdicts]
    assert [v.promise.id for v in verdicts if v.state is not VerdictState.PROVED] == []
    assert {v.promise.id for v in verdicts} >= {f"client/{name}" for name in CASES}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_case_can_fail(client: ClientTarget, case: ProtocolCase) -> None:
    """With other answers, the promise of the same case is not kept."""
    other = CASES["failure" if case.name != "failure" else "success"].script
    if "submit" in case.name:
        other = replace(
            other, submit=(LOST,) if case.name.endswith("is-repeated") else other.submit
        )
    result = ScriptedServer(SPECS.service, client, other).run_script(
        str(SPECS.endpoints[0].id), {}, WAIT_SECONDS
    )
    assert not case.is_kept(result)


def test_waiting_takes_no_time(client: ClientTarget) -> None:
    """The clock advances by what the client would sleep."""
    stage = ScriptedServer(SPECS.service, client, CASES["timeout-keeps-the-request"].script)
    stage.run_script(str(SPECS.endpoints[0].id), {}, WAIT_SECONDS)
    assert stage.now >= WAIT_SECONDS


def test_endless_client_is_stopped(client: ClientTarget) -> None:
    """A client that makes requests without end is stopped."""
    stage = ScriptedServer(SPECS.service, client, CASES["timeout-keeps-the-request"].script)
    result = stage.run_script(str(SPECS.endpoints[0].id), {}, 1e9)
    assert "made more than" in str(result.error)


def test_every_pointer_is_in_service_json() -> None:
    """Each promise points to a fact in `service.json`."""
    from clientwright.specs.json_text import resolve_pointer

    for case in (*CASES.values(), *CALL_CASES):
        assert resolve_pointer(dict(SPECS.service.document), case.pointer) is not None
