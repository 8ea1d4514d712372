"""The mutants of a server, each with trials that run until a promise is broken; one host serves all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from clientwright.io.loopback_transport import LoopbackTransport
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.app import create_app
from clientwright.sandbox.handlers import path_prefix
from clientwright.sandbox.job_store import JobStore
from clientwright.sandbox.server import host_app
from clientwright.sandbox.stored_job import JobTiming
from clientwright.specs.model import Specs
from clientwright.testing.jobs import job_trials as jobs
from clientwright.testing.mutation.body_mutations import content_type_mutations
from clientwright.testing.mutation.equivalence import NO_FIELD_DEMANDED, NO_PAYLOAD, ProbeSet
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.payload_mutations import payload_mutations
from clientwright.testing.mutation.server_mutation import MutatedApp, ServerMutation
from clientwright.testing.mutation.spec_mutants import SpecMutant, spec_mutants
from clientwright.testing.mutation.wire_mutations import WireMutation, wire_mutations
from clientwright.testing.promises import Effort, Target, Trial, VerdictState
from clientwright.testing.targets.server_target import OffsetClock, ServerTarget, called_names
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials

PACE = JobTiming(4.0, 4.0)
"""How long jobs wait and run, in seconds of the host's clock."""


@dataclass
class MutantHost:
    """The server of all mutants; its clock advances with the time and with every pause of a trial."""

    base: str
    jobs: JobStore
    http: httpx.Client
    apps: dict[str, ASGIApp] = field(default_factory=dict[str, ASGIApp])
    clock: OffsetClock = field(default_factory=OffsetClock)

    def sandbox(self, specs: Specs) -> ASGIApp:
        """Return an unchanged sandbox of some specs."""
        return create_app(specs, jobs=self.jobs, pace=PACE, clock=self.clock.now)

    def serve(self, specs: Specs, app: ASGIApp) -> ServerTarget:
        """Serve an application under its own prefix; return it as a server under test."""
        name = f"m{len(self.apps)}"
        self.apps[name] = app
        tokens = dict(zip(("mine", "other"), ACCOUNTS.by_token, strict=False))
        base = f"{self.base}/{name}{path_prefix(specs.service)}"
        names = called_names(specs)
        return ServerTarget(specs.service, base, tokens, self.http, self.clock.sleep, models=names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call to the application of its prefix."""
        if scope["type"] != "http":
            return
        _, name, rest = scope["path"].split("/", 2)
        inner = {**scope, "path": f"/{rest}", "raw_path": f"/{rest}".encode()}
        await self.apps[name](inner, receive, send)


@contextmanager
def mutant_host() -> Generator[MutantHost]:
    """Start a host on a free local port for the duration of the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jobs = stack.enter_context(closing(JobStore.open(folder / "jobs.sqlite")))
        http = stack.enter_context(httpx.Client(timeout=30, transport=LoopbackTransport()))
        host = MutantHost("", jobs, http)
        host.base = stack.enter_context(host_app(host))
        yield host


MUTANT_EFFORT = Effort(examples=60, shrink=False)
MUTANT_POLL_SECONDS = 60.0
"""Seconds that a job trial of a mutant may wait, by the host's clock."""


@dataclass(frozen=True)
class ServerMutant:
    """An ungraded mutant of the server; `equivalence_reason` is why nothing distinguishes it, if so.

    `survival_reason` is why it may survive its trials all the same, if so.
    """

    name: str
    sentence: str
    trials: Callable[[], Iterable[Trial]]
    equivalence_reason: str = ""
    survival_reason: str = ""

    def grade(self) -> GradedMutant:
        """Run its trials until a promise is broken."""
        named = (f"server/{self.name}", Target.SERVER, self.sentence)
        if self.equivalence_reason:
            return GradedMutant(*named, MutantFate.UNOBSERVABLE, self.equivalence_reason)
        if by := first_broken_promise(self.trials(), MUTANT_EFFORT):
            return GradedMutant(*named, MutantFate.KILLED, by)
        fate = MutantFate.UNOBSERVABLE if self.survival_reason else MutantFate.SURVIVED
        return GradedMutant(*named, fate, self.survival_reason)


def server_mutants(
    specs: Specs, probes: Sequence[ProbeSet], host: MutantHost
) -> Iterator[ServerMutant]:
    """Yield the mutants of a server: of its specs, of how it reads inputs, of its jobs, of its calls."""
    for one in probes:
        for mutant in spec_mutants(one.trials.generator):
            yield _spec_mutant(specs, one, mutant, host)
        inputs = payload_mutations(one.trials.generator)
        for mutation in (*inputs, *content_type_mutations(specs.service)):
            yield _payload_mutant(specs, one, mutation, host)
    no_job = "" if any(one.has_payload for one in probes) else NO_PAYLOAD
    tried = jobs.simplest_endpoint(specs.endpoints).output if specs.endpoints else None
    for mutation in job_mutations(specs.service, tried):
        yield replace(_job_mutant(specs, mutation, host), survival_reason=no_job)
    for misread in wire_mutations(specs.service):
        yield replace(_wire_mutant(specs, misread, probes, host), survival_reason=no_job)


def first_broken_promise(trials: Iterable[Trial], effort: Effort) -> str:
    """Run trials until a promise is broken; return the promise's id, or an empty string."""
    for trial in trials:
        for verdict in trial.run(effort).verdicts:
            if verdict.state is VerdictState.BROKEN:
                return verdict.promise.id
    return ""


def _spec_mutant(
    specs: Specs, probes: ProbeSet, mutant: SpecMutant, host: MutantHost
) -> ServerMutant:
    observable = probes.difference(mutant)[Target.SERVER]
    reason = "" if observable else probes.equivalence_reason(mutant)

    def trials() -> list[Trial]:
        server = host.serve(specs, host.sandbox(replace(specs, endpoints=(mutant.endpoint,))))
        return sorted(
            _payload_trials(probes.trials, server), key=lambda one: _distance(one, mutant.pointer)
        )

    return ServerMutant(f"{mutant.endpoint.id}:{mutant.name}", mutant.sentence, trials, reason)


def _payload_mutant(
    specs: Specs, probes: ProbeSet, mutation: ServerMutation, host: MutantHost
) -> ServerMutant:
    payloads = probes.trials
    name = f"{payloads.endpoint.id}:{mutation.name}"
    reason = _equivalence_reason(probes, mutation)

    def trials() -> list[Trial]:
        server = host.serve(specs, MutatedApp(host.sandbox(specs), mutation, specs.service))
        return sorted(_payload_trials(payloads, server), key=unlikely)

    def unlikely(trial: Trial) -> bool:
        return not any(part in trial.promises[0].id for part in mutation.likely)

    return ServerMutant(name, f"{payloads.endpoint.id}: {mutation.sentence}", trials, reason)


def _equivalence_reason(probes: ProbeSet, mutation: ServerMutation) -> str:
    if not probes.has_payload:
        return NO_PAYLOAD
    if mutation.read_input is not None and not probes.detects_reading(mutation.read_input):
        return "no input is decided differently when it is read this way"
    if mutation.names_field and not probes.demands_named_field:
        return NO_FIELD_DEMANDED
    return ""


def _job_mutant(specs: Specs, mutation: ServerMutation, host: MutantHost) -> ServerMutant:
    def trials() -> list[Trial]:
        server = host.serve(specs, MutatedApp(host.sandbox(specs), mutation, specs.service))
        return jobs.job_trials(specs, server, MUTANT_POLL_SECONDS)

    return ServerMutant(f"jobs:{mutation.name}", mutation.sentence, trials)


def _wire_mutant(
    specs: Specs, mutation: WireMutation, probes: Sequence[ProbeSet], host: MutantHost
) -> ServerMutant:
    """Return a mutant that no job may get by; then no input is accepted either."""

    def trials() -> Iterator[Trial]:
        misread = replace(specs, service=mutation.apply(specs.service))
        server = host.serve(specs, host.sandbox(misread))
        yield from jobs.job_trials(specs, server, MUTANT_POLL_SECONDS)
        for one in probes:
            yield from _payload_trials(one.trials, server)[:1]

    return ServerMutant(f"calls:{mutation.name}", mutation.sentence, trials)


def _payload_trials(payloads: PayloadTrials, server: ServerTarget) -> list[Trial]:
    return [
        *payloads.for_target(SubmitTarget.for_endpoints(server, [payloads.endpoint])),
        *payloads.for_server(server),
    ]


def _distance(trial: Trial, pointer: str) -> int:
    """Return a sort key: trials at the mutant's pointer first, then those around it."""
    at = trial.promises[0].place.pointer
    return 0 if at.startswith(pointer) else 1 if pointer.startswith(at) else 2
