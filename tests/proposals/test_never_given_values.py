"""What rules leave no input for is found, whatever the rules: compared with all inputs of a small schema."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientwright.proposals import never_given_values
from clientwright.proposals.never_given_values import check_values
from clientwright.proposals.payload_search import PayloadSearch
from clientwright.proposals.proposal_proof import prove_rule
from clientwright.rules.kinds import from_json
from lint.support import endpoint, object_schema

SCHEMES = ("https",)
VALUES: dict[str, list[Any]] = {"a": ["x", "y"], "b": ["x", "z"], "n": [0, 1, 2, 3], "on": [False, True]}  # fmt: skip
SCHEMA = object_schema(
    a={"enum": VALUES["a"]},
    b={"enum": VALUES["b"], "default": "x"},
    n={"type": "integer", "minimum": 0, "maximum": 3},
    on={"type": "boolean"},
)
FIELDS = st.sampled_from(sorted(VALUES)).map(lambda name: f"$.{name}")
PAIRS = st.lists(FIELDS, min_size=2, max_size=2, unique=True)


def bound(when: str, value: object, keyword: str, limit: int) -> dict[str, Any]:
    """Return a bound of `n` while a field has a value."""
    return {"kind": "bound-when", "field": "$.n", "keyword": keyword, "limit": limit, "when": {"field": when, "is": value}}  # fmt: skip


LOW, HIGH = bound("$.b", "z", "maximum", 1), bound("$.b", "z", "minimum", 2)
NEEDS = {"kind": "requires", "field": "$.b", "needs": ["$.n"]}


@st.composite
def some_rules(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw up to four rules of the kinds that can take values away."""
    rules = list[dict[str, Any]]()
    for _ in range(draw(st.integers(1, 4))):
        one, two = draw(PAIRS)
        value, other = (draw(st.sampled_from(VALUES[name[2:]])) for name in (one, two))
        forbids = {"kind": "value-forbids-value", "field": one, "value": value, "other": two, "forbidden": [other]}  # fmt: skip
        choices: list[dict[str, Any]] = [
            {"kind": "at-most-one-of", "fields": [one, two]},
            {"kind": "at-least-one-of", "fields": [one, two]},
            {"kind": "requires", "field": one, "needs": [two]},
            forbids,
        ]
        if one != "$.n":
            limit, keyword = draw(st.integers(0, 3)), draw(st.sampled_from(["minimum", "maximum"]))
            choices.append(bound(one, value, keyword, limit))
        rules.append(draw(st.sampled_from(choices)))
    return rules


def every_payload() -> list[dict[str, Any]]:
    """Return all inputs of the schema."""
    choices = [[None, *values] for values in VALUES.values()]
    rows = [dict(zip(VALUES, row, strict=True)) for row in product(*choices)]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


ALL = every_payload()


@settings(max_examples=60)
@given(some_rules())
@example([LOW, HIGH, NEEDS])
@example([{"kind": "requires", "field": "$.a", "needs": ["$.n"]}, {"kind": "at-most-one-of", "fields": ["$.a", "$.n"]}])  # fmt: skip
def test_what_is_lost_is_what_no_input_has(written: list[dict[str, Any]]) -> None:
    """The fields and values that are reported are those that no input has which keeps all rules, neither more nor fewer."""
    rules = tuple(map(from_json, written))
    search = PayloadSearch(endpoint(SCHEMA, rules=rules), SCHEMES)
    valid = [one for one in ALL if not any(f for rule in rules for f in rule.check(one, SCHEMA))]
    sought = search.documented_values(rules)
    lost = list(search.lost((), rules, sought))
    for one in sought:
        name = str(one.path)[2:]
        given_values = [payload[name] for payload in valid if name in payload]
        there = [v for v in given_values if v is one.values[0] or (v == one.values[0] and not isinstance(v, bool))] if one.values else given_values  # fmt: skip
        assert (one in lost) is (there == []), one


TYPED = object_schema(
    a={"type": "string", "enum": VALUES["a"]},
    b={"type": "string", "enum": VALUES["b"], "default": "x"},
    n={"type": "integer", "minimum": 0, "maximum": 3},
    on={"type": "boolean"},
    other={"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
)


@settings(max_examples=30)
@given(some_rules(), st.sampled_from([[], ["other"], ["a", "other"]]))
@example([LOW, HIGH, NEEDS], ["b"])
def test_the_fields_that_no_rule_names_do_not_matter(
    written: list[dict[str, Any]], required: list[str]
) -> None:
    """The same is reported where all fields are looked at, and where no payload proves several values at once."""
    rules = tuple(map(from_json, written))
    one = endpoint({**TYPED, "required": required}, rules=rules)
    found = [*check_values(one, SCHEMES)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(never_given_values, "is_plain", lambda _: False)
        patched.setattr(PayloadSearch, "full_payload", lambda *_: None)
        assert [*check_values(one, SCHEMES)] == found


@pytest.mark.parametrize("order", [(LOW, HIGH, NEEDS), (NEEDS, HIGH, LOW), (HIGH, NEEDS, LOW)])
def test_the_last_of_rules_that_cross_is_refused(order: tuple[dict[str, Any], ...]) -> None:
    """In whatever order, the rule with which a value of a condition is lost is refused, and says what is lost."""
    *first, last = map(from_json, order)
    (problem,) = prove_rule(endpoint(SCHEMA, rules=tuple(first)), last, SCHEMES).problems
    assert problem.code == "rule-contradicts"
    assert "could have \"z\" at '$.b'" in problem.found()


def test_bounds_that_cross_only_where_the_field_is_given() -> None:
    """Two bounds that nothing fits are refused even where the field could be left out."""
    (problem,) = prove_rule(endpoint(SCHEMA, rules=(from_json(LOW),)), from_json(HIGH), SCHEMES).problems  # fmt: skip
    assert problem.code == "rule-contradicts"
    assert "\"z\" at '$.b' with '$.n'" in problem.found()


def test_lint_names_all_rules_that_are_needed() -> None:
    """The warning is at the last of the rules that together leave no input, and quotes these only."""
    forms = [NEEDS, {"kind": "at-most-one-of", "fields": ["$.a", "$.on"]}, LOW, HIGH]
    one = endpoint(SCHEMA, rules=tuple(map(from_json, forms)))
    (problem,) = check_values(one, SCHEMES)
    assert (problem.code, problem.location.pointer) == ("value-never-given", "/rules/3")
    assert "at most one" not in problem.found()
    for rule in (0, 2, 3):
        assert one.rules[rule].sentence() in problem.found()
    assert not list(check_values(endpoint(SCHEMA, rules=one.rules[:3]), SCHEMES))
