"""Sentences that state a rule are recognized; doubtful, negated or unrelated ones are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.rules.kinds import RULE_TYPES, RULE_TYPES_BY_KIND, as_json
from rules.cases import FOLDER
from rules.first_reading import recognize

URLS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "a": {"type": "string"},
        "b": {"type": "string"},
        "c": {"type": "string"},
        "images": URLS,
        "videos": URLS,
        "mode": {"type": "string", "enum": ["fast", "best"]},
        "size": {"type": "string", "enum": ["720p", "4k"]},
        "sound": {"type": "boolean"},
        "duration": {"type": "integer"},
        "prompt": {"type": "string"},
        "shots": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "seconds": {"type": "integer"},
                    "text": {"type": "string"},
                    "a": {"type": "string"},
                    "clip": {"type": "string"},
                    "still": {"type": "string"},
                },
            },
        },
    },
}
RECOGNIZED: list[tuple[str, dict[str, Any]]] = [
    (sentence, form)
    for path in sorted(FOLDER.glob("*/_sentences.json"))
    for sentence, form in json.loads(path.read_text("utf-8"))
]
"""The sentences in the folders of the cases, each with the rule that it states."""

IGNORED = [
    "a and b are not mutually exclusive.",
    "a and b are usually mutually exclusive.",
    "a and z are mutually exclusive.",
    "a and a are mutually exclusive.",
    "a and b can be used together.",
    "a and b cannot be used together unless c is given.",
    "a and b cannot be used.",
    "Only one of the images can be used.",
    "At least one of a is required.",
    "At least one image must be given.",
    "Neither a nor b is required.",
    "a does not require b.",
    "a requires b or c.",
    "a requires patience.",
    "a requires exactly 2 items in b.",
    "If mode is slow, size cannot be 4k.",
    "If mode is fast, size cannot be 8k.",
    "If mode is fast, size can be 4k.",
    "If a is good, b cannot be bad.",
    "duration must be at most 5 when mode is slow.",
    "duration must be at most 5.",
    "duration must have at most 5 items when a is given.",
    "images must be at most 4 when a is given.",
    "images together may have at most 7 items.",
    "images and duration together may have at most 7 items.",
    "The sum of all text in shots must not exceed 15.",
    "The sum of all seconds in shots must exceed 15.",
    "Use @Image1 in prompt to refer to images.",
    "a 和 b 可以同时使用。",
    "a と b は同時に指定できます。",
    "a и b можно использовать одновременно.",
    "a y b se pueden usar al mismo tiempo.",
    "a no requiere b.",
    "",
]


@pytest.mark.parametrize(("sentence", "form"), RECOGNIZED)
def test_sentence_is_recognized_as_rule(sentence: str, form: dict[str, Any]) -> None:
    """A sentence with one meaning is recognized as the rule that it states."""
    kind = RULE_TYPES_BY_KIND[form["kind"]]
    rule = recognize(kind, sentence, "/properties/prompt/description", SCHEMA)
    assert rule is not None
    assert as_json(rule) == form


@pytest.mark.parametrize("sentence", IGNORED)
def test_doubtful_sentence_is_not_recognized(sentence: str) -> None:
    """No kind recognizes a sentence that negates, qualifies, or names unknown fields."""
    assert [k.kind for k in RULE_TYPES if recognize(k, sentence, "/description", SCHEMA)] == []


def test_sentence_is_recognized_by_no_other_kind() -> None:
    """A sentence is recognized only by the kinds that list it as an example."""
    for sentence in {sentence for sentence, _ in RECOGNIZED}:
        expected = {form["kind"] for text, form in RECOGNIZED if text == sentence}
        assert {k.kind for k in RULE_TYPES if recognize(k, sentence, "", SCHEMA)} == expected


def test_names_in_an_item_refer_to_its_fields_unless_ambiguous() -> None:
    """In the description of an item's field, a name refers to the item's fields; ambiguous names are not recognized."""
    kind, at = (
        RULE_TYPES_BY_KIND["at-most-one-of"],
        "/properties/shots/items/properties/clip/description",
    )
    rule = recognize(kind, "clip and still are mutually exclusive.", at, SCHEMA)
    assert rule is not None
    assert list(map(str, rule.paths())) == ["$.shots[*].clip", "$.shots[*].still"]
    assert recognize(kind, "clip and a are mutually exclusive.", at, SCHEMA) is None
    assert recognize(kind, "clip and b are mutually exclusive.", at, SCHEMA) is None
    assert recognize(kind, "clip and still are mutually exclusive.", "", SCHEMA) is None


@pytest.mark.parametrize("name", sorted(RULE_TYPES_BY_KIND))
def test_unknown_fields_are_not_recognized(name: str) -> None:
    """Without its fields in the schema, no sentence is recognized."""
    sentences = [sentence for sentence, form in RECOGNIZED if form["kind"] == name]
    for schema in ({}, {"type": "object", "properties": {}}):
        assert not any(
            recognize(RULE_TYPES_BY_KIND[name], text, "/description", schema) for text in sentences
        )
