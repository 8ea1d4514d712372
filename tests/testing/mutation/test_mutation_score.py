"""The mutation score of the harness: every observable mutant is killed."""

from __future__ import annotations

import pytest

from clientwright.specs.model import Specs
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import MutantFate, MutationScore
from clientwright.testing.mutation.runtime_mutations import RUNTIME_MUTATIONS
from clientwright.testing.mutation.score_harness import score_harness
from clientwright.testing.mutation.wire_mutations import wire_mutations


@pytest.fixture(scope="module")
def graded(specs: Specs) -> MutationScore:
    """Grade the harness once."""
    return score_harness(specs)


def test_every_observable_mutant_is_killed(graded: MutationScore) -> None:
    """No mutant survives, and the unchanged sandbox breaks no promise."""
    assert [one.name for one in graded.mutants if one.fate is MutantFate.SURVIVED] == []
    assert graded.false_alarms == ()
    assert graded.percent == 100.0


def test_unobservable_mutants_have_a_reason(graded: MutationScore) -> None:
    """Each unobservable mutant has a reason, and most mutants are observable."""
    unseen = [one for one in graded.mutants if one.fate is MutantFate.UNOBSERVABLE]
    assert all(one.by for one in unseen)
    assert len(unseen) < 0.15 * len(graded.mutants)


def test_unreachable_max_items_has_the_arithmetic(
    graded: MutationScore,
) -> None:
    """A looser bound of 20 segments is unobservable, and the reason has the arithmetic."""
    reasons = {
        one.by for one in graded.mutants if "maxItems-looser" in one.name and "multi" in one.name
    }
    (reason,) = reasons
    assert all(word in reason for word in ("sum-equals", "6 items of at least 3", "15"))


def test_every_mutation_is_graded(graded: MutationScore, specs: Specs) -> None:
    """Each mutation of jobs, of the runtime and of calls is among the mutants."""
    names = {one.name for one in graded.mutants}
    assert {f"server/jobs:{mutation.name}" for mutation in job_mutations(specs.service)} <= names
    assert {f"client/{edit.name}" for edit in RUNTIME_MUTATIONS} <= names
    calls = {f"calls:{mutation.name}" for mutation in wire_mutations(specs.service)}
    assert {f"{target}/{name}" for target in ("client", "server") for name in calls} <= names


def test_names_are_unique(graded: MutationScore) -> None:
    """No mutant is graded twice."""
    names = [one.name for one in graded.mutants]
    assert len(set(names)) == len(names)
