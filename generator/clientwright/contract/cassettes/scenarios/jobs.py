"""Jobs from submit to result: the smallest, the fullest, one of two segments, and each status on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.making.draws import FullDraw, LeastDraw
from clientwright.contract.making.payloads import Workshop, full, minimal
from clientwright.rules.bench import Payload
from clientwright.rules.editing import at, pointer_of, put, slots
from clientwright.rules.paths import EACH, Path
from clientwright.rules.sum_equals import SumEquals
from clientwright.specs.model import Endpoint, Service

SEGMENTS = 2
_NO_ROOM = "no input has two items that add up"


def of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give the scenarios of jobs that succeed."""
    yield _job("minimal-job", "the smallest input, to its result", minimal(endpoint))
    yield _job("full-job", "every field of the input, to its result", full(endpoint))
    for rule in endpoint.rules:
        if isinstance(rule, SumEquals):
            payload = segments(endpoint, rule)
            never = "" if len(slots(rule.addends, payload)) == SEGMENTS else _NO_ROOM
            yield replace(_job("two-segments", f"two: {rule.sentence()}", payload), never=never)
            break
    sentence = "status and result at every stage of a job"
    payload = minimal(endpoint)
    yield Scenario("each-status", sentence, _each(payload), jobs=1, payload=payload, job=True)


def segments(endpoint: Endpoint, rule: SumEquals) -> Payload:
    """Make the smallest input with two items: the smallest addends, and a total that is their sum."""
    shop = Workshop(endpoint)
    least, rich = shop.bench(LeastDraw()), shop.bench(FullDraw())
    array = Path(rule.addends.steps[: rule.addends.steps.index(EACH)])
    items = (array.schema(shop.schema) or {}).get("items", {})
    payload = minimal(endpoint)
    put(payload, pointer_of(array), [rich.make(items) for _ in range(SEGMENTS)])
    places = slots(rule.addends, payload)
    for place in places:
        put(payload, place, least.make(rule.addends.schema(shop.schema)))
    put(payload, pointer_of(rule.total), sum(at(payload, place) for place in places))
    least.settle(payload)
    return payload


def _job(name: str, sentence: str, payload: Payload) -> Scenario:
    def act(take: Take) -> None:
        request_id = take.submit(payload)
        take.follow(request_id)
        take.result(request_id, "succeeded")

    return Scenario(name, sentence, act, jobs=1, payload=payload, job=True)


def _each(payload: Payload) -> Callable[[Take], None]:
    def act(take: Take) -> None:
        request_id = take.submit(payload)
        take.follow(request_id, each=lambda id: take.ask(take.server.result, id))
        take.result(request_id, "succeeded")

    return act
