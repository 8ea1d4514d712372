"""The trials of a client's protocol, one for each protocol case."""

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
    """Yield the trials, run with the first endpoint that the client has."""
    known = (
        str(endpoint.id) for endpoint in specs.endpoints if client.has_endpoint(str(endpoint.id))
    )
    endpoint = next(known, None)
    for case in protocol_cases(AnswerBuilder(specs.service)) if endpoint else ():
        yield _trial(specs, client, case, endpoint or "")


def _trial(specs: Specs, client: ClientTarget, case: ProtocolCase, endpoint: str) -> Trial:
    location = specs.service.location(case.pointer)
    id = f"client/{case.name}"
    promise = Promise(id, PromiseGroup.JOBS, case.sentence, location, sure=case.sure)

    def run(effort: Effort) -> TrialResult:
        result = ScriptedServer(client, case.script).run_script(endpoint, {}, WAIT_SECONDS)
        if case.is_kept(result):
            return TrialResult((Verdict(promise, Target.CLIENT, VerdictState.PROVED, examples=1),))
        finding = Finding(case.expected, _describe_result(result), seed=effort.seed)
        return TrialResult(
            (Verdict(promise, Target.CLIENT, VerdictState.BROKEN, examples=1, finding=finding),)
        )

    return Trial((promise,), Target.CLIENT, run)


def _describe_result(result: ScriptResult) -> str:
    calls = ", ".join(f"{times} {name}" for name, times in result.calls.items() if times)
    outcome = f"{result.class_name}: {result.error}" if result.error else f"a {result.class_name}"
    return f"{outcome}, after {calls or 'no call'}"
