"""Each waiver of a constraint gives a reason, and each reason is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from clientwright.cli.explain_fields import FieldExplanation, iter_fields
from clientwright.codegen.schema_split import split_schema
from clientwright.codegen.shapes import UnionShape
from clientwright.schema.constraint import PROJECTIONS, Constraint
from clientwright.schema.describe import describe_bounds, describe_type
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.relaxed_schemas import CONDITIONAL_KEYWORDS
from clientwright.schema.semantics import normalize_schema
from clientwright.schema.walk import walk_schemas
from schema.keyword_samples import SAMPLES, Sample
from schema.sample_values import EXTREMES, VALUES, is_made, is_valid, keyword_of, make_values
from testing.support import make_endpoint


def check_annotation(constraint: Constraint) -> None:
    """An annotation changes nothing: what is accepted, what is made, what is said."""
    for keyword in constraint.keywords:
        for schema in ({}, {"type": "string"}, {"type": "integer", "minimum": 3}):
            annotated = {**schema, keyword: "b"}
            assert [is_valid(annotated, v) for v in VALUES] == [is_valid(schema, v) for v in VALUES]
            assert make_values(annotated) == make_values(schema) or schema == {}
            assert list(describe_bounds(annotated)) == list(describe_bounds(schema))


def check_made_elsewhere(constraint: Constraint) -> None:
    """Another constraint makes the values; `test_generate_reaches_every_bound` has all keywords."""
    for name, sample in named_samples(constraint):
        assert is_made(sample.schema)
        assert any(keyword_of(name) in words.split() for words in EXTREMES)


def check_tried(constraint: Constraint) -> None:
    """Values are made in the same way as without the keyword, and those that do not fit are not taken."""
    for name, sample in named_samples(constraint):
        assert CONDITIONAL_KEYWORDS & sample.schema.keys(), name
        assert all(is_valid(sample.schema, value) for value in make_values(sample.schema))


def check_named_as_more(constraint: Constraint) -> None:
    """Where no phrase says a keyword, `explain` names it, says what its parts say, or has words of its own."""
    for name, sample in named_samples(constraint):
        (field,) = explained(sample.schema, depth=1)
        said = " ".join(field.bounds)
        assert any(keyword in said for keyword in constraint.unsaid) or said in (
            "at least 3",
            "p requires q",
        ), name


def check_said_by_residual(constraint: Constraint) -> None:
    """What no type of a model says is in the part of a schema that packages interpret."""
    for name, sample in named_samples(constraint):
        residual = split_schema(normalize_schema(sample.schema)).residual
        words = {word for _, sub in walk_schemas(residual) for word in sub}
        assert words & set(constraint.keywords), name


def check_union_of_branches(_: Constraint) -> None:
    """A model of branches is a union with a member for each."""
    strings, items = {"type": "string"}, {"type": "array", "items": {"type": "integer"}}
    for keyword in ("anyOf", "oneOf"):
        split = split_schema(normalize_schema({keyword: [strings, items]}))
        assert isinstance(split.shape, UnionShape)
        assert len(split.shape.members) == 2


def check_said_as_type(constraint: Constraint) -> None:
    """The name of a type stands before the phrases."""
    assert [describe_type(one.schema) for _, one in named_samples(constraint)] == [
        "string",
        "integer",
    ]


def check_fields_are_said(constraint: Constraint) -> None:
    """What is below a schema is described by itself, with its own path."""
    schema = {"type": "object", "properties": {"p": {"minimum": 3}}, "items": {"maximum": 5}}
    said = {field.path: field.bounds for field in explained(schema, depth=9)}
    assert said["a.p"] == ("at least 3",)
    assert "each at most 5" in said["a"]


def check_required_is_said(_: Constraint) -> None:
    """Each field says whether it is required."""
    fields = explained(
        {"type": "object", "properties": {"p": {}, "q": {}}, "required": ["p"]}, depth=9
    )
    assert {field.path: field.required for field in fields} == {
        "a": False,
        "a.p": True,
        "a.q": False,
    }


def named_samples(constraint: Constraint) -> list[tuple[str, Sample]]:
    """Return the samples of a constraint's keywords."""
    return [(n, one) for n, one in SAMPLES.items() if keyword_of(n) in constraint.keywords]


def explained(schema: Any, depth: int) -> list[FieldExplanation]:
    """Return the explanation of a field of this schema, and of those below it."""
    root = {"type": "object", "properties": {"a": schema}}
    found = iter_fields(make_endpoint(root), root, "en")
    return [field for field in found if field.path.count(".") < depth]


CHECKS: Mapping[str, Callable[[Constraint], None]] = {
    "an annotation accepts every value": check_annotation,
    "a format is an annotation in JSON Schema 2020-12: it accepts every value": check_annotation,
    "the numbers that the bounds make are multiples": check_made_elsewhere,
    "the strings that the lengths make match": check_made_elsewhere,
    "the strings that the lengths make are such URLs": check_made_elsewhere,
    "the arrays that `items` makes have such sizes": check_made_elsewhere,
    "the arrays that `items` makes have different items": check_made_elsewhere,
    "the arrays that `items` makes have matching items only": check_made_elsewhere,
    "the objects that `properties` makes have them": check_made_elsewhere,
    "the objects that `properties` makes have such names": check_made_elsewhere,
    "the objects that `properties` makes have so many": check_made_elsewhere,
    "the objects that `properties` makes have what their properties require": check_made_elsewhere,
    "no type of a model says it: the residual does": check_said_by_residual,
    "a union has a member for each branch: `codegen/schema_split.py`": check_union_of_branches,
    "values are made without it, and tried": check_tried,
    "the name of a type stands before the phrases: `schema/describe.py`": check_said_as_type,
    "each property is described by itself": check_fields_are_said,
    "the type names the items, which are described by themselves": check_fields_are_said,
    "each property says whether it is required": check_required_is_said,
    "no phrase says a condition": check_named_as_more,
    "no phrase says the schema of a branch": check_named_as_more,
    "no phrase says the schema of a name": check_named_as_more,
    "no phrase says the schema of the matching items": check_named_as_more,
    "no phrase says what a property requires": check_named_as_more,
}
"""What proves the reason of a waiver."""
WAIVERS = [
    (constraint, projection, reason)
    for constraint in CONSTRAINTS
    for projection, reason in constraint.waived.items()
]


@pytest.mark.parametrize(
    ("constraint", "projection", "reason"), WAIVERS, ids=lambda part: getattr(part, "name", part)
)
def test_the_reason_of_a_waiver_holds(constraint: Constraint, projection: str, reason: str) -> None:
    """Each reason for a missing projection has a check, and the check holds."""
    assert projection in PROJECTIONS
    CHECKS[reason](constraint)


def test_every_check_of_a_reason_is_needed() -> None:
    """No check is left of a reason that nobody gives any more."""
    assert CHECKS.keys() == {reason for _, _, reason in WAIVERS}
