"""The generated client of any service keeps the promises of that service, and a fault in what it does by facts is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from clientwright.codegen.arguments import service_arguments
from clientwright.specs.model import Service, Specs
from clientwright.testing.client_protocol import scripted_server
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.client_trials import client_trials, protocol_cases
from clientwright.testing.client_protocol.scripted_server import ScriptedServer, runtime_module
from clientwright.testing.mutation.client_mutants import (
    RUNTIME_MUTATIONS,
    grade_runtime_mutants,
    grade_wire_mutants,
)
from clientwright.testing.mutation.fact_mutations import FACT_MUTATIONS
from clientwright.testing.mutation.input_mutations import INPUT_MUTATIONS
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.wire_mutations import client_mutations
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from runtime.made_up_services import mixed_services
from testing.client_protocol.services_of_facts import ROOT, client_of, first_endpoint, specs_named

OUTPUT = {"type": "object", "properties": {"video": {"type": "string", "format": "uri"}}}
GENERATED = ("fal", "replicate", "onecall", "byhttp", "filmhouse")
SHOWING = ("fal", "replicate", "onecall")
"""Services that show every fault of what the runtime does by facts."""


@pytest.mark.parametrize("name", GENERATED)
def test_client_keeps_the_promises_of_its_service(name: str, tmp_path: Path) -> None:
    """A client that is generated for a service keeps every promise of that service."""
    specs = first_endpoint(specs_named(name))
    trials = client_trials(specs, client_of(specs, tmp_path / name))
    verdicts = [verdict for trial in trials for verdict in trial.run(Effort()).verdicts]
    assert verdicts
    assert [v.promise.id for v in verdicts if v.state is not VerdictState.PROVED] == []


@pytest.fixture(scope="module")
def package() -> ClientTarget:
    """Return the committed package, whose runtime is asked for other services."""
    return ClientTarget.load(str(ROOT / "generated" / "runcomfy"))


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(service=mixed_services())
def test_any_mix_of_facts_is_kept(package: ClientTarget, service: Service) -> None:
    """Whatever facts a service mixes, the runtime that is given them keeps every promise of its cases."""
    facts = runtime_module(package, "service").Service(**service_arguments(service))
    (endpoint, *_) = package.endpoints
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scripted_server, "client_service", lambda client: facts)
        for case in protocol_cases(AnswerBuilder(service, output=OUTPUT)):
            played = ScriptedServer(service, package, case.script).run_script(endpoint, {})
            assert case.untried or case.is_kept(played), (case.name, played)


def test_a_service_shows_each_fault_of_facts() -> None:
    """No fault of what the runtime does by facts is without a service that shows it."""
    for edit in FACT_MUTATIONS:
        words = (AnswerBuilder(one.service, output=one.endpoints[0].output) for one in _services())
        assert any(edit.unseen_reason(one) == "" for one in words), edit.name


def _services() -> Iterator[Specs]:
    yield from map(specs_named, SHOWING)


@pytest.mark.parametrize("name", SHOWING)
def test_faults_by_facts_are_found(name: str, tmp_path: Path) -> None:
    """A fault of what the runtime does by the facts of a service breaks a promise of that service."""
    graded = grade_runtime_mutants(first_endpoint(specs_named(name)), [], tmp_path, FACT_MUTATIONS)
    assert survivors(graded) == []


@pytest.mark.stress
@pytest.mark.parametrize("name", ["fal", "replicate", "onecall", "twowords", "byhttp", "filmhouse"])
def test_every_fault_of_jobs_is_found(name: str, tmp_path: Path) -> None:
    """A fault of the runtime's jobs, or a misread fact, breaks a promise of any service that can show it."""
    specs = first_endpoint(specs_named(name))
    of_jobs = [edit for edit in RUNTIME_MUTATIONS if edit not in INPUT_MUTATIONS]
    assert survivors(grade_runtime_mutants(specs, [], tmp_path / "edited", of_jobs)) == []
    assert survivors(grade_wire_mutants(specs, tmp_path / "wire")) == []


def survivors(graded: Iterator[GradedMutant]) -> list[str]:
    """Return the names of the mutants that no promise found."""
    return [one.name for one in graded if one.fate is MutantFate.SURVIVED]


def test_first_service_has_no_mutants_of_facts_that_it_leaves_out() -> None:
    """What RunComfy's file does not say has no mutant for it: every default stays as it is."""
    assert [*client_mutations(specs_named("runcomfy").service)] == []
