"""A job that fails: `completed` on /status, and only /result tells."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.making.payloads import minimal
from clientwright.specs.model import Endpoint, Service


def of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give the scenario of a job that fails."""
    payload = minimal(endpoint)

    def act(take: Take) -> None:
        request_id = take.submit(payload)
        take.follow(request_id)
        take.result(request_id, "failed")

    why = "no caller can make a job of the provider fail"
    sentence = "a job that ends, and has failed"
    yield Scenario("failed-job", sentence, act, account="unlucky", not_live=why, job=True)
