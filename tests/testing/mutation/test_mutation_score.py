"""The mutation score of the harness: every observable mutant is killed.

Server and client are graded in two tests, which can run in two processes; each grades every mutant once. In
one process they share the probes of their endpoints, as a run of the score does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.specs.model import Specs
from clientwright.testing.mutation.client_mutants import RUNTIME_MUTATIONS, grade_client_mutants
from clientwright.testing.mutation.equivalence import ProbeSet
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import MutantFate, MutationScore
from clientwright.testing.mutation.score_harness import probe_sets, score_server_harness
from clientwright.testing.mutation.wire_mutations import wire_mutations


@pytest.fixture(scope="module", params=[slice(1), slice(1, None)], ids=["first", "rest"])
def part(request: pytest.FixtureRequest, specs: Specs) -> Specs:
    """Return the committed specs with some of their endpoints."""
    return replace(specs, endpoints=specs.endpoints[request.param])


@pytest.fixture(scope="module")
def probes(part: Specs) -> list[ProbeSet]:
    """Return the probes of each endpoint of the part."""
    return probe_sets(part)


def test_every_observable_mutant_of_the_server_is_killed(
    part: Specs, probes: list[ProbeSet]
) -> None:
    """No mutant of the server survives, the unchanged sandbox breaks no promise, and every mutation is graded."""
    graded = score_server_harness(part, probes)
    assert graded.false_alarms == ()
    check_score(graded)
    names = {one.name for one in graded.mutants}
    assert {f"server/jobs:{mutation.name}" for mutation in job_mutations(part.service)} <= names
    assert {f"server/{name}" for name in calls(part)} <= names


def test_every_observable_mutant_of_the_client_is_killed(
    part: Specs, probes: list[ProbeSet], tmp_path: Path
) -> None:
    """No mutant of the client survives, and every mutation is graded."""
    graded = MutationScore(tuple(grade_client_mutants(part, probes, tmp_path)))
    check_score(graded)
    names = {one.name for one in graded.mutants}
    assert {f"client/{edit.name}" for edit in RUNTIME_MUTATIONS} <= names
    assert {f"client/{name}" for name in calls(part)} <= names


def check_score(graded: MutationScore) -> None:
    """Check that none survives or is graded twice, and that each unobservable one has its reason."""
    assert [one.name for one in graded.mutants if one.fate is MutantFate.SURVIVED] == []
    assert graded.percent == 100.0
    names = [one.name for one in graded.mutants]
    assert len(set(names)) == len(names)
    unseen = [one for one in graded.mutants if one.fate is MutantFate.UNOBSERVABLE]
    assert all(one.by for one in unseen)
    assert len(unseen) < 0.15 * len(graded.mutants)
    reasons = {
        one.by for one in graded.mutants if "maxItems-looser" in one.name and "multi" in one.name
    }
    (reason,) = reasons
    assert all(word in reason for word in ("sum-equals", "6 items of at least 3", "15"))


def calls(specs: Specs) -> set[str]:
    """Return the names of the mutants that misread a fact about calls."""
    return {f"calls:{mutation.name}" for mutation in wire_mutations(specs.service)}
