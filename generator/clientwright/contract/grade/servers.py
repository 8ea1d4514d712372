"""The mutants of a server, each asked what the harness asks of any server, until a promise is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clientwright.contract.grade.equivalence import Probes
from clientwright.contract.grade.hall import Hall
from clientwright.contract.grade.job_twists import TWISTS
from clientwright.contract.grade.payload_twists import payload_twists
from clientwright.contract.grade.spec_mutants import SpecMutant, spec_mutants
from clientwright.contract.grade.twists import Twist, Twisted
from clientwright.contract.grade.values import Fate, Graded
from clientwright.contract.jobs import trials as jobs
from clientwright.contract.judges.server import Server
from clientwright.contract.judges.submits import Submits
from clientwright.contract.payload_trials import PayloadTrials
from clientwright.contract.promises import Effort, Judge, State, Trial
from clientwright.specs.model import Specs

EFFORT = Effort(examples=60, shrink=False)
PATIENCE = 60.0
"""Seconds that a job trial of a mutant may wait, by the hall's clock."""


@dataclass(frozen=True)
class ServerMutant:
    """A mutant of the server that is not yet asked; `unseen` is why nothing can tell it apart, if so."""

    name: str
    sentence: str
    trials: Callable[[], Iterable[Trial]]
    unseen: str = ""

    def graded(self) -> Graded:
        """Ask until a promise is broken."""
        named = (f"server/{self.name}", Judge.SERVER, self.sentence)
        if self.unseen:
            return Graded(*named, Fate.UNOBSERVABLE, self.unseen)
        by = first_broken(self.trials(), EFFORT)
        return Graded(*named, Fate.KILLED if by else Fate.SURVIVED, by)


def server_mutants(specs: Specs, probes: Sequence[Probes], hall: Hall) -> Iterator[ServerMutant]:
    """List the mutants of a server of the specs: by spec, by the reading of inputs, by the life of jobs."""
    for one in probes:
        for mutant in spec_mutants(one.trials.shop):
            yield _of_spec(specs, one, mutant, hall)
        for twist in payload_twists(one.trials.shop):
            yield _of_payloads(specs, one, twist, hall)
    for twist in TWISTS:
        yield _of_jobs(specs, twist, hall)


def first_broken(trials: Iterable[Trial], effort: Effort) -> str:
    """Run trials until one finds something; give that promise's id, or an empty string."""
    for trial in trials:
        for verdict in trial.run(effort).verdicts:
            if verdict.state is State.BROKEN:
                return verdict.promise.id
    return ""


def _of_spec(specs: Specs, probes: Probes, mutant: SpecMutant, hall: Hall) -> ServerMutant:
    seen = probes.difference(mutant)[Judge.SERVER]
    unseen = "" if seen else probes.reason(mutant)

    def trials() -> list[Trial]:
        server = hall.serve(specs, hall.sandbox(replace(specs, endpoints=(mutant.endpoint,))))
        return sorted(_asked(probes.trials, server), key=lambda one: _far(one, mutant.pointer))

    return ServerMutant(f"{mutant.endpoint.id}:{mutant.name}", mutant.sentence, trials, unseen)


def _of_payloads(specs: Specs, probes: Probes, twist: Twist, hall: Hall) -> ServerMutant:
    payloads = probes.trials
    name = f"{payloads.endpoint.id}:{twist.name}"
    seen = twist.read is None or probes.misread(twist.read)
    unseen = "" if seen else "no input is decided differently once it was read so"

    def trials() -> list[Trial]:
        return _asked(payloads, hall.serve(specs, Twisted(hall.sandbox(specs), twist)))

    return ServerMutant(name, f"{payloads.endpoint.id}: {twist.sentence}", trials, unseen)


def _of_jobs(specs: Specs, twist: Twist, hall: Hall) -> ServerMutant:
    def trials() -> list[Trial]:
        server = hall.serve(specs, Twisted(hall.sandbox(specs), twist))
        return jobs.trials(specs, server, PATIENCE)

    return ServerMutant(f"jobs:{twist.name}", twist.sentence, trials)


def _asked(payloads: PayloadTrials, server: Server) -> list[Trial]:
    return [*payloads.of(Submits.of(server, [payloads.endpoint])), *payloads.of_bodies(server)]


def _far(trial: Trial, pointer: str) -> int:
    """Order trials: those about the mutant's own place first, then those around it."""
    place = trial.promises[0].place.pointer
    return 0 if place.startswith(pointer) else 1 if pointer.startswith(place) else 2
