"""Sentences that state a rule are recognized; doubtful, negated or unrelated ones are not."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.rules.rule_registry import RULE_TYPES, RULE_TYPES_BY_KIND, as_json

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
AB = {"fields": ["$.a", "$.b"]}
FORBIDS = {"field": "$.mode", "value": "fast", "other": "$.size", "forbidden": ["4k"]}
BOUND = {"field": "$.duration", "keyword": "maximum", "limit": 5}
RECOGNIZED: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "at-most-one-of": [
        ("`a` and `b` are mutually exclusive.", AB),
        ("The parameters a, b, and c are mutually exclusive.", {"fields": ["$.a", "$.b", "$.c"]}),
        ("Only one of a or b can be provided.", AB),
        ("Exactly one of a and b must be given.", AB),
        ("a cannot be used together with b.", AB),
        ("a and b cannot be used at the same time", AB),
        ("a and b must not both be set.", AB),
        ("Use either a or b, but not both.", AB),
        ("a 和 b 不能同时使用。", AB),
        ("a 與 b 不能同時使用。", AB),
        ("a与b互斥。", AB),
        ("a と b は同時に指定できません。", AB),
        ("a и b нельзя использовать одновременно.", AB),
        ("a y b no se pueden usar al mismo tiempo.", AB),
        ("a y b son mutuamente excluyentes.", AB),
    ],
    "at-least-one-of": [
        ("At least one of a or b is required.", AB),
        ("Exactly one of a and b must be given.", AB),
        ("Either a or b must be provided.", AB),
        ("必须至少提供 a、b 中的一个。", AB),
        ("a と b の少なくとも一方を指定する必要があります。", AB),
        ("Необходимо указать хотя бы один из параметров a, b.", AB),
        ("Se debe proporcionar al menos uno de a, b.", AB),
    ],
    "requires": [
        ("a requires b.", {"field": "$.a", "needs": ["$.b"]}),
        ("`a` requires `b` and `c` to be set.", {"field": "$.a", "needs": ["$.b", "$.c"]}),
        ("b is required when a is provided.", {"field": "$.a", "needs": ["$.b"]}),
        ("If a is given, b must also be given.", {"field": "$.a", "needs": ["$.b"]}),
        ("a can only be used together with b.", {"field": "$.a", "needs": ["$.b"]}),
        ("使用 a 时必须同时提供 b。", {"field": "$.a", "needs": ["$.b"]}),
        ("a を指定する場合は、b も指定する必要があります。", {"field": "$.a", "needs": ["$.b"]}),
        ("a требует b.", {"field": "$.a", "needs": ["$.b"]}),
        ("a requiere b.", {"field": "$.a", "needs": ["$.b"]}),
        ("a requires exactly 2 items in images.", {"field": "$.a", "count": {"array": "$.images", "exactly": 2}}),
    ],
    "value-forbids-value": [
        ('If mode is "fast", size cannot be "4k".', FORBIDS),
        ("size must not be `4k` when `mode` is `fast`.", FORBIDS),
        ("当 mode 为 fast 时，size 不能为 4k。", FORBIDS),
        ("mode may not be fast while sound is true.", {"field": "$.sound", "value": True, "other": "$.mode", "forbidden": ["fast"]}),
    ],
    "bound-when": [
        ("duration must be at most 5 when mode is fast.", {**BOUND, "when": {"field": "$.mode", "is": "fast"}}),
        ("If a is provided, duration can be no more than 5 seconds.", {**BOUND, "when": {"field": "$.a", "present": True}}),
        ("images must have at most 4 items while a is given.", {"field": "$.images", "keyword": "maxItems", "limit": 4, "when": {"field": "$.a", "present": True}}),
    ],
    "counts-together": [
        ("images and videos together may have at most 7 items.", {"arrays": ["$.images", "$.videos"], "at_most": 7}),
        ("The total number of images and videos must not exceed 7.", {"arrays": ["$.images", "$.videos"], "at_most": 7}),
        ("images 和 videos 的总数不能超过 7 个。", {"arrays": ["$.images", "$.videos"], "at_most": 7}),
    ],
    "sum-at-most": [
        ("The sum of all seconds in shots must not exceed 15 seconds.", {"addends": "$.shots[*].seconds", "most": 15}),
        ("The total of seconds in shots cannot exceed duration.", {"addends": "$.shots[*].seconds", "most": "$.duration"}),
    ],
    "cited-media": [
        ("Each @Image{n} cited in prompt must be one of images, counted from 1.", {"text": "$.prompt", "cites": {"@Image{n}": "$.images"}}),
    ],
}  # fmt: skip
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


@pytest.mark.parametrize(
    ("kind", "sentence", "form"),
    [(kind, sentence, form) for kind, all in RECOGNIZED.items() for sentence, form in all],
)
def test_sentence_is_recognized_as_rule(kind: str, sentence: str, form: dict[str, Any]) -> None:
    """A sentence with one meaning is recognized as the rule that it states."""
    rule = RULE_TYPES_BY_KIND[kind].recognize(sentence, "/properties/prompt/description", SCHEMA)
    assert rule is not None
    assert as_json(rule) == {"kind": kind, **form}


@pytest.mark.parametrize("sentence", IGNORED)
def test_doubtful_sentence_is_not_recognized(sentence: str) -> None:
    """No kind recognizes a sentence that negates, qualifies, or names unknown fields."""
    assert [k.kind for k in RULE_TYPES if k.recognize(sentence, "/description", SCHEMA)] == []


def test_sentence_is_recognized_by_no_other_kind() -> None:
    """A sentence is recognized only by the kinds that list it as an example."""
    for sentence in {sentence for all in RECOGNIZED.values() for sentence, _ in all}:
        expected = {
            kind for kind, all in RECOGNIZED.items() if sentence in [text for text, _ in all]
        }
        assert {k.kind for k in RULE_TYPES if k.recognize(sentence, "", SCHEMA)} == expected


def test_names_in_an_item_refer_to_its_fields_unless_ambiguous() -> None:
    """In the description of an item's field, a name refers to the item's fields; ambiguous names are not recognized."""
    kind, at = (
        RULE_TYPES_BY_KIND["at-most-one-of"],
        "/properties/shots/items/properties/clip/description",
    )
    rule = kind.recognize("clip and still are mutually exclusive.", at, SCHEMA)
    assert rule is not None
    assert list(map(str, rule.paths())) == ["$.shots[*].clip", "$.shots[*].still"]
    assert kind.recognize("clip and a are mutually exclusive.", at, SCHEMA) is None
    assert kind.recognize("clip and b are mutually exclusive.", at, SCHEMA) is None
    assert kind.recognize("clip and still are mutually exclusive.", "", SCHEMA) is None


@pytest.mark.parametrize("name", sorted(RULE_TYPES_BY_KIND))
def test_unknown_fields_are_not_recognized(name: str) -> None:
    """Without its fields in the schema, no sentence is recognized."""
    sentences = [sentence for sentence, _ in RECOGNIZED.get(name, [])]
    for schema in ({}, {"type": "object", "properties": {}}):
        assert not any(
            RULE_TYPES_BY_KIND[name].recognize(text, "/description", schema) for text in sentences
        )
