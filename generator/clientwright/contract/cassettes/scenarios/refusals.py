"""Refusals: every way to break each rule, and one input for each keyword of the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from clientwright.contract.breaking.violations import Violation, violations
from clientwright.contract.cassettes.scenarios.scenario import Scenario, Take
from clientwright.contract.judges.server import wire
from clientwright.contract.making.draws import LeastDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.oracle import Oracle
from clientwright.specs.model import Endpoint, Service

INVALID_INPUT = 422001
_MANY = "it is many submits, and a provider that is laxer than its pages would bill each"
_NONE = "nothing that is sent could break it"


def of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Give a scenario for each rule of an endpoint, and one for all of its keywords."""
    shop = Workshop(endpoint, tuple(service.facts["media"]["schemes"]))
    known = [one for one in violations(shop) if not one.only_client]
    seen: Counter[str] = Counter()
    for n, rule in enumerate(endpoint.rules):
        seen[rule.kind] += 1
        name = f"refused-{rule.kind}{f'-{seen[rule.kind]}' if seen[rule.kind] > 1 else ''}"
        broken = inputs(shop, [one for one in known if one.where == f"/rules/{n}"])
        yield _scenario(name, f"refused: {rule.sentence()}", broken)
    keywords = {(v.what, v.where): v for v in reversed(known) if not v.where.startswith("/rules/")}
    sentence = "refused: one input for each keyword of the schema"
    broken = inputs(shop, list(reversed(keywords.values())))
    yield _scenario("refused-keywords", sentence, broken, not_live=_MANY)


def inputs(shop: Workshop, broken: list[Violation]) -> list[Any]:
    """Make the simplest input of each violation, each once, and only what surely breaks something."""
    oracle = Oracle(shop)
    found: dict[bytes, Any] = {}
    for violation in broken:
        try:
            bad = violation.build(shop, LeastDraw()).bad
        except NoStrategy:
            continue
        if oracle.faults(bad):
            found.setdefault(wire(bad), bad)
    return list(found.values())


def _scenario(name: str, sentence: str, payloads: list[Any], not_live: str = "") -> Scenario:
    def act(take: Take) -> None:
        for payload in payloads:
            take.refused(take.server.submit(take.endpoint.id, payload), INVALID_INPUT)

    never = "" if payloads else _NONE
    risks = len(payloads)
    return Scenario(name, sentence, act, risks=risks, not_live=not_live, never=never)
