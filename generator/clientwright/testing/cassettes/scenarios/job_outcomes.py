"""How jobs end: they succeed (smallest input, fullest, two segments, each status), fail, or are cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clientwright.rules.base import Payload, Rule
from clientwright.rules.json_edit import matching_pointers, path_pointer, set_value
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.schema.choice_sources import FullestChoiceSource, SimplestChoiceSource
from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.exchanges import Exchange
from clientwright.testing.jobs.state_machine import (
    ENDED,
    RUNNING,
    JobStage,
    JobStages,
    JobStateMachine,
)
from clientwright.testing.payloads.payload_generator import (
    PayloadGenerator,
    full_payload,
    minimal_payload,
)

SEGMENT_COUNT = 2
_STUBBORN, _EXPIRED = "stubborn", "expired"
_NO_TWO_ITEMS = "no input has two items that add up"


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield the scenarios of jobs that succeed, of one that fails, and of a cancel."""
    yield from _succeeding_jobs(service, endpoint)
    yield from _failing_jobs(service, endpoint)
    yield from _cancelled_jobs(service, endpoint)


def _succeeding_jobs(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
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
    if not (service.wire.one_call or service.wire.ends_by_http):
        payload = minimal_payload(endpoint)
        sentence = "status and result at every stage of a job"
        yield _life("each-status", sentence, _play_each_status(payload), payload)


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
        _finish(run, run.submit(payload), JobStage.SUCCEEDED)

    return _life(name, sentence, play, payload)


def _life(
    name: str, sentence: str, play: Callable[[ScenarioRun], None], payload: Payload
) -> Scenario:
    """Return a scenario that is the life of one job, which any caller can begin."""
    return Scenario(name, sentence, play, jobs=1, payload=payload, is_job_life=True)


def _finish(run: ScenarioRun, request_id: str, stage: JobStage) -> Exchange:
    run.poll_until(request_id)
    return run.expect_result(request_id, stage)


def _play_each_status(payload: Payload) -> Callable[[ScenarioRun], None]:
    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        run.poll_until(request_id, each=run.read_result)
        run.expect_result(request_id, JobStage.SUCCEEDED)

    return play


def _cancelled_jobs(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield a scenario for each stage in which a cancel is asked for, as far as the service has a cancel."""
    if "cancel" not in service.wire.operations:
        return
    payload = minimal_payload(endpoint)
    machine = JobStateMachine.from_service(service)
    cancellable = machine.cancellable
    if JobStage.WAITING in cancellable:
        sentence = "a job that is cancelled while it waits"
        yield _life("cancelled-job", sentence, _cancelled(payload, waits=True), payload)
    if RUNNING not in machine.words["status"].values():
        return
    if JobStage.RUNNING not in cancellable:
        sentence = "a job that runs, and goes on when a cancel is asked for"
        yield _life("not-cancellable", sentence, _cancelled_too_late(payload, RUNNING), payload)
        return
    sentence = "a job that is cancelled while it runs"
    yield _life("cancelled-while-running", sentence, _cancelled(payload, waits=False), payload)
    sentence = "a job that has ended when a cancel is asked for"
    yield _life("cancelled-too-late", sentence, _cancelled_too_late(payload, ENDED), payload)
    if _has_account(service, _STUBBORN):
        yield Scenario(
            "cancel-without-effect",
            "a job that is asked to stop, and goes on to its end",
            _cancelled(payload, waits=False, stage=JobStage.SUCCEEDED),
            account=_STUBBORN,
            jobs=1,
            payload=payload,
            not_live_reason="no caller can make a provider's job run on",
            is_job_life=True,
        )


def _cancelled(
    payload: Payload, *, waits: bool, stage: JobStage = JobStage.CANCELLED
) -> Callable[[ScenarioRun], None]:
    """Return how a job is cancelled while it waits or runs, and ends in a stage."""

    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        if not waits:
            run.poll_until(request_id, until=RUNNING)
        run.cancel(request_id, effective=True)
        _finish(run, request_id, stage)

    return play


def _cancelled_too_late(payload: Payload, first: JobStages) -> Callable[[ScenarioRun], None]:
    """Return how a cancel of a job that has reached a stage, and of one that has ended, changes nothing."""

    def play(run: ScenarioRun) -> None:
        request_id = run.submit(payload)
        if first != ENDED:
            run.poll_until(request_id, until=first)
            run.cancel(request_id, effective=False)
        _finish(run, request_id, JobStage.SUCCEEDED)
        run.cancel(request_id, effective=False)
        run.expect_result(request_id, JobStage.SUCCEEDED)

    return play


def _failing_jobs(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield the scenario of a job that fails, and of one whose output is no longer kept."""
    payload = minimal_payload(endpoint)

    def fail(run: ScenarioRun) -> None:
        _finish(run, run.submit(payload), JobStage.FAILED)

    reason = "no caller can make a provider's job fail"
    sentence = "a job that ends, and has failed"
    yield Scenario(
        "failed-job", sentence, fail, account="unlucky", not_live_reason=reason, is_job_life=True
    )
    if service.wire.expired_at and _has_account(service, _EXPIRED):
        yield Scenario(
            "expired-job",
            "a job that succeeded, and whose output is no longer kept",
            _play_expired(payload),
            account=_EXPIRED,
            not_live_reason="an output of a provider is kept for as long as that wants",
            is_job_life=True,
        )


def _play_expired(payload: Payload) -> Callable[[ScenarioRun], None]:
    def play(run: ScenarioRun) -> None:
        exchange = _finish(run, run.submit(payload), JobStage.SUCCEEDED)
        gone = exchange.wire.is_expired(exchange.answer)
        run.expect(gone, "a result whose output is no longer kept", exchange)

    return play


def _has_account(service: Service, name: str) -> bool:
    return any(one.name == name for one in ACCOUNTS.serving(service.wire).by_token.values())
