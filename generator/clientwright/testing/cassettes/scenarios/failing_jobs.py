"""A job that fails: /status reports only that it finished, /result that it failed."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.payload_generator import minimal_payload


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield the scenario of a job that fails."""
    payload = minimal_payload(endpoint)

    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.poll_until(request_id)
        run.expect_result(request_id, "failed")

    reason = "no caller can make a provider's job fail"
    sentence = "a job that ends, and has failed"
    yield Scenario(
        "failed-job", sentence, play, account="unlucky", not_live_reason=reason, is_job_life=True
    )
