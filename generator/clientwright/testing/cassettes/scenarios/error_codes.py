"""Every documented error code, one scenario each; those that nobody can bring about say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.generation.payload_generator import minimal_payload
from clientwright.testing.targets.server_target import NONE, OTHER, WRONG

UNKNOWN_REQUEST_ID = "clientwright-no-such-request"
_NEEDS_TWO_ACCOUNTS = "one token cannot show it"
_NOT_TRIGGERABLE = (
    "nothing that a caller does brings this answer about, and the sandbox never gives it"
)


@dataclass(frozen=True, slots=True)
class _Trigger:
    """How a code is brought about; `risks` are the submits that are to be refused."""

    play: Callable[[ScenarioRun, int], None]
    account: str = "sandbox"
    jobs: int = 0
    expected_refusals: Callable[[Endpoint], int] = lambda endpoint: 0
    not_live: str = ""


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give a scenario for every error that the service documents."""
    for error in service.document["errors"]:
        yield _scenario(int(error["code"]), str(error["means"]), endpoint)


def _scenario(code: int, means: str, endpoint: Endpoint) -> Scenario:
    name, sentence = f"error-{code}", f"{code}: {means}"
    way = _TRIGGERS.get(code)
    if way is None:
        return Scenario(name, sentence, lambda take: None, never_reason=_NOT_TRIGGERABLE)

    def act(take: ScenarioRun) -> None:
        way.play(take, code)

    risks = way.expected_refusals(endpoint)
    return Scenario(name, sentence, act, way.account, way.jobs, risks, way.not_live)


def _unknown_model(take: ScenarioRun, code: int) -> None:
    id = f"{take.endpoint.id}-that-does-not-exist"
    take.expect_refusal(take.server.submit(id, minimal_payload(take.endpoint)), code)


def _no_balance(take: ScenarioRun, code: int) -> None:
    take.expect_refusal(take.server.submit(take.endpoint.id, minimal_payload(take.endpoint)), code)


def _bad_token(take: ScenarioRun, code: int) -> None:
    take.expect_refusal(
        take.server.submit(take.endpoint.id, minimal_payload(take.endpoint), WRONG), code
    )
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.expect_refusal(ask(UNKNOWN_REQUEST_ID, NONE), code)


def _foreign_job(take: ScenarioRun, code: int) -> None:
    request_id = take.submit(minimal_payload(take.endpoint))
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.expect_refusal(ask(request_id, OTHER), code)


def _unknown_request(take: ScenarioRun, code: int) -> None:
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.expect_refusal(ask(UNKNOWN_REQUEST_ID), code)


def _bad_input(take: ScenarioRun, code: int) -> None:
    take.expect_refusal(take.server.submit(take.endpoint.id, []), code)
    payload = minimal_payload(take.endpoint)
    for name in take.endpoint.input.get("required", ()):
        less = {key: value for key, value in payload.items() if key != name}
        take.expect_refusal(take.server.submit(take.endpoint.id, less), code)


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
"""From a code to how a caller brings it about."""
