"""Which cassettes an update makes stale: those to record again, and those that only a person can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clientwright.contract.cassettes import stale
from clientwright.contract.cassettes.folder import cassettes_in, path_of, writable
from clientwright.contract.cassettes.planning import plan
from clientwright.contract.cassettes.problems import MissingCassette, StaleCassette
from clientwright.contract.cassettes.values import SANDBOX
from clientwright.evolve.update.problems import Unrecorded
from clientwright.evolve.update.values import Tapes
from clientwright.problems import Place, Problem
from clientwright.spec.values import Specs


def tapes(folder: Path, specs: Specs) -> Tapes:
    """Look at the endpoints that have cassettes; a folder without any asks for nothing.

    What was recorded against the provider is never replaced by the sandbox's word, nor
    recorded again by itself: such jobs are paid.

    Raises:
        UsageError: a cassette that is to be recorded cannot be written.
    """
    there = {path.parent for path in cassettes_in(folder, specs.service)}
    if not there:
        return Tapes()
    kept = [e for e in specs.endpoints if path_of(folder, specs.service, e, "").parent in there]
    part = replace(specs, endpoints=tuple(kept))
    found = stale.check(folder, part)
    again = {name for problem in found if (name := _to_record(problem))}
    ids = [str(endpoint.id) for endpoint in kept]
    planned = tuple(
        one
        for one in (plan(part, ids) if again else ())
        if (str(one.endpoint.id), one.scenario.name) in again and not one.skipped
    )
    writable(path_of(folder, specs.service, one.endpoint, one.scenario.name) for one in planned)
    left = tuple(problem for problem in found if not _to_record(problem))
    bare = tuple(str(e.id) for e in specs.endpoints if e not in kept)
    place = Place(str(folder / specs.service.name))
    return Tapes(planned, (*left, *([Unrecorded(place, bare)] if bare else ())))


def _to_record(problem: Problem) -> tuple[str, str] | None:
    """Name the endpoint and scenario that the sandbox may record again."""
    match problem:
        case StaleCassette(against=against) if against == SANDBOX:
            return problem.endpoint, problem.scenario
        case MissingCassette():
            return problem.endpoint, problem.scenario
        case _:
            return None
