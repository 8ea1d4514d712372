"""A constraint is asked only about schemas that have one of its keywords: it has nothing to say of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from clientwright.schema.constraint import Constraint
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.semantics import SEMANTICS
from codegen.schema_strategies import schemas


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.name)
def test_schemas_without_the_keywords_are_left_alone(constraint: Constraint) -> None:
    """The normal form of a schema without a constraint's keywords has the same items in their order, and no phrase."""

    @settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
    @given(schemas(1))
    def law(schema: dict[str, Any]) -> None:
        other = {word: v for word, v in schema.items() if word not in constraint.keywords}
        if constraint.normalize is not None:
            assert [*constraint.normalize(dict(other), SEMANTICS).items()] == [*other.items()]
        if constraint.describe is not None:
            assert [*constraint.describe(other)] == []

    law()
