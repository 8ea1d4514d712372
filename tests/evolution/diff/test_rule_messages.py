"""Rules in messages: fields are marked as code, values are not, and the advice names the affected calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from clientwright.evolution.diff.rule_messages import rule_advice, rule_sentence
from clientwright.rules import kinds
from evolution.diff.support import diff_endpoints, endpoint, only_change

SUM = {"kind": "sum-equals", "addends": "$.shots[*].duration", "total": "$.duration"}
NONE = {"kind": "at-least-one-of", "fields": ["$.mask_url", "$.size"]}
MOST = {"kind": "at-most-one-of", "fields": ["$.end_image_url", "$.video"]}
NEEDS = {"kind": "requires", "field": "$.end_image_url", "needs": ["$.start_image_url"]}
CITED = {"kind": "cited-media", "text": "$.prompt", "cites": {"@image{n}": "$.image"}}
FORBIDS = {
    "kind": "value-forbids-value",
    "field": "$.mode",
    "value": "mode",
    "other": "$.size",
    "forbidden": ["size"],
}


@pytest.mark.parametrize(
    ("rule", "sentence", "advice"),
    [
        (
            SUM,
            "If `shots` has items, the `duration` of all of them must add up to `duration`.",
            "Check the calls that set `shots[].duration` or `duration`.",
        ),
        (
            NONE,
            "At least one of `mask_url` and `size` must be given.",
            "Check the calls that set none of `mask_url` and `size`: set one of them.",
        ),
        (
            MOST,
            "At most one of `end_image_url` and `video` may be given.",
            "Check the calls that set more than one of `end_image_url` and `video`.",
        ),
        (
            NEEDS,
            "`end_image_url` requires `start_image_url`.",
            "Check the calls that set `end_image_url`.",
        ),
        (
            CITED,
            "What `prompt` cites must be given: each @image{n} one of `image`, counted from 1.",
            "Check the calls that set `prompt` or `image`.",
        ),
        (
            FORBIDS,
            '`size` may not be "size" while `mode` is "mode".',
            "Check the calls that set `mode` or `size`.",
        ),
        (
            {"kind": "at-most-one-of", "fields": ["$.of", "$.a.b"]},
            "At most one of of and `a.b` may be given.",
            "Check the calls that set more than one of `of` and `a.b`.",
        ),
    ],
)
def test_fields_of_rule_are_marked_as_code(rule: Any, sentence: str, advice: str) -> None:
    """Fields are marked, but not quoted values or citations; the advice fits the rule's kind."""
    parsed = kinds.from_json(rule)
    assert rule_sentence(parsed) == sentence
    assert rule_advice(parsed) == advice


def test_new_rule_has_message_and_advice() -> None:
    """A new rule has both a message and advice."""
    text = {"type": "string"}
    old = endpoint({"type": "object", "properties": {"mask_url": text, "size": text}})
    change = only_change(diff_endpoints(old, replace(old, rules=(kinds.from_json(NONE),))))
    assert "`mask_url` and `size` must be given" in change.message
    assert "set none of" in change.advice
