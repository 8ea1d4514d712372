"""The grade of the harness: every mutant that can be observed is noticed."""

from __future__ import annotations

import pytest

from clientwright.specs.model import Specs
from clientwright.testing.mutation.job_mutations import job_mutations
from clientwright.testing.mutation.mutation_score import MutantFate, MutationScore
from clientwright.testing.mutation.runtime_mutations import RUNTIME_MUTATIONS
from clientwright.testing.mutation.score_harness import score_harness


@pytest.fixture(scope="module")
def graded(specs: Specs) -> MutationScore:
    """Grade the harness once."""
    return score_harness(specs)


def test_every_observable_mutant_is_noticed(graded: MutationScore) -> None:
    """No mutant survives, and the unchanged sandbox breaks nothing."""
    assert [one.name for one in graded.mutants if one.fate is MutantFate.SURVIVED] == []
    assert graded.false_alarms == ()
    assert graded.percent == 100.0


def test_what_cannot_be_observed_has_its_reason(graded: MutationScore) -> None:
    """Each mutant that is left out says why, and most mutants are not left out."""
    unseen = [one for one in graded.mutants if one.fate is MutantFate.UNOBSERVABLE]
    assert all(one.by for one in unseen)
    assert len(unseen) < 0.15 * len(graded.mutants)


def test_the_segments_that_no_sum_allows_are_told_with_the_arithmetic(
    graded: MutationScore,
) -> None:
    """A bound of 20 segments cannot be seen to be gotten wrong, and the reason holds the numbers."""
    reasons = {
        one.by for one in graded.mutants if "maxItems-looser" in one.name and "multi" in one.name
    }
    (reason,) = reasons
    assert all(word in reason for word in ("sum-equals", "6 items of at least 3", "15"))


def test_every_way_to_be_wrong_was_graded(graded: MutationScore, specs: Specs) -> None:
    """Each twist of jobs and each edit of the runtime is among the mutants."""
    names = {one.name for one in graded.mutants}
    assert {f"server/jobs:{twist.name}" for twist in job_mutations(specs.service)} <= names
    assert {f"client/{edit.name}" for edit in RUNTIME_MUTATIONS} <= names


def test_names_are_unique(graded: MutationScore) -> None:
    """A mutant is graded once."""
    names = [one.name for one in graded.mutants]
    assert len(set(names)) == len(names)
