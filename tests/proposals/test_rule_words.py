"""Rules from the words of a command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.errors import ProblemsError, UsageError
from clientwright.io.json_types import is_dict, is_list
from clientwright.proposals.rule_proposal import read_rule
from clientwright.proposals.rule_words import describe_parts, rule_from_words
from clientwright.rules.kinds import KINDS, RULE_TYPES_BY_KIND
from rules.cases import CASES, Case

SHORT_PATH = {"forbidden", "value", "is"}
"""Parts whose texts are values, not fields."""


def words(rule: dict[str, Any]) -> Iterator[str]:
    """Yield a rule's parts as a person writes them."""
    for name, part in rule.items():
        if name == "kind":
            continue
        if is_dict(part):
            inner = "" if name == "cites" else f"{name}."
            yield from (f"{inner}{key}={written(key, value)}" for key, value in part.items())
        else:
            yield f"{name}={written(name, part)}"


def written(name: str, value: Any) -> str:
    """Return a value as a person writes it: fields without `$.` if they may be, other values as JSON."""
    if name in SHORT_PATH or not isinstance(value, (str, list)):
        return json.dumps(value)
    if is_list(value):
        return ",".join(written(name, one) for one in value)
    return str(value).removeprefix("$.") if str(value).startswith("$.") else str(value)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_rule_can_be_written_in_words(case: Case) -> None:
    """Writing the parts of any rule as `name=value` gives the rule."""
    rule = case["rule"]
    found = rule_from_words(rule["kind"], list(words(rule)))
    assert read_rule(found) == case.rule


PLAIN = [
    case
    for case in CASES
    if "present" not in case["rule"] and not any(map(is_dict, case["rule"].values()))
]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_every_rule_can_be_written_in_the_order_of_its_form(case: Case) -> None:
    """Values without names, lists as several words, give the rule, whatever comes after a list."""
    rule = case["rule"]
    ordered = [(name, rule[name]) for name in RULE_TYPES_BY_KIND[rule["kind"]].form["properties"] if name in rule]  # fmt: skip
    plain = [
        written(name, one)
        for name, value in ordered
        for one in (value if is_list(value) else [value])
    ]
    if not any("," in word or "=" in word for word in plain):
        assert read_rule(rule_from_words(rule["kind"], plain)) == case.rule


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("at-most-one-of a b", {"fields": ["$.a", "$.b"]}),
        ("requires a b c", {"field": "$.a", "needs": ["$.b", "$.c"]}),
        ("sum-at-most shots[*].d 15", {"addends": "$.shots[*].d", "most": 15}),
        ("sum-at-most shots[*].d total", {"addends": "$.shots[*].d", "most": "$.total"}),
        ("value-forbids-value mode fast size 4k 8", {"field": "$.mode", "value": "fast", "other": "$.size", "forbidden": ["4k", 8]}),
        ("counts-together a b at_most=7", {"arrays": ["$.a", "$.b"], "at_most": 7}),
        ("counts-together a b 7", {"arrays": ["$.a", "$.b"], "at_most": 7}),
        ("cited-media text cites.@Image{n}=images", {"text": "$.text", "cites": {"@Image{n}": "$.images"}}),
        ("cited-media text @Image{n}=images", {"text": "$.text", "cites": {"@Image{n}": "$.images"}}),
        ("at-least-one-of $['a b'] c", {"fields": ["$['a b']", "$.c"]}),
    ],
)  # fmt: skip
def test_words_without_names_fill_the_parts_in_order(line: str, expected: dict[str, Any]) -> None:
    """Values without a name go to the parts of the kind's form; a list takes all that are left."""
    kind, *rest = line.replace("'a b'", "'a_b'").split()
    found = rule_from_words(kind, [word.replace("'a_b'", "'a b'") for word in rest])
    assert found == {"kind": kind, **expected}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("at-most-one a b", "did you mean 'at-most-one-of'?"),
        ("requires fild=a needs=b", "did you mean 'field'?"),
        ("sum-equals a b c", "no part for 'c'"),
        ("bound-when when.fields=a", "when.field=…"),
        ("cited-media txt=b", "did you mean 'text'?"),
    ],
)
def test_wrong_words_say_what_is_expected(line: str, hint: str) -> None:
    """An unknown kind or part names the nearest one, or the whole form."""
    kind, *rest = line.split()
    with pytest.raises(UsageError) as error:
        rule_from_words(kind, rest)
    assert hint in str(error.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_how_it_is_written(kind: str) -> None:
    """The description of a kind names it and at least one part."""
    assert describe_parts(kind).startswith(f"{kind} ")
    assert "=" in describe_parts(kind)


NUMBERS = st.from_regex(r"\A-?[0-9]{1,9}(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,7})?\Z") | st.sampled_from(
    ["1e400", "-1e9999999", "NaN", "-NaN", "inf", "Infinity", "nan", "1_0", "0x10", "9" * 5000, "١"]
)
LINES = ("bound-when a maximum {} when.field=b when.is=4", "bound-when a maximum 4 when.field=b when.is={}",
         "sum-at-most a[*].b most={}", "counts-together a b at_most={}", "value-forbids-value a {} b 1",
         "value-forbids-value a 1 b {}", "value-forbids-value a 1 b [1,{}]", "value-forbids-value a 1 b 2,{}")  # fmt: skip


@given(line=st.sampled_from(LINES), number=NUMBERS)
@example(line=LINES[0], number="1e400")
@example(line=LINES[6], number="NaN")
def test_a_number_is_what_json_can_hold_or_refused(line: str, number: str) -> None:
    """Whatever is written where a number may stand, the rule has values that JSON can hold, or is refused."""
    kind, *rest = line.format(number).split()
    try:
        rule = read_rule(rule_from_words(kind, rest))
    except (UsageError, ProblemsError):
        return
    json.dumps(rule.as_json(), allow_nan=False)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 5000])
@pytest.mark.parametrize("line", LINES)
def test_a_number_that_json_cannot_hold_is_named(line: str, number: str) -> None:
    """The message quotes the number and says what is wrong with it."""
    kind, *rest = line.format(number).split()
    with pytest.raises(UsageError, match=r"a number (is too large|has more digits)"):
        rule_from_words(kind, rest)
