"""The mutants of the servers of several services: each is made by facts, and a promise notices it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clientwright.specs.model import Specs
from clientwright.specs.spec_files import load_specs
from clientwright.testing.jobs.job_trials import job_trials
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import MutantFate
from clientwright.testing.mutation.server_mutants import (
    MUTANT_EFFORT,
    MutantHost,
    first_broken_promise,
    mutant_host,
    server_mutants,
)
from testing.jobs.any_service import services
from testing.jobs.support import ROOT

CHOSEN = {
    "fal": [
        "cancelled-comes-back",
        "failure-told-of-success",
        "outputs-mixed-up",
        "requested-at-any-time",
        "result-of-a-gateway",
        "status-http-early",
        "unknown-request-miscoded",
    ],
    "replicate": [
        "all-cancelled",
        "any-model",
        "cancel-forgotten",
        "early-output",
        "foreign-outcome",
        "link-to-no-request",
        "wrong-token-miscoded",
    ],
}
"""Mutants of each service that follow from a fact of its own."""


@pytest.fixture(scope="module")
def host() -> Iterator[MutantHost]:
    """Serve mutants."""
    with mutant_host() as found:
        yield found


def specs_of(name: str) -> Specs:
    """Return the specs of a service."""
    (specs,) = load_specs(ROOT.parent / name).services
    return specs


@pytest.mark.parametrize("name", sorted(CHOSEN))
def test_sandbox_breaks_nothing_and_its_mutants_are_noticed(name: str, host: MutantHost) -> None:
    """The sandbox of a service keeps every promise about jobs, and a server with one fault does not."""
    specs = specs_of(name)
    trials = job_trials(specs, host.serve(specs, host.sandbox(specs)), 60.0)
    assert first_broken_promise(trials, MUTANT_EFFORT) == ""
    mutants = {one.name: one for one in server_mutants(specs, (), host)}
    fates = {key: mutants[f"jobs:{key}"].grade().fate for key in CHOSEN[name]}
    assert fates == dict.fromkeys(CHOSEN[name], MutantFate.KILLED)


@pytest.mark.parametrize("name", sorted(services()))
def test_mutations_are_of_calls_that_there_are(name: str) -> None:
    """Each mutation of a service has a name of its own, and none is of a call that there is not."""
    service = services()[name]
    names = [one.name for one in job_mutations(service)]
    assert len({*names}) == len(names)
    if "cancel" not in service.wire.operations:
        assert [one for one in names if "cancels" in one or "outcome" in one] == []
