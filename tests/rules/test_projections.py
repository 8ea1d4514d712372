"""A rule and a keyword are the same kind of thing: both have every projection of a constraint."""

from __future__ import annotations

import pytest

from clientwright.rules.base import PROJECTIONS, Rule
from clientwright.rules.rule_registry import RULE_TYPES
from clientwright.schema import constraint
from rules.cases import CASES, Case


def test_rules_have_the_projections_of_constraints() -> None:
    """What is known of a keyword is known of a rule: each projection is a method."""
    assert tuple(PROJECTIONS) == constraint.PROJECTIONS
    assert all(callable(getattr(Rule, method)) for method in PROJECTIONS.values())


@pytest.mark.parametrize("kind", RULE_TYPES, ids=lambda kind: kind.kind)
def test_every_kind_says_each_projection(kind: type[Rule]) -> None:
    """No kind leaves a projection abstract."""
    assert not kind.__abstractmethods__ & set(PROJECTIONS.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mutation_keeps_another_rule(case: Case) -> None:
    """Each mutation of a rule has a name of its own, and is not the rule itself."""
    found = list(case.rule.mutations(case.schema))
    assert len({one.name for one in found}) == len(found)
    assert all(one.kept is None or one.kept.as_json() != case.rule.as_json() for one in found)
