"""The mutation score of made-up endpoints that use every keyword, each in several places.

The sandbox's own checks answer in this process; `test_mutation_score.py` grades over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from clientwright.schema.additional_properties import CLOSED
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.server_mutants import MUTANT_EFFORT, first_broken_promise
from clientwright.testing.mutation.spec_mutants import SpecMutant, spec_mutants
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import first_unspecified
from clientwright.testing.promises import Target, Verdict, VerdictState
from clientwright.testing.trials.payload_trials import PayloadTrials
from schema.keyword_samples import SAMPLES
from schema.sample_values import VALUES, is_made
from testing.mutation.every_keyword import AROUND, PLACES, SandboxJudge, endpoint_of

ONCE = [(name, list(PLACES)[n % len(PLACES)]) for n, name in enumerate(SAMPLES)]
"""Each sample in one place."""
OTHERS = [pair for pair in product(SAMPLES, PLACES) if pair not in ONCE]
EVERYWHERE = [*ONCE, *(pytest.param(*pair, marks=pytest.mark.stress) for pair in OTHERS)]
FEW_NAMES = ("p", "q", "r", "k", "x", "value", "p1", "ab")


@pytest.mark.parametrize(("name", "place"), EVERYWHERE)
def test_every_observable_mutant_of_a_keyword_is_killed(name: str, place: str) -> None:
    """No correct server breaks a promise, no mutant survives, and one is unobservable only if it is."""
    if not is_made(SAMPLES[name].schema):
        pytest.skip("no value is made of the sample alone")
    trials = PayloadTrials(endpoint_of(name, place))
    verdicts = list(verdicts_of(trials, SandboxJudge(trials.endpoint)))
    assert [(v.promise.id, v.finding) for v in verdicts if v.finding] == []
    assert all(v.reason for v in verdicts if v.state is not VerdictState.PROVED)
    probes = ProbeSet(trials)
    for mutant in spec_mutants(trials.generator):
        if probes.difference(mutant)[Target.SERVER]:
            judge = SandboxJudge(mutant.endpoint)
            near = sorted(trials.for_target(judge), key=lambda one: not_at(one, mutant))
            assert first_broken_promise(near, MUTANT_EFFORT), mutant.name
        else:
            assert probes.equivalence_reason(mutant)
            assert told_apart(trials, mutant, place) == [], mutant.name


def verdicts_of(trials: PayloadTrials, judge: SandboxJudge) -> Iterator[Verdict]:
    """Yield the verdict of each promise about payloads."""
    for trial in trials.for_target(judge):
        yield from trial.run(MUTANT_EFFORT).verdicts


def not_at(trial: Any, mutant: SpecMutant) -> bool:
    """Return whether a trial is about another part of the spec than a mutant."""
    return not trial.promises[0].place.pointer.startswith(mutant.pointer)


def told_apart(trials: PayloadTrials, mutant: SpecMutant, place: str) -> list[Any]:
    """Return the small payloads about which mutant and original decide differently, as far as a server owes it."""
    other = PayloadOracle(PayloadGenerator(mutant.endpoint))
    return [
        payload
        for payload, accepted in small_payloads(trials, place)
        if accepted != other.accepts(payload) and owes(trials.oracle, payload)
    ]


def small_payloads(trials: PayloadTrials, place: str) -> list[tuple[Any, bool]]:
    """Return payloads with small values, and whether the original accepts them; they are made once."""
    if not trials.made.get("small payloads"):
        payloads = [{"a": AROUND[place](value)} for value in small_values()]
        trials.made["small payloads"] = [(one, trials.oracle.accepts(one)) for one in payloads]
    return trials.made["small payloads"]


def owes(oracle: PayloadOracle, payload: Any) -> bool:
    """Return whether the documents leave a server no choice about a payload."""
    broken = oracle.broken_constraints(payload)
    only_closed = bool(broken) and all(one.constraint == CLOSED for one in broken)
    return not only_closed and bool(broken or not first_unspecified(payload))


def small_values() -> Iterator[Any]:
    """Yield scalars, and arrays and objects of one or two of them."""
    urls = [f"https://example.com/a.{end}" for end in ("png", "mp4", "jpg")]
    scalars = [*VALUES, 2, 3, 4, 6, 8, 1.5, "b", "c", "§", "aBc", *urls]
    yield from scalars
    for value in scalars:
        yield [value]
        yield from ({name: value} for name in FEW_NAMES)
    for one, other in product(scalars[:14], repeat=2):
        yield [one, other]
        yield from ({"p": one, "q": other}, {"k": one, "p": other}, {"p": one, "r": other})
