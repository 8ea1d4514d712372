"""Jobs from submit to result: the smallest, the fullest, one of two segments, and each status on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.making.draws import FullDraw, LeastDraw
from clientwright.contract.making.payloads import Workshop, full, minimal
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import matching_pointers, path_pointer, set_value, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
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
            never = "" if len(matching_pointers(rule.addends, payload)) == SEGMENTS else _NO_ROOM
            yield replace(_job("two-segments", f"two: {rule.sentence()}", payload), never=never)
            break
    sentence = "status and result at every stage of a job"
    payload = minimal(endpoint)
    yield Scenario("each-status", sentence, _each(payload), jobs=1, payload=payload, job=True)


def segments(endpoint: Endpoint, rule: SumEquals) -> Payload:
    """Make the smallest input with two items: the smallest addends, and a total that is their sum."""
    shop = Workshop(endpoint)
    least, rich = shop.bench(LeastDraw()), shop.bench(FullDraw())
    array = JsonPath(rule.addends.steps[: rule.addends.steps.index(EACH_ITEM)])
    items = (array.schema(shop.schema) or {}).get("items", {})
    payload = minimal(endpoint)
    set_value(payload, path_pointer(array), [rich.make(items) for _ in range(SEGMENTS)])
    places = matching_pointers(rule.addends, payload)
    for place in places:
        set_value(payload, place, least.make(rule.addends.schema(shop.schema)))
    set_value(payload, path_pointer(rule.total), sum(value_at(payload, place) for place in places))
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
