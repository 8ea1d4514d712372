"""The trials of a client's protocol, one for each case of its calls and transport."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from clientwright.specs.model import Specs
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.call_cases import CallCase, call_cases
from clientwright.testing.client_protocol.cancel_cases import cancel_cases
from clientwright.testing.client_protocol.client_under_test import (
    CallRecorder,
    find_client_under_test,
)
from clientwright.testing.client_protocol.crowd_cases import crowd_cases
from clientwright.testing.client_protocol.deadline_cases import (
    deadline_cases,
    pace_cases,
    retry_after_cases,
)
from clientwright.testing.client_protocol.end_cases import end_cases, identity_cases, output_cases
from clientwright.testing.client_protocol.exchange_cases import exchange_cases
from clientwright.testing.client_protocol.http_end_cases import http_end_cases
from clientwright.testing.client_protocol.live_case import LiveCase
from clientwright.testing.client_protocol.loop_cases import loop_cases
from clientwright.testing.client_protocol.one_call_cases import one_call_cases
from clientwright.testing.client_protocol.protocol_case import ProtocolCase
from clientwright.testing.client_protocol.refusal_cases import (
    code_place_cases,
    error_code_cases,
    id_beside_error_cases,
    other_id_cases,
)
from clientwright.testing.client_protocol.request_id_cases import request_id_cases
from clientwright.testing.client_protocol.scripted_server import (
    ScriptedServer,
    ScriptResult,
    runtime_module,
)
from clientwright.testing.client_protocol.submit_cases import submit_cases
from clientwright.testing.client_protocol.waiting_cases import fault_cases, word_cases
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
from clientwright.testing.targets.decision import crash_cause


def client_trials(specs: Specs, client: ClientTarget) -> Iterator[Trial]:
    """Yield the trials, run with the first endpoint that the client has."""
    service = specs.service
    known = (one for one in specs.endpoints if client.has_endpoint(str(one.id)))
    first = next(known, None)
    if first is None:
        return
    endpoint, words = str(first.id), AnswerBuilder(service, output=first.output)
    trial = partial(_trial, client)
    for call_case in call_cases(service, first):
        look_at_call = partial(_look_at_call, call_case, CallRecorder(client, service, first))
        yield trial(_promise(specs, call_case), _join(call_case.expected), look_at_call)
    for case in protocol_cases(words):
        server = partial(ScriptedServer, service, client, case.script)
        play = partial(_play, case, server, endpoint)
        yield trial(_promise(specs, case), case.expected, play)
    for live_case in live_cases():
        observe = partial(_observe, live_case, specs, client)
        yield trial(_promise(specs, live_case), live_case.expected, observe)


class _CrashError(Exception):
    """The client ended a script with an exception, which is the cause of this one."""


class _NotTriedError(Exception):
    """A promise cannot be tried with a client; the message is the reason."""


def _trial(
    client: ClientTarget, promise: Promise, expected: str, find_fault: Callable[[], str]
) -> Trial:
    """Return a trial; `find_fault` returns what was seen in place of `expected`, if that was not seen.

    An exception is a fault too: a client of another version may lack what is asked for.
    """

    def run(effort: Effort) -> TrialResult:
        cause = ""
        try:
            fault = find_fault()
        except _NotTriedError as reason:
            state = VerdictState.NOT_TRIED
            return TrialResult((Verdict(promise, Target.CLIENT, state, str(reason)),))
        except Exception as error:
            crash = error.__cause__ if isinstance(error, _CrashError) else error
            fault = str(error) if crash is not error else f"{type(error).__name__}: {error}"
            cause = _cause(crash or error, client)
        state = VerdictState.BROKEN if fault else VerdictState.PROVED
        finding = Finding(expected, fault, seed=effort.seed, cause=cause) if fault else None
        return TrialResult((Verdict(promise, Target.CLIENT, state, "", 1, finding),))

    return Trial((promise,), Target.CLIENT, run)


def _look_at_call(case: CallCase, recorder: CallRecorder) -> str:
    seen = case.seen(recorder)
    return "" if seen == case.expected else _join(seen)


def _play(case: ProtocolCase, server: Callable[[], ScriptedServer], endpoint: str) -> str:
    if case.untried:
        raise _NotTriedError(case.untried)
    result = server().run_script(endpoint, {})
    if case.is_kept(result):
        return ""
    if result.error is not None:
        raise _CrashError(_describe_result(result)) from result.error
    return _describe_result(result)


def _cause(error: BaseException, client: ClientTarget) -> str:
    """Return the cause of an exception, or an empty string if it is one of the client's own errors."""
    own: type[Exception] = runtime_module(client, "errors").ClientError
    return "" if isinstance(error, own) else crash_cause(error, client.folder)


def _observe(case: LiveCase, specs: Specs, client: ClientTarget) -> str:
    tested = find_client_under_test(specs, client)
    if tested is None:
        raise _NotTriedError("no payload of its endpoints can be made that the client accepts")
    seen = case.watch(tested)
    return "" if seen == case.expected else seen


def _join(calls: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(calls))


def _promise(specs: Specs, case: CallCase | ProtocolCase | LiveCase) -> Promise:
    location = specs.service.location(case.pointer)
    id = f"client/{case.name}"
    return Promise(id, PromiseGroup.JOBS, case.sentence, location, sure=case.sure)


def _describe_result(result: ScriptResult) -> str:
    calls = ", ".join(f"{times} {name}" for name, times in result.calls.items() if times)
    outcome = f"{result.class_name}: {result.error}" if result.error else f"a {result.class_name}"
    return f"{outcome}, after {calls or 'no call'}"


def live_cases() -> Iterator[LiveCase]:
    """Yield the promises, whatever the service."""
    yield from crowd_cases()
    yield from exchange_cases()
    yield from loop_cases()


def protocol_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that follow from a service.json."""
    yield from end_cases(words)
    yield from identity_cases(words)
    yield from output_cases(words)
    yield from http_end_cases(words)
    yield from one_call_cases(words)
    yield from cancel_cases(words)
    yield from word_cases(words)
    yield from fault_cases(words)
    yield from deadline_cases(words)
    yield from retry_after_cases(words)
    yield from pace_cases(words)
    yield from submit_cases(words)
    yield from error_code_cases(words)
    yield from code_place_cases(words)
    yield from id_beside_error_cases(words)
    yield from other_id_cases(words)
    yield from request_id_cases(words)
