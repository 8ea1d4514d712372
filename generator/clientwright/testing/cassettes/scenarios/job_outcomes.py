"""How jobs end: they succeed (smallest input, fullest, two segments, each status), fail, or are cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clientwright.rules.base import Payload, Rule
from clientwright.rules.json_edit import matching_pointers, path_pointer, set_value
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.schema.choice_sources import FullestChoiceSource, SimplestChoiceSource
from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.payloads.payload_generator import (
    PayloadGenerator,
    full_payload,
    minimal_payload,
)

SEGMENT_COUNT = 2
_NO_TWO_ITEMS = "no input has two items that add up"


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield the scenarios of jobs that succeed, of one that fails, and of a cancel."""
    yield from _succeeding_jobs(endpoint)
    yield from _failing_jobs(service, endpoint)
    yield from _cancelled_jobs(service, endpoint)


def _succeeding_jobs(endpoint: Endpoint) -> Iterator[Scenario]:
    yield _job_scenario(
        "minimal-job", "the smallest input, to its result", minimal_payload(endpoint)
    )
    yield _job_scenario(
        "full-job", "every field of the input, to its result", full_payload(endpoint)
    )
    for rule in endpoint.rules:
        addends = rule.example_items()
        if addends is not None:
            payload = two_segment_payload(endpoint, rule, addends)
            never_reason = (
                "" if len(matching_pointers(addends, payload)) == SEGMENT_COUNT else _NO_TWO_ITEMS
            )
            yield replace(
                _job_scenario("two-segments", f"two: {rule.sentence()}", payload),
                never_reason=never_reason,
            )
            break
    sentence = "status and result at every stage of a job"
    payload = minimal_payload(endpoint)
    yield Scenario(
        "each-status",
        sentence,
        _play_each_status(payload),
        jobs=1,
        payload=payload,
        is_job_life=True,
    )


def two_segment_payload(endpoint: Endpoint, rule: Rule, addends: JsonPath) -> Payload:
    """Return the smallest input with two items, and with the values that the rule then asks for."""
    generator = PayloadGenerator(endpoint)
    simplest, fullest = (
        generator.session(SimplestChoiceSource()),
        generator.session(FullestChoiceSource()),
    )
    array = JsonPath(addends.steps[: addends.steps.index(EACH_ITEM)])
    items = (array.schema(generator.schema) or {}).get("items", {})
    payload = minimal_payload(endpoint)
    set_value(payload, path_pointer(array), [fullest.generate(items) for _ in range(SEGMENT_COUNT)])
    for pointer in matching_pointers(addends, payload):
        set_value(payload, pointer, simplest.generate(addends.schema(generator.schema)))
    rule.repair(payload, simplest.with_pins(path_pointer(array)))
    simplest.repair(payload)
    return payload


def _job_scenario(name: str, sentence: str, payload: Payload) -> Scenario:
    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.poll_until(request_id)
        run.expect_result(request_id, "succeeded")

    return Scenario(name, sentence, play, jobs=1, payload=payload, is_job_life=True)


def _play_each_status(payload: Payload) -> Callable[[ScenarioRun], None]:
    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.poll_until(request_id, each=lambda id: run.read_with_retries(run.server.result, id))
        run.expect_result(request_id, "succeeded")

    return play


def _cancelled_jobs(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
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


def _failing_jobs(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
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
