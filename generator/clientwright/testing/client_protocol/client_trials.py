"""Each scene as a trial of a client."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_cases import (
    WAIT_SECONDS,
    ProtocolCase,
    protocol_cases,
)
from clientwright.testing.client_protocol.scripted_server import ScriptedServer, ScriptResult
from clientwright.testing.promises import (
    Effort,
    Finding,
    Promise,
    PromiseGroup,
    Target,
    Trial,
    TrialResult,
    Verdict,
    VerdictState,
)
from clientwright.testing.targets.client_target import ClientTarget


def client_trials(specs: Specs, client: ClientTarget) -> Iterator[Trial]:
    """List the trials, played with the first endpoint that the client has."""
    known = (
        str(endpoint.id) for endpoint in specs.endpoints if client.has_endpoint(str(endpoint.id))
    )
    endpoint = next(known, None)
    for scene in protocol_cases(AnswerBuilder(specs.service)) if endpoint else ():
        yield _trial(specs, client, scene, endpoint or "")


def _trial(specs: Specs, client: ClientTarget, scene: ProtocolCase, endpoint: str) -> Trial:
    place = specs.service.location(scene.pointer)
    id = f"client/{scene.name}"
    promise = Promise(id, PromiseGroup.JOBS, scene.sentence, place, sure=scene.sure)

    def run(effort: Effort) -> TrialResult:
        played = ScriptedServer(client, scene.script).run_script(endpoint, {}, WAIT_SECONDS)
        if scene.is_kept(played):
            return TrialResult((Verdict(promise, Target.CLIENT, VerdictState.PROVED, examples=1),))
        finding = Finding(scene.expected, _describe_result(played), seed=effort.seed)
        return TrialResult(
            (Verdict(promise, Target.CLIENT, VerdictState.BROKEN, examples=1, finding=finding),)
        )

    return Trial((promise,), Target.CLIENT, run)


def _describe_result(played: ScriptResult) -> str:
    asked = ", ".join(f"{times} {name}" for name, times in played.calls.items() if times)
    what = f"{played.class_name}: {played.error}" if played.error else f"a {played.class_name}"
    return f"{what}, after {asked or 'nothing was asked'}"
