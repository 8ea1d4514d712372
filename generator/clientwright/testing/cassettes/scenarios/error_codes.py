"""One scenario for every documented error code; those no caller can trigger have a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.payload_generator import minimal_payload
from clientwright.testing.targets.server_target import NONE, OTHER, WRONG

UNKNOWN_REQUEST_ID = "clientwright-no-such-request"
_NEEDS_TWO_ACCOUNTS = "it needs two accounts"
_NOT_TRIGGERABLE = "no caller can provoke this answer, and the sandbox never gives it"


@dataclass(frozen=True, slots=True)
class _Trigger:
    """How to trigger a code; `expected_refusals` counts the submits that must be refused."""

    play: Callable[[ScenarioRun, int], None]
    account: str = "sandbox"
    jobs: int = 0
    expected_refusals: Callable[[Endpoint], int] = lambda endpoint: 0
    not_live: str = ""


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield a scenario for every error code of the service."""
    for error in service.document["errors"]:
        yield _scenario(int(error["code"]), str(error["means"]), endpoint)


def _scenario(code: int, means: str, endpoint: Endpoint) -> Scenario:
    name, sentence = f"error-{code}", f"{code}: {means}"
    trigger = _TRIGGERS.get(code)
    if trigger is None:
        return Scenario(name, sentence, lambda run: None, never_reason=_NOT_TRIGGERABLE)

    def play(run: ScenarioRun) -> None:
        trigger.play(run, code)

    refusals = trigger.expected_refusals(endpoint)
    return Scenario(name, sentence, play, trigger.account, trigger.jobs, refusals, trigger.not_live)


def _unknown_model(run: ScenarioRun, code: int) -> None:
    id = f"{run.endpoint.id}-that-does-not-exist"
    run.expect_refusal(run.server.submit(id, minimal_payload(run.endpoint)), code)


def _no_balance(run: ScenarioRun, code: int) -> None:
    run.expect_refusal(run.server.submit(run.endpoint.id, minimal_payload(run.endpoint)), code)


def _bad_token(run: ScenarioRun, code: int) -> None:
    run.expect_refusal(
        run.server.submit(run.endpoint.id, minimal_payload(run.endpoint), WRONG), code
    )
    for call in (run.server.status, run.server.result, run.server.cancel):
        run.expect_refusal(call(UNKNOWN_REQUEST_ID, NONE), code)


def _foreign_job(run: ScenarioRun, code: int) -> None:
    request_id = run.submit(minimal_payload(run.endpoint))
    for call in (run.server.status, run.server.result, run.server.cancel):
        run.expect_refusal(call(request_id, OTHER), code)


def _unknown_request(run: ScenarioRun, code: int) -> None:
    for call in (run.server.status, run.server.result, run.server.cancel):
        run.expect_refusal(call(UNKNOWN_REQUEST_ID), code)


def _bad_input(run: ScenarioRun, code: int) -> None:
    run.expect_refusal(run.server.submit(run.endpoint.id, []), code)
    payload = minimal_payload(run.endpoint)
    for name in run.endpoint.input.get("required", ()):
        incomplete = {key: value for key, value in payload.items() if key != name}
        run.expect_refusal(run.server.submit(run.endpoint.id, incomplete), code)


def _one_refusal(endpoint: Endpoint) -> int:
    return 1


def _refusals_per_required(endpoint: Endpoint) -> int:
    return 1 + len(endpoint.input.get("required", ()))


_TRIGGERS = {
    400001: _Trigger(_unknown_model, expected_refusals=_one_refusal),
    400002: _Trigger(
        _no_balance, account="poor", expected_refusals=_one_refusal, not_live=_NEEDS_TWO_ACCOUNTS
    ),
    400004: _Trigger(_bad_token, expected_refusals=_one_refusal),
    403001: _Trigger(_foreign_job, jobs=1, not_live=_NEEDS_TWO_ACCOUNTS),
    404001: _Trigger(_unknown_request),
    422001: _Trigger(_bad_input, expected_refusals=_refusals_per_required),
}
"""How a caller triggers each code."""
