"""The same harness finds the same planted faults in every service: those of the program, and a made-up one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import MutantFate
from clientwright.testing.mutation.score_harness import probe_sets, score_harness
from clientwright.testing.mutation.server_mutants import (
    MutantHost,
    ServerMutant,
    mutant_host,
    server_mutants,
)
from clientwright.testing.mutation.wire_mutations import wire_mutations

ROOT = Path(__file__).parents[3]
FOLDERS = {
    "runcomfy": ROOT / "specs" / "runcomfy",
    "fal": ROOT / "specs" / "fal",
    "replicate": ROOT / "specs" / "replicate",
    "filmhouse": ROOT / "tests" / "providers" / "filmhouse",
}
SAMPLED = 3
"""How many mutants of each kind a run takes from each service; `nox -s stress` takes all."""


@cache
def specs_of(name: str) -> Specs:
    """Return the specs of a service."""
    (specs,) = load_specs(FOLDERS[name]).services
    return specs


@cache
def faults_of_all() -> Sequence[str]:
    """Return the names of the faults that the server of every service can have."""
    names = [
        {
            *(f"jobs:{one.name}" for one in job_mutations(specs_of(name).service)),
            *(f"calls:{one.name}" for one in wire_mutations(specs_of(name).service)),
        }
        for name in FOLDERS
    ]
    return sorted(set.intersection(*names))


@pytest.fixture(scope="module")
def host() -> Iterator[MutantHost]:
    """Serve mutants."""
    with mutant_host() as found:
        yield found


def sample(mutants: Sequence[ServerMutant], seed: str) -> list[ServerMutant]:
    """Return some of the mutants that can be seen."""
    seen = [one for one in mutants if not one.equivalence_reason]
    return random.Random(seed).sample(seen, min(SAMPLED, len(seen)))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_sample_of_planted_faults_is_found(name: str, host: MutantHost) -> None:
    """Of the faults that every service can have, of a service's own and of how it reads inputs, each drawn is found."""
    whole = specs_of(name)
    least = min(whole.endpoints, key=lambda one: len(one.input["properties"]))
    specs = replace(whole, endpoints=(least,))
    mutants = list(server_mutants(specs, probe_sets(specs), host))
    shared = [one for one in mutants if one.name in faults_of_all()]
    own = [one for one in mutants if one.name.startswith(("jobs:", "calls:")) and one not in shared]
    inputs = [one for one in mutants if not one.name.startswith(("jobs:", "calls:"))]
    assert len(shared) == len(faults_of_all())
    drawn = [*sample(shared, "shared"), *sample(own, name), *sample(inputs, name)]
    fates = {one.name: one.grade().fate for one in drawn}
    assert fates == dict.fromkeys(fates, MutantFate.KILLED)


def test_most_faults_of_jobs_are_those_of_every_service() -> None:
    """Services that differ in every fact of their file have the same faults for the greater part."""
    assert len(faults_of_all()) > 30


@pytest.mark.stress
@pytest.mark.parametrize("name", FOLDERS)
def test_every_planted_fault_is_found(name: str) -> None:
    """The harness finds every fault of a service's server and client that can be seen, without a false alarm."""
    score = score_harness(specs_of(name))
    assert score.false_alarms == ()
    assert [one.name for one in score.mutants if one.fate is MutantFate.SURVIVED] == []
    assert score.count(MutantFate.KILLED) > 300
