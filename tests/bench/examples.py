"""Valid inputs by construction: how many per second, by Hypothesis and by a seed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.specs.model import Endpoint
from clientwright.specs.spec_files import load_specs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from tests.bench.paired_timing import medians, table
from tests.testing.support import payloads

SPECS = Path(__file__).resolve().parent.parent.parent / "specs"
COUNT = 2000
ROUNDS = 3

Payloads = list[dict[str, Any]]


def main() -> None:
    """Print the table of examples."""
    endpoints = load_specs(SPECS).services[0].endpoints
    rows = [["endpoint", "by", "examples a second", "valid", "with segments"]]
    for endpoint in endpoints:
        sources = {"Hypothesis": through_hypothesis(endpoint), "a seed": by_seed(endpoint)}
        made: dict[str, Payloads] = {}
        found = medians({name: _timed(name, source, made) for name, source in sources.items()}, ROUNDS)  # fmt: skip
        rows += [_row(endpoint, name, found[name], made[name]) for name in sources]
    table(f"Examples (median of {ROUNDS} times {COUNT}, wall seconds)", rows)


def through_hypothesis(endpoint: Endpoint) -> Callable[[], Payloads]:
    """Return a function that generates examples with the strategy of property tests."""
    strategy = payloads(endpoint)

    def make() -> Payloads:
        found: Payloads = []

        @settings(
            max_examples=COUNT,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def take(payload: dict[str, Any]) -> None:
            found.append(payload)

        take()
        return found

    return make


def by_seed(endpoint: Endpoint) -> Callable[[], Payloads]:
    """Return a function that generates examples as a contract run does."""
    generator = PayloadGenerator(endpoint)
    return lambda: [generator.generate(RandomChoiceSource.from_seed(str(n))) for n in range(COUNT)]


def _timed(
    name: str, source: Callable[[], Payloads], made: dict[str, Payloads]
) -> Callable[[], float]:
    def run() -> float:
        started = time.perf_counter()
        made[name] = source()
        return time.perf_counter() - started

    return run


def _row(endpoint: Endpoint, name: str, seconds: float, found: Payloads) -> list[str]:
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    valid = sum(not oracle.broken_constraints(payload) for payload in found) / len(found)
    segments = sum(bool(payload.get("multi_prompt")) for payload in found) / len(found)
    last = str(endpoint.id).rpartition("/")[2]
    return [last, name, f"{len(found) / seconds:.0f}", f"{valid:.2%}", f"{segments:.0%}"]
