"""One scenario for every documented error; those no caller can trigger have a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.wire_facts import DocumentedError, WireFacts
from clientwright.testing.cassettes.scenarios.scenario import (
    Scenario,
    ScenarioRun,
    error_name,
    is_error,
)
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.job_contract import job_operations
from clientwright.testing.jobs.job_driver import call_operation
from clientwright.testing.jobs.required_refusals import unknown_models, unknown_request_id
from clientwright.testing.jobs.state_machine import ENDED
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.targets.server_target import MINE, NONE, OTHER, WRONG

_NEEDS_TWO_ACCOUNTS = "it needs two accounts"
_ENDS_BY_ITSELF = "no caller can make a provider's job end so"
_PASSED_OVER = "recordings leave out answers that ask a caller to come back"
_NOT_TRIGGERABLE = "no caller can provoke this answer, and the sandbox never gives it"

_Error = DocumentedError


@dataclass(frozen=True, slots=True)
class _Trigger:
    """How to trigger an error; `expected_refusals` counts the submits that must be refused.

    `ends_jobs`: the error is the end of a job, whose code only some services tell.
    """

    play: Callable[[ScenarioRun, _Error], None]
    account: str = "sandbox"
    jobs: int = 0
    expected_refusals: Callable[[Endpoint], int] = lambda endpoint: 0
    not_live: str = ""
    ends_jobs: bool = False


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield a scenario for every error of the service."""
    for error in service.wire.errors:
        yield _scenario(service.wire, error, endpoint)


def _scenario(facts: WireFacts, error: _Error, endpoint: Endpoint) -> Scenario:
    name, sentence = error_name(error), f"{error_name(error)}: {error.means}"
    name = f"error-{re.sub(r'[^A-Za-z0-9_.]+', '-', name).lower()}"
    triggers = _triggers(facts, error)
    if not triggers:
        reason = _PASSED_OVER if error.kind == "rate-limited" else _NOT_TRIGGERABLE
        return Scenario(name, sentence, lambda run: None, never_reason=reason)

    def play(run: ScenarioRun) -> None:
        for one in triggers:
            one.play(run, error)

    return Scenario(
        name,
        sentence,
        play,
        triggers[0].account,
        sum(one.jobs for one in triggers),
        sum(one.expected_refusals(endpoint) for one in triggers),
        next((one.not_live for one in triggers if one.not_live), ""),
    )


def _triggers(facts: WireFacts, error: _Error) -> Sequence[_Trigger]:
    """Return the triggers of the first reasons for which the sandbox answers with an error."""
    accounts = {one.name for one in ACCOUNTS.serving(facts).by_token.values()}
    for group in _TRIGGERS:
        found = [
            trigger
            for reason, trigger in group.items()
            if reason.error(facts) == error
            and reason.http(facts) == error.http
            and trigger.account in accounts
            and (not trigger.ends_jobs or _tells_code_of_end(facts))
        ]
        if found:
            return found
    return ()


def _tells_code_of_end(facts: WireFacts) -> bool:
    return facts.ends_by_http or "code" in facts.operations["result"].fields


def _unknown_model(run: ScenarioRun, error: _Error) -> None:
    id = f"{run.endpoint.id}-that-does-not-exist"
    others = (other for one in unknown_models(run.service) for other in one.errors)
    also = () if error.code is not None else others
    run.expect_refusal(run.server.submit(id, minimal_payload(run.endpoint)), error, *also)


def _no_balance(run: ScenarioRun, error: _Error) -> None:
    run.expect_refusal(run.server.submit(run.endpoint.id, minimal_payload(run.endpoint)), error)


def _bad_token(run: ScenarioRun, error: _Error) -> None:
    run.expect_refusal(
        run.server.submit(run.endpoint.id, minimal_payload(run.endpoint), WRONG), error
    )
    who = WRONG if run.service.document["auth"].get("optional") else NONE
    _refuse_calls(run, error, unknown_request_id(run.service), who)


def _foreign_job(run: ScenarioRun, error: _Error) -> None:
    _refuse_calls(run, error, run.submit(minimal_payload(run.endpoint)), OTHER)


def _unknown_request(run: ScenarioRun, error: _Error) -> None:
    _refuse_calls(run, error, unknown_request_id(run.service), MINE)


def _refuse_calls(run: ScenarioRun, error: _Error, request_id: str, who: str) -> None:
    """Make each call about a request, all of which must be refused.

    What a result answers under the own token before the end of its job is not documented everywhere.
    """
    facts = run.service.wire
    run.server.ledger.models.setdefault(request_id, str(run.endpoint.id))
    for operation in job_operations(facts):
        if not (operation == "result" and facts.ends_by_http and who == MINE):
            run.expect_refusal(call_operation(run.server, operation, request_id, who), error)


def _bad_input(run: ScenarioRun, error: _Error) -> None:
    payload = minimal_payload(run.endpoint)
    incomplete = [
        {key: value for key, value in payload.items() if key != name}
        for name in run.endpoint.input.get("required", ())
    ]
    run.expect_refused_inputs([[], *incomplete], error)


def _malformed(run: ScenarioRun, error: _Error) -> None:
    run.expect_refusal(run.server.submit(run.endpoint.id, b'{"cut": '), error)


def _ended_job(run: ScenarioRun, error: _Error) -> None:
    request_id = run.submit(minimal_payload(run.endpoint))
    run.poll_until(request_id)
    _expect_end(run, run.read_result(request_id), error)


def _cancelled_job(run: ScenarioRun, error: _Error) -> None:
    request_id = run.submit(minimal_payload(run.endpoint))
    run.cancel(request_id, effective=True)
    run.poll_until(request_id)
    _expect_end(run, run.read_result(request_id), error)


def _expect_end(run: ScenarioRun, exchange: Exchange, error: _Error) -> None:
    reading = run.reader.read("result", exchange.answer, ENDED)
    code = exchange.wire.value("result", "code", exchange.answer)
    named = is_error(exchange, error) or (error.code is not None and code == error.code)
    met = reading.ok and (named or error.sure != "H")
    run.expect(met, f"a job that ended with {error_name(error)}", exchange)


def _one_refusal(endpoint: Endpoint) -> int:
    return 1


def _refusals_per_required(endpoint: Endpoint) -> int:
    return 1 + len(endpoint.input.get("required", ()))


def _end(account: str, play: Callable[[ScenarioRun, _Error], None] = _ended_job) -> _Trigger:
    return _Trigger(play, account, jobs=1, not_live=_ENDS_BY_ITSELF, ends_jobs=True)


_TRIGGERS = (
    {
        Reason.INVALID_MODEL: _Trigger(_unknown_model, expected_refusals=_one_refusal),
        Reason.UNKNOWN_REQUEST: _Trigger(_unknown_request),
    },
    {
        Reason.INSUFFICIENT_BALANCE: _Trigger(
            _no_balance,
            account="poor",
            expected_refusals=_one_refusal,
            not_live=_NEEDS_TWO_ACCOUNTS,
        )
    },
    {Reason.INVALID_TOKEN: _Trigger(_bad_token, expected_refusals=_one_refusal)},
    {Reason.FOREIGN_REQUEST: _Trigger(_foreign_job, jobs=1, not_live=_NEEDS_TWO_ACCOUNTS)},
    {Reason.INVALID_INPUT: _Trigger(_bad_input, expected_refusals=_refusals_per_required)},
    {Reason.MALFORMED: _Trigger(_malformed, expected_refusals=_one_refusal)},
    {Reason.CONTENT_REFUSED: _end("unlucky")},
    {Reason.MODEL_FAILED: _end("broken")},
    {Reason.TIMED_OUT: _end("late")},
    {Reason.CANCELLED: _Trigger(_cancelled_job, jobs=1, ends_jobs=True)},
)
"""How a caller triggers the error that a service has for each reason; of a group, all together."""
