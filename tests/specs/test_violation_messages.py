"""Messages about documents that break a meta-schema: in our words, with values as JSON."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.problems import Location, Problem, quote_value
from clientwright.rules.kinds import KINDS
from clientwright.specs.spec_validation import rule_problems

VALIDATOR = re.compile(
    r"given schemas|under each of|of type '|required property|non-empty|does not match|True|False|None"
    r"|Additional properties|was expected|\{'|\['|\\xe9"
)
LEAVES = st.sampled_from([None, True, False, 0, -1.5, "", "$.a", "café\u0001", "maximum", {"a": None}, [True, "x"]])  # fmt: skip
KEYS = "fields field needs count addends most total value present other forbidden keyword limit when arrays at_most text cites settles origin extra".split()  # fmt: skip
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.sampled_from(["field", "is", "present", "x{n}", "array", "at"]), LEAVES, max_size=3)  # fmt: skip
RULES = st.builds(lambda kind, rest: {**rest, "kind": kind}, st.sampled_from(KINDS) | LEAVES, st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))  # fmt: skip


def problems(rule: Any) -> list[Problem]:
    """Return what is wrong with the form of a rule."""
    return list(rule_problems(rule, Location("the proposal"), "rule"))


@given(RULES | LEAVES)
def test_no_message_has_the_words_of_the_validator(rule: Any) -> None:
    """Whatever a rule looks like, its problems are in our words, each once, with values as JSON."""
    found = problems(rule)
    for problem in found:
        assert not VALIDATOR.search(problem.found()), problem.found()
    assert len({str(one) for one in found}) == len(found)


@pytest.mark.parametrize("value", [[1, 2], None, True, "x", 5])
def test_what_is_no_object_is_one_problem(value: Any) -> None:
    """Of a value of the wrong type only that is told, not what follows from it."""
    (problem,) = problems(value)
    assert "is not an object" in problem.found()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "requires", "needs": ["$.b"]}, '"field" is required and not there'),
        ({"kind": "requires", "field": "$.a"}, '"needs" or "count" is required and not there'),
        ({"kind": "at-most-one-of", "fields": ["$.a", "$.b"], "feilds": 1}, '"feilds" is not known here; did you mean "fields"?'),
        ({"kind": "bound-when", "field": "$.a", "keyword": "maximum", "limit": None, "when": {"field": "$.b", "is": 1}}, "null is not a number"),
        ({"kind": "bound-when", "field": "$.a", "keyword": "maximum", "limit": 1, "when": {"field": "$.b", "is": 1, "present": True}}, "cannot be given together"),
        ({"kind": "at-most-one-of", "fields": ["$.a"]}, '["$.a"] has fewer entries than 2'),
        ({"kind": "at-most-one-of", "fields": ["$.a", "café"]}, '"café" does not have the form ^'),
        ({"kind": None}, "null is not one of"),
    ],
    ids=str,
)  # fmt: skip
def test_a_message_says_what_is_wrong(rule: Any, said: str) -> None:
    """Each keyword has a sentence that names the property or shows the value."""
    assert any(said in problem.found() for problem in problems(rule)), problems(rule)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "null"), ([True], "[true]"), ({"a": "é"}, '{"a": "é"}'), ("café\u0001", "'café\\x01'")],
)
def test_values_are_quoted_as_json(value: object, shown: str) -> None:
    """Values in messages are JSON, texts keep the letters of all languages."""
    assert quote_value(value) == shown
