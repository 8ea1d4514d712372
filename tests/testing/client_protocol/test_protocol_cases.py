"""How a client follows jobs: the generated client keeps every promise, a wrong script is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.spec_files import load_specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
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
SCENES = {scene.name: scene for scene in protocol_cases(AnswerBuilder(SPECS.service))}


@pytest.fixture(scope="module")
def client() -> ClientTarget:
    """Give the committed package."""
    return ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


def test_the_generated_client_keeps_every_promise(client: ClientTarget) -> None:
    """Every scene comes out as it should."""
    verdicts = [v for trial in client_trials(SPECS, client) for v in trial.run(Effort()).verdicts]
    assert [v.promise.id for v in verdicts if v.state is not VerdictState.PROVED] == []
    assert len(verdicts) == len(SCENES) > 20


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_every_scene_can_fail(client: ClientTarget, scene: ProtocolCase) -> None:
    """Where the service answers otherwise, the same scene is not kept."""
    other = SCENES["failure" if scene.name != "failure" else "success"].script
    if "submit" in scene.name:
        other = replace(
            other, submit=(LOST,) if scene.name.endswith("is-repeated") else other.submit
        )
    played = ScriptedServer(client, other).run_script(str(SPECS.endpoints[0].id), {}, WAIT_SECONDS)
    assert not scene.is_kept(played)


def test_waiting_takes_no_time(client: ClientTarget) -> None:
    """The clock of a scene is moved by what the client would sleep."""
    stage = ScriptedServer(client, SCENES["timeout-keeps-the-request"].script)
    stage.run_script(str(SPECS.endpoints[0].id), {}, WAIT_SECONDS)
    assert stage.now >= WAIT_SECONDS


def test_a_client_that_never_ends_is_stopped(client: ClientTarget) -> None:
    """A client that asks without end is told so, and not waited for."""
    stage = ScriptedServer(client, SCENES["timeout-keeps-the-request"].script)
    played = stage.run_script(str(SPECS.endpoints[0].id), {}, 1e9)
    assert "asked more than" in str(played.error)


def test_every_place_stands_in_the_service() -> None:
    """Each promise points at a fact of `service.json`."""
    from clientwright.specs.json_text import resolve_pointer

    for scene in SCENES.values():
        assert resolve_pointer(dict(SPECS.service.document), scene.pointer) is not None
