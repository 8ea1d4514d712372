"""The trials of a client's protocol, one for each protocol case."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.call_cases import CallCase, call_cases
from clientwright.testing.client_protocol.protocol_case import ProtocolCase
from clientwright.testing.client_protocol.protocol_cases import protocol_cases
from clientwright.testing.client_protocol.scripted_server import ScriptedServer, ScriptResult
from clientwright.testing.client_protocol.sent_calls import CallRecorder
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
    if endpoint is None:
        return
    for call_case in call_cases(specs.service, endpoint):
        yield _call_trial(specs, client, call_case, endpoint)
    for case in protocol_cases(AnswerBuilder(specs.service)):
        yield _trial(specs, client, case, endpoint)


def _call_trial(specs: Specs, client: ClientTarget, case: CallCase, endpoint: str) -> Trial:
    promise = _promise(specs, case)

    def run(effort: Effort) -> TrialResult:
        seen = case.seen(CallRecorder(client, specs.service, endpoint))
        if seen == case.expected:
            return _proved(promise)
        expected, found = (", ".join(dict.fromkeys(calls)) for calls in (case.expected, seen))
        return _broken(promise, Finding(expected, found, seed=effort.seed))

    return Trial((promise,), Target.CLIENT, run)


def _trial(specs: Specs, client: ClientTarget, case: ProtocolCase, endpoint: str) -> Trial:
    promise = _promise(specs, case)

    def run(effort: Effort) -> TrialResult:
        result = ScriptedServer(specs.service, client, case.script).run_script(endpoint, {})
        if case.is_kept(result):
            return _proved(promise)
        return _broken(promise, Finding(case.expected, _describe_result(result), seed=effort.seed))

    return Trial((promise,), Target.CLIENT, run)


def _promise(specs: Specs, case: CallCase | ProtocolCase) -> Promise:
    location = specs.service.location(case.pointer)
    id = f"client/{case.name}"
    return Promise(id, PromiseGroup.JOBS, case.sentence, location, sure=case.sure)


def _proved(promise: Promise) -> TrialResult:
    return TrialResult((Verdict(promise, Target.CLIENT, VerdictState.PROVED, examples=1),))


def _broken(promise: Promise, finding: Finding) -> TrialResult:
    verdict = Verdict(promise, Target.CLIENT, VerdictState.BROKEN, examples=1, finding=finding)
    return TrialResult((verdict,))


def _describe_result(result: ScriptResult) -> str:
    calls = ", ".join(f"{times} {name}" for name, times in result.calls.items() if times)
    outcome = f"{result.class_name}: {result.error}" if result.error else f"a {result.class_name}"
    return f"{outcome}, after {calls or 'no call'}"
