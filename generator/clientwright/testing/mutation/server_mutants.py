"""The mutants of a server, each asked what the harness asks of any server, until a promise is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clientwright.specs.model import Specs
from clientwright.testing.jobs import job_trials as jobs
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutant_host import MutantHost
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.payload_mutations import payload_mutations
from clientwright.testing.mutation.server_mutation import MutatedApp, ServerMutation
from clientwright.testing.mutation.spec_mutants import SpecMutant, spec_mutants
from clientwright.testing.payload_trials import PayloadTrials
from clientwright.testing.promises import Effort, Target, Trial, VerdictState
from clientwright.testing.targets.server_target import ServerTarget
from clientwright.testing.targets.submit_target import SubmitTarget

MUTANT_EFFORT = Effort(examples=60, shrink=False)
MUTANT_POLL_SECONDS = 60.0
"""Seconds that a job trial of a mutant may wait, by the hall's clock."""


@dataclass(frozen=True)
class ServerMutant:
    """A mutant of the server that is not yet asked; `unseen` is why nothing can tell it apart, if so."""

    name: str
    sentence: str
    trials: Callable[[], Iterable[Trial]]
    equivalence_reason: str = ""

    def grade(self) -> GradedMutant:
        """Ask until a promise is broken."""
        named = (f"server/{self.name}", Target.SERVER, self.sentence)
        if self.equivalence_reason:
            return GradedMutant(*named, MutantFate.UNOBSERVABLE, self.equivalence_reason)
        by = first_broken_promise(self.trials(), MUTANT_EFFORT)
        return GradedMutant(*named, MutantFate.KILLED if by else MutantFate.SURVIVED, by)


def server_mutants(
    specs: Specs, probes: Sequence[ProbeSet], hall: MutantHost
) -> Iterator[ServerMutant]:
    """List the mutants of a server of the specs: by spec, by the reading of inputs, by the life of jobs."""
    for one in probes:
        for mutant in spec_mutants(one.trials.generator):
            yield _spec_mutant(specs, one, mutant, hall)
        for twist in payload_mutations(one.trials.generator):
            yield _payload_mutant(specs, one, twist, hall)
    for twist in job_mutations(specs.service):
        yield _job_mutant(specs, twist, hall)


def first_broken_promise(trials: Iterable[Trial], effort: Effort) -> str:
    """Run trials until one finds something; give that promise's id, or an empty string."""
    for trial in trials:
        for verdict in trial.run(effort).verdicts:
            if verdict.state is VerdictState.BROKEN:
                return verdict.promise.id
    return ""


def _spec_mutant(
    specs: Specs, probes: ProbeSet, mutant: SpecMutant, hall: MutantHost
) -> ServerMutant:
    seen = probes.difference(mutant)[Target.SERVER]
    unseen = "" if seen else probes.equivalence_reason(mutant)

    def trials() -> list[Trial]:
        server = hall.serve(specs, hall.sandbox(replace(specs, endpoints=(mutant.endpoint,))))
        return sorted(
            _payload_trials(probes.trials, server), key=lambda one: _distance(one, mutant.pointer)
        )

    return ServerMutant(f"{mutant.endpoint.id}:{mutant.name}", mutant.sentence, trials, unseen)


def _payload_mutant(
    specs: Specs, probes: ProbeSet, twist: ServerMutation, hall: MutantHost
) -> ServerMutant:
    payloads = probes.trials
    name = f"{payloads.endpoint.id}:{twist.name}"
    seen = twist.read_input is None or probes.detects_reading(twist.read_input)
    unseen = "" if seen else "no input is decided differently once it was read so"

    def trials() -> list[Trial]:
        return _payload_trials(payloads, hall.serve(specs, MutatedApp(hall.sandbox(specs), twist)))

    return ServerMutant(name, f"{payloads.endpoint.id}: {twist.sentence}", trials, unseen)


def _job_mutant(specs: Specs, twist: ServerMutation, hall: MutantHost) -> ServerMutant:
    def trials() -> list[Trial]:
        server = hall.serve(specs, MutatedApp(hall.sandbox(specs), twist))
        return jobs.job_trials(specs, server, MUTANT_POLL_SECONDS)

    return ServerMutant(f"jobs:{twist.name}", twist.sentence, trials)


def _payload_trials(payloads: PayloadTrials, server: ServerTarget) -> list[Trial]:
    return [
        *payloads.for_target(SubmitTarget.for_endpoints(server, [payloads.endpoint])),
        *payloads.for_server(server),
    ]


def _distance(trial: Trial, pointer: str) -> int:
    """Order trials: those about the mutant's own place first, then those around it."""
    place = trial.promises[0].place.pointer
    return 0 if place.startswith(pointer) else 1 if pointer.startswith(place) else 2
