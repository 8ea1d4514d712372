"""Sentences that a kind reads, each beside a near one that means something else or is doubtful, and must stay unread.

A row has the field whose description the sentence is in, the sentence, the rules that it states, and the near one.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from clientwright.normalize.prose_rules import recognize_rules
from clientwright.rules.kinds import KINDS, from_json
from clientwright.rules.prose_reading import RuleReader
from clientwright.rules.prose_sentences import split_sentences

NEAR = Path(__file__).parent / "near"
BOUND_CASE = Path(__file__).parents[1] / "cases" / "prose-of-a-bound" / "schema.json"


def text(*listed: str, **more: Any) -> dict[str, Any]:
    """Return the schema of a text, with its values if any are listed."""
    return {"type": "string", **({"enum": [*listed]} if listed else {}), **more}


URLS = {"type": "array", "items": text()}
SHOT = {"type": "object", "properties": {"seconds": {"type": "integer"}, "text": text()}}
SUMS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "shots": {"type": "array", "items": SHOT},
        "limit": {"type": "integer"},
        "seconds": {"type": "integer"},
        "weights": {"type": "array", "items": {"type": "number"}},
        "prompt": text(),
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        **dict.fromkeys(("prompt", "negative_prompt", "image", "mask", "tail", "video"), text()),
        **dict.fromkeys(("start_image_url", "end_image_url", "style"), text()),
        "image_urls": URLS,
        "video_urls": URLS,
        "resolution": text("720p", "1080p", "4k", default="720p"),
        "mode": text("fast", "best"),
        "aspect_ratio": text("16:9", "9:16"),
        "duration": text("5", "8"),
        "seed": {"type": "integer"},
        "audio": {"type": "boolean", "default": False},
        "strength": {"type": "number", "default": 0.5},
        "fps": {"type": "integer", "minimum": 1, "maximum": 60},
    },
}
TITLES = {
    "/properties/start_image_url": {"title": "Start Image"},
    "/properties/end_image_url": {"title": "End Image"},
    "/properties/image_urls": {"title": "Images"},
    "/properties/mask": {"title": "Mask"},
}
READERS = {True: RuleReader(SUMS, {}), False: RuleReader(SCHEMA, TITLES)}
ROWS: list[tuple[str, str, str, list[dict[str, Any]], str]] = [
    (kind, *row) for kind in KINDS for row in json.loads((NEAR / f"{kind}.json").read_text("utf-8"))
]
HEDGES = ("usually", "often", "preferably", "not")
CONDITIONS = ("unless the scene is dark", "in most cases", "for best results", "except at night")


def read(kind: str, field: str, sentence: str) -> list[dict[str, Any]]:
    """Return the rules that a sentence in a field's description states."""
    at = f"/properties/{field}/description" if field else "/description"
    return [rule.as_json() for rule in READERS[kind.startswith("sum-")].read(sentence, at)]


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_read_and_near_ones_are_not(kind: str) -> None:
    """Each kind has fifteen sentences and more that state its rules, and as many near ones that state none."""
    rows = [row[1:] for row in ROWS if row[0] == kind]
    assert len(rows) >= 15
    for field, sentence, rules, near in rows:
        assert (sentence, read(kind, field, sentence)) == (sentence, rules)
        assert {rule["kind"] for rule in rules} == {kind}
        assert (near, read(kind, field, near)) == (near, [])


def test_rules_that_are_read_can_be_broken() -> None:
    """Every rule that is read has a spec form that is read back, and the schema lets it be broken."""
    for kind, _, sentence, rules, _ in ROWS:
        schema = SUMS if kind.startswith("sum-") else SCHEMA
        for form in rules:
            rule = from_json(form)
            assert (rule.as_json(), bool(list(rule.violations(schema)))) == (form, True), sentence


@pytest.mark.parametrize("hedge", HEDGES)
def test_hedged_sentence_is_not_read(hedge: str) -> None:
    """With a hedge or a denial before any of its words, a sentence does not state its rule any more."""
    for kind, field, sentence, rules, _ in ROWS:
        words = sentence.split()
        for n in range(len(words)):
            changed = " ".join([*words[:n], hedge, *words[n:]])
            found = read(kind, field, changed)
            assert not any(rule in rules for rule in found), changed


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditional_sentence_is_not_read(condition: str) -> None:
    """With one more condition at its end, or in a sentence of its own after it, a sentence states no rule."""
    for kind, field, sentence, _, _ in ROWS:
        changed = f"{sentence.rstrip('.')} {condition}."
        assert (changed, read(kind, field, changed)) == (changed, [])
    for start in ("Unless", "Except", "However,", "But not"):
        assert split_sentences(f"Requires image. {start} at night.") == [
            f"Requires image. {start} at night."
        ]


def test_unknown_name_is_not_read() -> None:
    """A sentence that names a field which the schema lacks states no rule about the others."""
    for kind, field, sentence, rules, _ in ROWS:
        named = {name for path in re.findall(r"\$\.(\w+)", json.dumps(rules)) for name in [path]}
        for name in named - {field}:
            changed = re.sub(rf"\b{name}\b", "no_such_field", sentence)
            assert changed == sentence or read(kind, field, changed) == [], changed


@pytest.mark.parametrize(
    "spelling",
    [
        "image",
        "`image`",
        '"image"',
        "the image",
        "the `image` parameter",
        "the image field",
        "parameter `image`",
    ],
)
@pytest.mark.parametrize("subject", ["{}", "this field {}", "`mask` {}", "The mask option {}"])
def test_spellings_of_names_and_subjects_mean_the_same(spelling: str, subject: str) -> None:
    """Quotes, articles and nouns around a name, and an omitted subject, change nothing."""
    said = subject.format(f"requires {spelling}.")
    sentence = said[0].upper() + said[1:] if said[0] != "`" else said
    requires = {"kind": "requires", "field": "$.mask", "needs": ["$.image"]}
    assert read("", "mask", sentence) == [requires]


def test_title_of_two_fields_means_neither() -> None:
    """A title names its field; a title that two fields have, or that is another's name, names none."""
    sentence, at = "Requires Start Image.", "/properties/mask/description"
    twice = {**TITLES, "/properties/end_image_url": {"title": "Start Image"}}
    assert [len(RuleReader(SCHEMA, words).read(sentence, at)) for words in (TITLES, twice)] == [
        1,
        0,
    ]
    clash = {"/properties/tail": {"title": "image"}}
    assert RuleReader(SCHEMA, clash).read("Requires image.", at) == ()


def test_heading_limits_the_bullets_below_it() -> None:
    """What stands below a heading is read only if the heading says nothing."""
    bullets = "- Requires image.\n- Cannot be used with tail."
    read_below = {
        heading: recognize_rules(
            {"en": {"/properties/mask": {"description": f"{heading}\n{bullets}"}}}, SCHEMA
        )
        for heading in ("Notes:", "For the pro model only:")
    }
    assert [len(rules) for rules in read_below.values()] == [2, 0]


def test_description_in_a_definition_belongs_to_the_field_that_uses_it() -> None:
    """A sentence in a definition that one place refers to is read as if it stood there; with two places it is not."""
    shot = {"type": "object", "properties": {"clip": text(), "still": text()}}
    use = {"type": "array", "items": {"$ref": "#/$defs/Shot"}}
    words = {"en": {"/$defs/Shot/properties/clip": {"description": "Requires still."}}}
    for uses, expected in ((["shots"], ["$.shots[*].clip"]), (["shots", "more"], [])):
        schema = {"properties": dict.fromkeys(uses, use), "$defs": {"Shot": shot}}
        found = recognize_rules(words, schema)
        assert [str(rule.paths()[0]) for rule in found] == expected


@pytest.mark.parametrize(
    ("sentence", "sounds"),
    [
        ("Max 10 images.", True),
        ("Max 60.", False),
        ("Must be between 1 and 60.", False),
        ("Must be between 1 and 50.", True),
        ("Only used when image is provided.", True),
        ("Ignored when image is provided.", False),
        ("Maximum 7 total (elements + reference images).", True),
        ("Frames per second.", False),
    ],
)
def test_sentence_that_repeats_the_schema_does_not_sound_like_a_rule(
    sentence: str, sounds: bool
) -> None:
    """A sentence sounds like a rule by its words, unless its numbers are those of the field's own bounds."""
    at = "/properties/fps/description"
    assert READERS[False].sounds_like_rule(sentence, at) is sounds


@pytest.mark.parametrize(
    ("obliging", "describing"),
    [
        ("mask 和 style 不能同时使用。", "图片的风格。"),
        ("mask と style は併用できません。", "画像のスタイル。"),
        ("mask와 style은 함께 사용할 수 없습니다.", "이미지의 스타일."),
        ("mask и style нельзя использовать вместе.", "Стиль изображения."),
        ("mask y style no pueden usarse a la vez.", "El estilo de la imagen."),
        ("mask et style ne peuvent pas être utilisés en même temps.", "Le style de l’image."),
        ("mask darf nicht zusammen mit style angegeben werden.", "Der Stil des Bildes."),
        ("mask e style não podem ser usados juntos.", "O estilo da imagem."),
        ("mask e style non possono essere usati insieme.", "Lo stile dell’immagine."),
        ("mask ve style birlikte kullanılamaz.", "Görüntünün stili."),
        ("mask và style không thể dùng cùng lúc.", "Phong cách của hình ảnh."),
        ("mask dan style tidak boleh dipakai bersamaan.", "Gaya gambar."),
        ("ไม่สามารถใช้ mask ร่วมกับ style ได้", "สไตล์ของภาพ"),
        ("لا يمكن استخدام mask مع style.", "نمط الصورة."),
    ],
)
def test_every_language_has_words_that_sound_like_a_rule(obliging: str, describing: str) -> None:
    """A sentence that obliges is shown to a person in every language of the pages, one that describes is not."""
    at = "/properties/fps/description"
    assert READERS[False].sounds_like_rule(obliging, at)
    assert not READERS[False].sounds_like_rule(describing, at)


def test_every_sentence_of_a_bound_is_read() -> None:
    """The case `prose-of-a-bound`: each of its sentences is read as the rule that it states."""
    schema = json.loads(BOUND_CASE.read_text("utf-8"))
    words = {
        f"/properties/{name}": {"description": sub.pop("description")}
        for name, sub in schema["properties"].items()
        if "description" in sub
    }
    found = {
        rule.origin.at: rule.sentence()
        for rule in recognize_rules({"en": words}, schema)
        if rule.origin
    }
    assert found == {
        "/properties/duration/description": 'duration may not be "8" while resolution is "1080p".',
        "/properties/mask/description": "mask requires image.",
        "/properties/style/description": 'resolution may not be "720p" while style is given.',
        "/properties/tail/description": "At most one of tail and image may be given.",
    }
