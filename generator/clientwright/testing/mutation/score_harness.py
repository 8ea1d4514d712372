"""The mutation score of the harness: how many observable mutants of server and client it kills."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from clientwright.specs.model import Specs
from clientwright.testing.jobs import job_trials as jobs
from clientwright.testing.mutation.client_mutants import grade_client_mutants
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.mutation_score import GradedMutant, MutationScore
from clientwright.testing.mutation.server_mutants import (
    MUTANT_EFFORT,
    MUTANT_POLL_SECONDS,
    MutantHost,
    mutant_host,
    server_mutants,
)
from clientwright.testing.payloads.listed_elsewhere import ListedValues
from clientwright.testing.promises import VerdictState
from clientwright.testing.targets.submit_target import SubmitTarget
from clientwright.testing.trials.payload_trials import PayloadTrials

GradeProgress = Callable[[int, int, str], None]


def score_harness(
    specs: Specs, *, progress: GradeProgress = lambda done, of, next: None
) -> MutationScore:
    """Grade the harness with the mutants of some specs.

    `progress` is called with the number done, the total (0 if not known) and the next name.
    """
    probes = probe_sets(specs)
    server = score_server_harness(specs, probes, progress=progress)
    graded = [*server.mutants]
    with tempfile.TemporaryDirectory() as folder:
        for one in grade_client_mutants(specs, probes, Path(folder)):
            progress(len(graded), 0, one.name)
            graded.append(one)
    return MutationScore(tuple(graded), server.false_alarms)


def score_server_harness(
    specs: Specs,
    probes: Sequence[ProbeSet],
    *,
    progress: GradeProgress = lambda done, of, next: None,
) -> MutationScore:
    """Grade the harness with the mutants of the server alone."""
    graded: list[GradedMutant] = []
    with mutant_host() as host:
        alarms = tuple(_false_alarms(specs, probes, host))
        mutants = list(server_mutants(specs, probes, host))
        for n, mutant in enumerate(mutants):
            progress(n, len(mutants), mutant.name)
            graded.append(mutant.grade())
    return MutationScore(tuple(graded), alarms)


def probe_sets(specs: Specs) -> list[ProbeSet]:
    """Return the probes of each endpoint."""
    schemes = tuple(specs.service.document["media"]["schemes"])
    listed = ListedValues(specs.endpoints)
    return [ProbeSet(PayloadTrials(one, schemes, listed)) for one in specs.endpoints]


def _false_alarms(specs: Specs, probes: Sequence[ProbeSet], host: MutantHost) -> Iterator[str]:
    """Yield the promises that the unchanged sandbox breaks; with any, a kill proves nothing."""
    server = host.serve(specs, host.sandbox(specs))
    target = SubmitTarget.for_endpoints(server, specs.endpoints)
    trials = [trial for one in probes for trial in one.trials.for_target(target)]
    trials += [trial for one in probes for trial in one.trials.for_server(server)]
    for trial in [*trials, *jobs.job_trials(specs, server, MUTANT_POLL_SECONDS)]:
        for verdict in trial.run(MUTANT_EFFORT).verdicts:
            if verdict.state is VerdictState.BROKEN:
                yield verdict.promise.id
