"""Jobs that succeed: the smallest input, the fullest, two segments, and each status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clientwright.rules.base import Rule
from clientwright.rules.generation_context import Payload
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
    """Yield the scenarios of jobs that succeed."""
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
