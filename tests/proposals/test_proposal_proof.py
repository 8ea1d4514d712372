"""Proposed rules: what is shown is true, and what is wrong is refused with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.proposals.proposal_proof import SHOWN, prove_rule
from clientwright.rules.kinds import from_json
from clientwright.specs.model import Endpoint
from lint.support import endpoint, object_schema
from rules.cases import CASES, Case

SCHEMES = ("https",)
TEXT = {"type": "string"}
SHOTS = {"type": "array", "maxItems": 20, "items": object_schema(d={"type": "integer", "minimum": 3, "maximum": 9, "default": 5})}  # fmt: skip
SCHEMA = {
    **object_schema(
        prompt=TEXT,
        image=TEXT,
        video=TEXT,
        size={"enum": ["2k", "4k"], "default": "4k"},
        mode={"enum": ["slow", "fast"], "default": "fast"},
        total={"type": "integer", "minimum": 3, "maximum": 15, "default": 10},
        shots=SHOTS,
    ),
    "required": ["prompt"],
}
AT_MOST = {"kind": "at-most-one-of", "fields": ["$.image", "$.video"]}


def codes(rule: dict[str, Any], *present: dict[str, Any], **schema: Any) -> list[str]:
    """Return the codes of the problems of a proposal."""
    one = endpoint({**SCHEMA, **schema}, rules=tuple(map(from_json, present)))
    return [problem.code for problem in prove_rule(one, from_json(rule), SCHEMES).problems]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_shown_is_what_the_sandbox_decides(case: Case) -> None:
    """Of every rule, up to three payloads are shown that the schema and the sandbox's check accept, and three that it refuses."""
    proof = prove_rule(endpoint(case.schema), case.rule, SCHEMES)
    if proof.problems:
        assert {one.code for one in proof.problems} <= {"rule-unsatisfiable", "example-refused", "rule-never-broken"}  # fmt: skip
        return
    validator = Draft202012Validator(case.schema)
    for payload in proof.accepted:
        assert validator.is_valid(payload)
        assert case.sandbox_faults(payload) == []
    for one in proof.refused:
        assert case.sandbox_faults(one.payload)
        assert one.reason
    assert 1 <= len(proof.accepted) <= SHOWN
    assert 1 <= len(proof.refused) <= SHOWN


def test_three_payloads_of_each_kind_are_shown() -> None:
    """Where there are so many, three different payloads are accepted and three refused."""
    proof = prove_rule(endpoint(SCHEMA), from_json(AT_MOST), SCHEMES)
    assert (len(proof.accepted), len(proof.refused), proof.problems) == (3, 3, ())


@pytest.mark.parametrize(
    ("rule", "present", "expected"),
    [
        ({"kind": "requires", "field": "$.imag", "needs": ["$.video"]}, [], "field-unknown"),
        (AT_MOST, [AT_MOST], "rule-repeats"),
        (AT_MOST, [{**AT_MOST, "fields": ["$.image", "$.video", "$.mode"]}], "rule-repeats"),
        ({"kind": "requires", "field": "$.image", "needs": ["$.video"]}, [AT_MOST], "rule-contradicts"),
        ({"kind": "sum-at-most", "addends": "$.shots[*].d", "most": 2}, [], "rule-unsatisfiable"),
        ({**AT_MOST, "fields": ["$.prompt", "$.image"]}, [], "rule-unsatisfiable"),
        ({"kind": "requires", "field": "$.image", "needs": ["$.prompt"]}, [], "rule-never-broken"),
        ({"kind": "value-forbids-value", "field": "$.mode", "value": "fats", "other": "$.size", "forbidden": ["4k"]}, [], "rule-never-broken"),
        ({"kind": "value-forbids-value", "field": "$.mode", "value": "fast", "other": "$.size", "forbidden": ["4k"]}, [], "example-refused"),
        ({"kind": "bound-when", "field": "$.total", "keyword": "maximum", "limit": 9, "when": {"field": "$.prompt", "present": True}}, [], "example-refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_wrong_rule_is_refused_with_its_reason(
    rule: dict[str, Any], present: list[dict[str, Any]], expected: str
) -> None:
    """Each reason has its code, and only that one is told."""
    assert set(codes(rule, *present)) == {expected}


def test_a_documented_input_is_not_refused() -> None:
    """An example of the whole input that only the rule refuses, refuses the rule; an invalid example does not count."""
    good = {"prompt": "a", "image": "b", "video": "c"}
    assert codes(AT_MOST, examples=[good]) == ["example-refused"]
    assert codes(AT_MOST, examples=[{**good, "prompt": 1}, {"prompt": "a"}]) == []


def test_an_endpoint_without_valid_input_proves_nothing() -> None:
    """If no payload can be made even without the rule, nothing is claimed about it."""
    broken = {**SCHEMA, "required": ["prompt", "never"]}
    broken["properties"] = {**SCHEMA["properties"], "never": {"enum": []}}
    one: Endpoint = replace(endpoint(broken))
    (problem,) = prove_rule(one, from_json(AT_MOST), SCHEMES).problems
    assert problem.code == "rule-unproven"


def test_new_unreachable_bounds_are_told() -> None:
    """Only bounds that this rule makes unreachable are told, with the arithmetic."""
    rule = from_json({"kind": "sum-at-most", "addends": "$.shots[*].d", "most": 15})
    (bound,) = prove_rule(endpoint(SCHEMA), rule, SCHEMES).unreachable
    assert (bound.keyword, bound.written, bound.reachable) == ("maxItems", 20, 5)
