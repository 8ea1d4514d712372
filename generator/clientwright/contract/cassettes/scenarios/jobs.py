"""Jobs from submit to result: the smallest, the fullest, one of two segments, and each status on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.making.draws import FullDraw
from clientwright.contract.making.payloads import Workshop, full, minimal
from clientwright.rules.bench import Payload
from clientwright.rules.editing import at, pointer_of, put
from clientwright.rules.paths import EACH, Path
from clientwright.rules.sum_equals import SumEquals
from clientwright.spec.values import Endpoint, Service

SEGMENTS = 2


def of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give the scenarios of jobs that succeed."""
    yield _job("minimal-job", "the smallest input, to its result", minimal(endpoint))
    yield _job("full-job", "every field of the input, to its result", full(endpoint))
    for rule in endpoint.rules:
        if isinstance(rule, SumEquals):
            payload = segments(endpoint, rule)
            yield _job("two-segments", f"two segments: {rule.sentence()}", payload)
            break
    sentence = "status and result at every stage of a job"
    yield Scenario("each-status", sentence, _each(minimal(endpoint)), jobs=1, job=True)


def segments(endpoint: Endpoint, rule: SumEquals) -> Payload:
    """Make the smallest input with two items to add up."""
    bench = Workshop(endpoint).bench(FullDraw())
    array = Path(rule.addends.steps[: rule.addends.steps.index(EACH)])
    items = (array.schema(bench.schema) or {}).get("items", {})
    payload = minimal(endpoint)
    put(payload, pointer_of(array), [bench.make(items) for _ in range(SEGMENTS)])
    bench.settle(payload)
    return payload if len(at(payload, pointer_of(array))) == SEGMENTS else full(endpoint)


def _job(name: str, sentence: str, payload: Payload) -> Scenario:
    def act(take: Take) -> None:
        request_id = take.submit(payload)
        take.follow(request_id)
        take.result(request_id, "succeeded")

    return Scenario(name, sentence, act, jobs=1, job=True)


def _each(payload: Payload) -> Callable[[Take], None]:
    def act(take: Take) -> None:
        request_id = take.submit(payload)
        take.follow(request_id, each=take.server.result)
        take.result(request_id, "succeeded")

    return act
