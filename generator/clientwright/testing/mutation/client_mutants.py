"""The mutants of a generated client: from misread specs, or with an edited runtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from clientwright.codegen.render_package import render_specs
from clientwright.errors import ProblemsError
from clientwright.lint import lint_endpoint
from clientwright.problems import has_errors
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.mutation.equivalence import NO_PAYLOAD, ProbeSet
from clientwright.testing.mutation.fact_mutations import FACT_MUTATIONS
from clientwright.testing.mutation.input_mutations import INPUT_MUTATIONS
from clientwright.testing.mutation.mutant_packages import PackageWriter
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.request_id_mutations import REQUEST_ID_MUTATIONS
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation
from clientwright.testing.mutation.server_mutants import MUTANT_EFFORT, first_broken_promise
from clientwright.testing.mutation.spec_mutants import SpecMutant, spec_mutants
from clientwright.testing.mutation.submit_mutations import SUBMIT_MUTATIONS
from clientwright.testing.mutation.transport_mutations import TRANSPORT_MUTATIONS
from clientwright.testing.mutation.waiting_mutations import WAITING_MUTATIONS
from clientwright.testing.mutation.wire_mutations import client_mutations, wire_mutations
from clientwright.testing.promises import Target, Trial
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.targets.decision import Decision

RUNTIME_MUTATIONS: tuple[RuntimeMutation, ...] = (
    *INPUT_MUTATIONS,
    *SUBMIT_MUTATIONS,
    *REQUEST_ID_MUTATIONS,
    *WAITING_MUTATIONS,
    *TRANSPORT_MUTATIONS,
    *FACT_MUTATIONS,
)
"""Every mutation of the runtime."""
NOT_GENERATED = "lint refuses to generate it"
_ABOUT_INPUTS = frozenset(edit.name for edit in INPUT_MUTATIONS)
"""The mutations that inputs show, so that these are tried before jobs."""


@dataclass(frozen=True, slots=True)
class AliasedClient:
    """A client that decides for an endpoint by another of its endpoints."""

    client: ClientTarget
    own_id: str
    target: Target = Target.CLIENT

    def has_endpoint(self, endpoint: str) -> bool:
        """Return True: it is only asked about the one endpoint."""
        return True

    def decide(self, endpoint: str, payload: object) -> Decision:
        """Decide by the other endpoint."""
        return self.client.decide(self.own_id, payload)


def grade_client_mutants(
    specs: Specs, probes: Sequence[ProbeSet], folder: Path
) -> Iterator[GradedMutant]:
    """Yield every mutant of the client, graded; packages are written below `folder`."""
    yield from _grade_misread_specs(specs, probes, folder / "misread")
    yield from grade_wire_mutants(specs, folder / "wire")
    yield from grade_runtime_mutants(specs, probes, folder / "edited", RUNTIME_MUTATIONS)


def grade_runtime_mutants(
    specs: Specs, probes: Sequence[ProbeSet], folder: Path, mutations: Iterable[RuntimeMutation]
) -> Iterator[GradedMutant]:
    """Yield the mutants of the client with an edited runtime, graded."""
    tree = render_specs(specs, "httpx", folder / "original", None).tree
    packages = PackageWriter()
    words = AnswerBuilder(specs.service, output=specs.endpoints[0].output)
    for edit in mutations:
        named = (f"client/{edit.name}", Target.CLIENT, edit.sentence)
        if reason := edit.inapplicable_reason(tree) or edit.unseen_reason(words):
            yield GradedMutant(*named, MutantFate.INAPPLICABLE, reason)
            continue
        if reason := _equivalence_reason(edit, probes):
            yield GradedMutant(*named, MutantFate.UNOBSERVABLE, reason)
            continue
        package = packages.write(edit.apply(tree), folder / edit.name.replace("-", "_"))
        client = ClientTarget.load(str(package))
        of_jobs = client_trials(specs, client)
        of_inputs = (trial for one in probes for trial in one.trials.for_target(client))
        trials = (of_inputs, of_jobs) if edit.name in _ABOUT_INPUTS else (of_jobs, of_inputs)
        by = first_broken_promise(chain(*trials), MUTANT_EFFORT)
        yield _grade_result(edit.name, edit.sentence, by)


def _equivalence_reason(edit: RuntimeMutation, probes: Sequence[ProbeSet]) -> str:
    if edit.name in _ABOUT_INPUTS and not any(one.has_payload for one in probes):
        return NO_PAYLOAD
    return edit.equivalence_reason(probes)


def grade_wire_mutants(specs: Specs, folder: Path) -> Iterator[GradedMutant]:
    """Generate a client of one endpoint for each misread fact about calls, and grade it."""
    packages = PackageWriter()
    for mutation in chain(wire_mutations(specs.service), client_mutations(specs.service)):
        name = f"calls:{mutation.name}"
        misread = replace(
            specs, service=mutation.apply(specs.service), endpoints=specs.endpoints[:1]
        )
        package = folder / mutation.name.replace("-", "_")
        try:
            tree = render_specs(misread, "httpx", package, None).tree
        except ProblemsError:
            yield _grade_result(name, mutation.sentence, NOT_GENERATED)
            continue
        client = ClientTarget.load(str(packages.write(tree, package)))
        by = first_broken_promise(client_trials(specs, client), MUTANT_EFFORT)
        yield _grade_result(name, mutation.sentence, by)


def _grade_misread_specs(
    specs: Specs, probes: Sequence[ProbeSet], folder: Path
) -> Iterator[GradedMutant]:
    """Generate all misread endpoints into one package, each under its own id, and grade them."""
    observable: dict[str, tuple[ProbeSet, SpecMutant]] = {}
    for one in probes:
        for mutant in spec_mutants(one.trials.generator):
            name = f"{mutant.endpoint.id}:{mutant.name}"
            if not one.difference(mutant)[Target.CLIENT]:
                reason = one.equivalence_reason(mutant)
                yield GradedMutant(
                    f"client/{name}",
                    Target.CLIENT,
                    mutant.sentence,
                    MutantFate.UNOBSERVABLE,
                    reason,
                )
            elif has_errors(lint_endpoint(mutant.endpoint, advice=False)):
                yield _grade_result(name, mutant.sentence, NOT_GENERATED)
            else:
                observable[f"mutants/m{len(observable)}"] = (one, mutant)
    endpoints = tuple(_with_id(mutant.endpoint, id) for id, (_, mutant) in observable.items())
    tree = render_specs(replace(specs, endpoints=endpoints), "httpx", folder, None).tree
    client = ClientTarget.load(str(PackageWriter().write(tree, folder)))
    for id, (one, mutant) in observable.items():
        by = first_broken_promise(
            _nearest_first(one, AliasedClient(client, id), mutant), MUTANT_EFFORT
        )
        yield _grade_result(f"{mutant.endpoint.id}:{mutant.name}", mutant.sentence, by)


def _nearest_first(probes: ProbeSet, target: AliasedClient, mutant: SpecMutant) -> list[Trial]:
    def far(trial: Trial) -> bool:
        return not trial.promises[0].place.pointer.startswith(mutant.pointer)

    return sorted(probes.trials.for_target(target), key=far)


def _with_id(endpoint: Endpoint, id: str) -> Endpoint:
    return replace(endpoint, id=ModelId(id), words={}, output=None)


def _grade_result(name: str, sentence: str, by: str) -> GradedMutant:
    fate = MutantFate.KILLED if by else MutantFate.SURVIVED
    return GradedMutant(f"client/{name}", Target.CLIENT, sentence, fate, by)
