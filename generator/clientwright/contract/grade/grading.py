"""The harness graded: how many mutants of server and client it notices, of those that can be noticed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from clientwright.contract.grade.clients import grade_clients
from clientwright.contract.grade.equivalence import Probes
from clientwright.contract.grade.hall import Hall, hall
from clientwright.contract.grade.servers import EFFORT, PATIENCE, server_mutants
from clientwright.contract.grade.values import Graded, Score
from clientwright.contract.jobs import trials as jobs
from clientwright.contract.judges.submits import Submits
from clientwright.contract.payload_trials import PayloadTrials
from clientwright.contract.promises import State
from clientwright.specs.model import Specs

Progress = Callable[[int, int, str], None]


def score(specs: Specs, *, progress: Progress = lambda done, of, next: None) -> Score:
    """Grade the harness with the mutants of some specs; `progress` is told how many are done, of 0: not yet known."""
    schemes = tuple(specs.service.facts["media"]["schemes"])
    probes = [Probes(PayloadTrials(endpoint, schemes)) for endpoint in specs.endpoints]
    graded: list[Graded] = []
    with hall() as place, tempfile.TemporaryDirectory() as folder:
        alarms = tuple(_false_alarms(specs, probes, place))
        mutants = list(server_mutants(specs, probes, place))
        for n, mutant in enumerate(mutants):
            progress(n, len(mutants), mutant.name)
            graded.append(mutant.graded())
        for one in grade_clients(specs, probes, Path(folder)):
            progress(len(graded), 0, one.name)
            graded.append(one)
    return Score(tuple(graded), alarms)


def _false_alarms(specs: Specs, probes: list[Probes], place: Hall) -> Iterator[str]:
    """List the promises that the unchanged sandbox breaks: there must be none, or no kill means anything."""
    server = place.serve(specs, place.sandbox(specs))
    judge = Submits.of(server, specs.endpoints)
    asked = [trial for one in probes for trial in one.trials.of(judge)]
    asked += [trial for one in probes for trial in one.trials.of_bodies(server)]
    for trial in [*asked, *jobs.trials(specs, server, PATIENCE)]:
        for verdict in trial.run(EFFORT).verdicts:
            if verdict.state is State.BROKEN:
                yield verdict.promise.id
