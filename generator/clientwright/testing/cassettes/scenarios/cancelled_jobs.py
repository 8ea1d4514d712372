"""Scenarios for both outcomes of a cancel: in the queue, and too late."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.payload_generator import minimal_payload


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield a scenario whose cancel takes effect, and one whose cancel does not."""
    payload = minimal_payload(endpoint)

    def cancel_while_waiting(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.cancel(request_id, effective=True)
        run.poll_until(request_id)
        run.expect_result(request_id, "cancelled")

    def cancel_too_late(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.poll_until(request_id, until={"running"})
        run.cancel(request_id, effective=False)
        run.poll_until(request_id)
        run.expect_result(request_id, "succeeded")
        run.cancel(request_id, effective=False)
        run.expect_result(request_id, "succeeded")

    sentence = "a job that is cancelled while it waits"
    yield Scenario(
        "cancelled-job", sentence, cancel_while_waiting, jobs=1, payload=payload, is_job_life=True
    )
    sentence = "a job that runs, and goes on when a cancel is asked for"
    yield Scenario(
        "not-cancellable", sentence, cancel_too_late, jobs=1, payload=payload, is_job_life=True
    )
