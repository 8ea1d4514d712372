"""Every documented error code, one scenario each; those that nobody can bring about say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.judges.server import NONE, OTHER, WRONG
from clientwright.contract.making.payloads import minimal
from clientwright.specs.model import Endpoint, Service

NOBODYS_JOB = "clientwright-no-such-request"
_ALONE = "one token cannot show it"
_NOBODY = "nothing that a caller does brings this answer about, and the sandbox never gives it"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a code is brought about; `risks` are the submits that are to be refused."""

    act: Callable[[Take, int], None]
    account: str = "sandbox"
    jobs: int = 0
    risks: Callable[[Endpoint], int] = lambda endpoint: 0
    not_live: str = ""


def of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give a scenario for every error that the service documents."""
    for error in service.facts["errors"]:
        yield _scenario(int(error["code"]), str(error["means"]), endpoint)


def _scenario(code: int, means: str, endpoint: Endpoint) -> Scenario:
    name, sentence = f"error-{code}", f"{code}: {means}"
    way = _WAYS.get(code)
    if way is None:
        return Scenario(name, sentence, lambda take: None, never=_NOBODY)

    def act(take: Take) -> None:
        way.act(take, code)

    risks = way.risks(endpoint)
    return Scenario(name, sentence, act, way.account, way.jobs, risks, way.not_live)


def _unknown_model(take: Take, code: int) -> None:
    id = f"{take.endpoint.id}-that-does-not-exist"
    take.refused(take.server.submit(id, minimal(take.endpoint)), code)


def _no_balance(take: Take, code: int) -> None:
    take.refused(take.server.submit(take.endpoint.id, minimal(take.endpoint)), code)


def _bad_token(take: Take, code: int) -> None:
    take.refused(take.server.submit(take.endpoint.id, minimal(take.endpoint), WRONG), code)
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.refused(ask(NOBODYS_JOB, NONE), code)


def _not_yours(take: Take, code: int) -> None:
    request_id = take.submit(minimal(take.endpoint))
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.refused(ask(request_id, OTHER), code)


def _no_request(take: Take, code: int) -> None:
    for ask in (take.server.status, take.server.result, take.server.cancel):
        take.refused(ask(NOBODYS_JOB), code)


def _bad_input(take: Take, code: int) -> None:
    take.refused(take.server.submit(take.endpoint.id, []), code)
    payload = minimal(take.endpoint)
    for name in take.endpoint.input.get("required", ()):
        less = {key: value for key, value in payload.items() if key != name}
        take.refused(take.server.submit(take.endpoint.id, less), code)


def _one(endpoint: Endpoint) -> int:
    return 1


def _each_required(endpoint: Endpoint) -> int:
    return 1 + len(endpoint.input.get("required", ()))


_WAYS = {
    400001: _Way(_unknown_model, risks=_one),
    400002: _Way(_no_balance, account="poor", risks=_one, not_live=_ALONE),
    400004: _Way(_bad_token, risks=_one),
    403001: _Way(_not_yours, jobs=1, not_live=_ALONE),
    404001: _Way(_no_request),
    422001: _Way(_bad_input, risks=_each_required),
}
"""From a code to how a caller brings it about."""
