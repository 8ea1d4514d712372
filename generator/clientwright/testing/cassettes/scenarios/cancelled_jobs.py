"""Both outcomes of a cancel: in the queue, and too late."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.generation.payload_generator import minimal_payload


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give the scenarios of a cancel that takes effect, and of one that does not."""
    payload = minimal_payload(endpoint)

    def at_once(take: ScenarioRun) -> None:
        request_id = take.submit(payload)
        take.cancel(request_id, done=True)
        take.poll_until(request_id)
        take.expect_result(request_id, "cancelled")

    def too_late(take: ScenarioRun) -> None:
        request_id = take.submit(payload)
        take.poll_until(request_id, until={"running"})
        take.cancel(request_id, done=False)
        take.poll_until(request_id)
        take.expect_result(request_id, "succeeded")
        take.cancel(request_id, done=False)
        take.expect_result(request_id, "succeeded")

    sentence = "a job that is cancelled while it waits"
    yield Scenario("cancelled-job", sentence, at_once, jobs=1, payload=payload, is_job_life=True)
    sentence = "a job that runs, and goes on when a cancel is asked for"
    yield Scenario("not-cancellable", sentence, too_late, jobs=1, payload=payload, is_job_life=True)
