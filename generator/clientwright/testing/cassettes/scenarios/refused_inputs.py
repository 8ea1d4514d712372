"""Refused inputs: every way to break each rule, and one input for each keyword of the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.specs.model import Endpoint, Service
from clientwright.testing.cassettes.scenarios.scenario import Scenario, ScenarioRun
from clientwright.testing.exchanges import encode_payload
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.payloads.violation_pairs import Violation

_TOO_MANY_SUBMITS = (
    "it needs many submits, and a provider laxer than its documentation would bill each"
)
_NOT_BREAKABLE = "no payload can break it"


def scenarios_of(service: Service, endpoint: Endpoint) -> Iterator[Scenario]:
    """Yield a scenario for each rule of an endpoint, and one for all keywords."""
    generator = PayloadGenerator(endpoint, tuple(service.document["media"]["schemes"]))
    known = [one for one in iter_violations(generator) if not one.only_client]
    counts: Counter[str] = Counter()
    for n, rule in enumerate(endpoint.rules):
        counts[rule.kind] += 1
        name = f"refused-{rule.kind}{f'-{counts[rule.kind]}' if counts[rule.kind] > 1 else ''}"
        payloads = invalid_inputs(
            generator, [one for one in known if one.constraint_pointer == f"/rules/{n}"]
        )
        yield _scenario(service, name, f"refused: {rule.sentence()}", payloads)
    keywords = {
        (v.constraint, v.constraint_pointer): v
        for v in reversed(known)
        if not v.constraint_pointer.startswith("/rules/")
    }
    sentence = "refused: one input for each keyword of the schema"
    payloads = invalid_inputs(generator, list(reversed(keywords.values())))
    yield _scenario(service, "refused-keywords", sentence, payloads, not_live=_TOO_MANY_SUBMITS)


def invalid_inputs(generator: PayloadGenerator, violations: list[Violation]) -> list[Any]:
    """Return the simplest input of each violation, without duplicates and inputs that break nothing."""
    oracle = PayloadOracle(generator)
    found: dict[bytes, Any] = {}
    for violation in violations:
        try:
            payload = violation.make_pair(generator, SimplestChoiceSource()).invalid
        except GenerationError:
            continue
        if oracle.broken_constraints(payload):
            found.setdefault(encode_payload(payload), payload)
    return list(found.values())


def _scenario(
    service: Service, name: str, sentence: str, payloads: list[Any], not_live: str = ""
) -> Scenario:
    errors = [one for one in service.wire.errors if one.kind == "refused"]

    def play(run: ScenarioRun) -> None:
        run.expect_refused_inputs(payloads, *errors)

    never_reason = "" if payloads else _NOT_BREAKABLE
    return Scenario(
        name,
        sentence,
        play,
        expected_refusals=len(payloads),
        not_live_reason=not_live,
        never_reason=never_reason,
    )
