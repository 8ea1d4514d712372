"""Lint reports sentences that seem to state a rule, unless a recognizer matched them; also bounds and defaults."""

from __future__ import annotations

import pytest

from clientwright.lint import input_shape, localized_words, rules
from clientwright.lint.problems import NeverReached, UnreadRule
from clientwright.problems import Problem
from clientwright.rules.kinds.sum_equals import SumEquals
from lint.support import endpoint, object_schema

PARTS = {
    "type": "array",
    "maxItems": 20,
    "items": object_schema(duration={"type": "integer", "minimum": 3, "default": 5}),
}
SCHEMA = object_schema(parts=PARTS, duration={"type": "integer", "maximum": 15, "default": 5})


def reported(text: str, locale: str = "en") -> list[str]:
    """Return the reported sentences of a description."""
    words = {locale: {"/properties/parts": {"description": text}}}
    found: list[Problem] = list(localized_words.check_prose(endpoint(SCHEMA, words=words)))
    return [problem.sentence for problem in found if isinstance(problem, UnreadRule)]


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "It must not be given together with seed."),
        ("en", "Only valid when shot_type is customize."),
        ("en", "The sum of all durations must not exceed duration."),
        ("zh-TW", "不能與 seed 同時使用。"),
        ("zh-CN", "仅当 shot_type 为 customize 时有效。"),
        ("ja", "画像と同時に指定できません。"),
        ("ru", "Нельзя указывать вместе с seed."),
        ("es", "No puede usarse con seed."),
    ],
)
def test_unrecognized_obligation_is_reported(locale: str, sentence: str) -> None:
    """Only the sentence with the obligation is reported, in every language."""
    assert reported(f"{sentence}\nA plain text.", locale) == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The durations of all parts must add up to the duration.",
        "所有片段持續時間的總和必須等於影片總持續時間。",
        "A part.",
        "",
    ],
)
def test_recognized_rule_and_plain_text_are_not_reported(sentence: str) -> None:
    """A sentence that a rule recognizes, or that states no obligation, is not reported."""
    assert reported(sentence) == []


def test_unreachable_bound_is_reported_with_arithmetic() -> None:
    """Five parts of 3 fit into 15; the message shows why a sixth does not."""
    rule = SumEquals.from_json({"addends": "$.parts[*].duration", "total": "$.duration"})
    (problem,) = rules.check_reachable(endpoint(SCHEMA, rules=(rule,)))
    assert isinstance(problem, NeverReached)
    assert (problem.written, problem.reachable, problem.location.pointer) == (
        20,
        5,
        "/input/properties/parts/maxItems",
    )
    assert "6 items of at least 3 add up to at least 18" in problem.found()


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {}}, "required": ["b"], "additionalProperties": True},
        {"properties": {"a": {}}, "required": ["b"], "patternProperties": {"^b": {}}},
        {"properties": {"a": {}, "b": {}}, "anyOf": [{"properties": {"a": {}}, "required": ["b"]}]},
        {"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}], "required": ["a", "b"]},
    ],
)
def test_allowed_name_may_be_required(schema: dict[str, object]) -> None:
    """If the object is open, or a branch names the property, `required` may name it."""
    assert list(input_shape.check_required(endpoint({"type": "object", **schema}))) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "number", "multipleOf": 0.1, "default": 0.3},
        {"type": "integer", "default": 5.0},
        {"type": "number", "multipleOf": 0.5, "default": 10**400},
        {"type": "string", "pattern": "^a$", "default": "a"},
        {"type": "array", "items": {"$comment": "x", "format": "uri"}, "default": ["no uri"]},
    ],
)
def test_valid_default_is_accepted(schema: dict[str, object]) -> None:
    """Numbers are compared exactly, patterns follow ECMA-262, and formats are ignored."""
    assert list(input_shape.check_defaults(endpoint(object_schema(a=schema)))) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^a$", "default": "a\n"},
        {"type": "string", "pattern": "^\\d$", "default": "٣"},
        {"enum": [1], "default": True},
        {"not": {"const": 3}, "default": 3},
        {"items": {"maximum": 2}, "default": [1, 3]},
    ],
)
def test_invalid_default_is_reported(schema: dict[str, object]) -> None:
    """A default is checked against all assertions, including subschemas and exact patterns."""
    assert [
        problem.code for problem in input_shape.check_defaults(endpoint(object_schema(a=schema)))
    ] == ["default-outside"]
