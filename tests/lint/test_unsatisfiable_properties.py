"""Exactly the fields that no input can contain are found, compared with all possible inputs."""

from __future__ import annotations

from itertools import chain, combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clientwright.lint.problems import NeverGiven
from clientwright.lint.rules import check_satisfiable
from clientwright.rules.base import Rule
from clientwright.rules.kinds import from_json
from clientwright.rules.kinds.at_most_one_of import AtMostOneOf
from lint import support

NAMES = ("a", "b", "c", "d")
SOME = st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True)
RULES = st.one_of(
    SOME.map(lambda f: {"kind": "at-most-one-of", "fields": [f"$.{n}" for n in f]}),
    SOME.map(
        lambda f: {"kind": "requires", "field": f"$.{f[0]}", "needs": [f"$.{n}" for n in f[1:]]}
    ),
)


def accepted(schema: dict[str, Any], rules: tuple[Rule, ...]) -> list[set[str]]:
    """Return the sets of fields that may be given together."""
    every = chain.from_iterable(combinations(NAMES, n) for n in range(len(NAMES) + 1))
    return [
        set(names)
        for names in every
        if {*schema["required"]} <= {*names}
        and not any(fault for rule in rules for fault in rule.check(dict.fromkeys(names), schema))
    ]


@given(
    st.lists(RULES, min_size=1, max_size=4),
    st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
)
def test_field_is_reported_iff_no_valid_input_contains_it(
    documents: list[dict[str, Any]], required: list[str]
) -> None:
    """The reported fields are those in no valid input; if no input is valid, only that is reported."""
    rules = tuple(map(from_json, documents))
    schema = {**support.object_schema(**{name: {} for name in NAMES}), "required": required}
    found = {
        p.field
        for p in check_satisfiable(support.endpoint(schema, rules=rules))
        if isinstance(p, NeverGiven)
    }
    possible = accepted(schema, rules)
    if not possible:
        assert found == {""}
        return
    named = {str(path) for rule in rules for path in rule.paths()}
    impossible = {f"$.{name}" for name in set(NAMES).difference(*possible)} & named
    chosen = any(isinstance(rule, AtMostOneOf) for rule in rules)
    assert found == (impossible if chosen else set())


def test_required_fields_are_scoped_to_their_own_object() -> None:
    """A field that an item requires comes with the item's fields, not with those beside the list."""
    item = {**support.object_schema(image={}, video={}), "required": ["image"]}
    schema = support.object_schema(image={}, shots={"type": "array", "items": item})
    inside = from_json(
        {"kind": "at-most-one-of", "fields": ["$.shots[*].image", "$.shots[*].video"]}
    )
    (found,) = check_satisfiable(support.endpoint(schema, rules=(inside,)))
    assert isinstance(found, NeverGiven)
    assert found.field == "$.shots[*].video"
    assert "required" in found.advice()
