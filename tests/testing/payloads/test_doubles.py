"""Servers that read numbers as doubles: none is called wrong, and one that ignores a bound is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.numbers import as_doubles
from clientwright.specs.model import Endpoint
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from clientwright.testing.promises import Effort, Target, Verdict, VerdictState
from clientwright.testing.targets.decision import Decision
from clientwright.testing.trials.payload_trials import PayloadTrials
from testing.support import make_endpoint

BOUNDS: dict[str, dict[str, Any]] = {
    "a huge maximum": {"type": "number", "maximum": 1e300},
    "a huge minimum": {"type": "number", "minimum": -1e300},
    "a huge open end": {"type": "number", "exclusiveMaximum": 1e300},
    "an end of exact integers": {"type": "integer", "maximum": 2**53},
    "an open end of exact integers": {"type": "integer", "exclusiveMaximum": 2**53 + 2},
    "a negative open end": {"type": "integer", "exclusiveMinimum": -(2**60)},
    "huge steps": {"type": "integer", "multipleOf": 3, "maximum": 3 * 2**60},
    "an end that is no double": {"type": "integer", "maximum": 2**53 + 1},
    "a small end": {"type": "number", "maximum": 0.1},
}


@dataclass(frozen=True)
class DoubleJudge:
    """A server that reads all numbers as doubles, those of its documents, too."""

    oracle: PayloadOracle
    target: Target = Target.SERVER

    def has_endpoint(self, endpoint: str) -> bool:
        """Return True: it is only asked about the one endpoint."""
        return True

    def decide(self, endpoint: str, payload: Any) -> Decision:
        """Decide about a payload."""
        return Decision(self.oracle.accepts(as_doubles(payload)), "read as doubles")


def endpoint_with(schema: dict[str, Any]) -> Endpoint:
    """Return an endpoint with one field."""
    return make_endpoint({"type": "object", "properties": {"a": schema}, "required": ["a"]})


def verdicts_on(documented: dict[str, Any], served: dict[str, Any]) -> Iterator[Verdict]:
    """Yield the verdicts on a server of doubles that serves a schema, by the promises of another."""
    judge = DoubleJudge(PayloadOracle(PayloadGenerator(endpoint_with(as_doubles(served)))))
    for trial in PayloadTrials(endpoint_with(documented)).for_target(judge):
        yield from trial.run(Effort(examples=40, shrink=False)).verdicts


@pytest.mark.parametrize("name", BOUNDS)
def test_a_server_of_doubles_gets_no_finding(name: str) -> None:
    """Whatever doubles cannot tell apart is asked of no server."""
    found = [one for one in verdicts_on(BOUNDS[name], BOUNDS[name]) if one.finding]
    assert [(one.promise.id, one.finding) for one in found] == []


@pytest.mark.parametrize("name", BOUNDS)
def test_an_ignored_bound_is_found(name: str) -> None:
    """A server of doubles that ignores the bound breaks the promise of the bound."""
    ((word, _),) = [pair for pair in BOUNDS[name].items() if "imum" in pair[0]]
    without = {key: value for key, value in BOUNDS[name].items() if key != word}
    broken = [one for one in verdicts_on(BOUNDS[name], without) if one.finding]
    assert f"made/up:a/{word}" in {one.promise.id for one in broken}
    assert all(one.state is VerdictState.BROKEN for one in broken)


@pytest.mark.parametrize("name", BOUNDS)
def test_only_clients_are_asked_for_what_doubles_cannot_tell(name: str) -> None:
    """A client reads numbers as they are written: it is asked for the next one, a server for one that it can tell."""
    oracle = PayloadOracle(PayloadGenerator(endpoint_with(BOUNDS[name])))
    asked = [one for one in iter_violations(oracle.generator) if "imum" in one.name]
    assert [one.name for one in asked if not one.only_client] == [
        f"a/{word}" for word in BOUNDS[name] if "imum" in word
    ]
    for violation in asked:
        pair = violation.make_pair(oracle.generator, SimplestChoiceSource())
        assert violation.is_isolated(oracle, pair)
        ends = [as_doubles(one) for one in (pair.invalid, pair.valid_twin)]
        assert (ends[0] == ends[1]) == violation.only_client
