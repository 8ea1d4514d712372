"""A sentence that others beside it limit, or whose rule no input breaks or outlives, stays a sentence."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from clientwright.normalize.prose_rules import recognize_rules
from clientwright.proposals.proposal_faults import proposal_faults
from clientwright.rules.language import has_sign
from clientwright.rules.prose_reading import RuleReader
from clientwright.rules.prose_sentences import split_sentences
from lint.support import endpoint
from rules.test_near_sentences import ROWS, SCHEMA, SUMS, TITLES

AFTER = (
    "This is no longer true since v2.",
    "In v2, this is not needed.",
    "Only in fast mode.",
    "(Fast mode only.)",
    "Only for the pro model.",
    "Exception: when loop is true.",
    "Except for 4k.",
    "Not for 4k.",
    "Not required in fast mode.",
    "In fast mode, it is optional.",
    "It can be omitted in fast mode.",
    "If both are given, the first is ignored.",
    "The last one takes precedence.",
    "In pro mode they can be combined.",
    "Applies to v1.",
    "This was a limit of v1.",
    "The restriction was removed in v2.",
    "You may leave it out in fast mode.",
    "In fast mode it can.",
    "Without it, a default is used.",
    "Another one is accepted instead.",
    "Since v2.",
    "or anything else.",
    "Or anything else.",
)
BEFORE = (
    "Pro model only.",
    "Only in fast mode.",
    "In fast mode.",
    "When seed is 1.",
    "For the pro model.",
    "This only applies to v1.",
    "The following applies to the pro model.",
)
FOREIGN = (
    ("zh-CN", "使用 mask 时必须同时提供 image。", "除非使用专业版。"),
    (
        "ja",
        "mask を指定する場合は、image も指定する必要があります。",
        "ただし、プロ版では不要です。",
    ),
    ("ru", "mask требует image.", "Кроме быстрого режима."),
    ("es", "mask requiere image.", "Salvo en el modo rápido."),
    ("es", "mask requiere image.", "Ya no es necesario en v2."),
)
PLAIN = (
    "Whether to generate sound together with the video.",
    "Создать ли звук вместе с видео.",
    "Необязательный параметр.",
    "Ton zusammen mit dem Video erzeugen.",
    "Générer le son en même temps que la vidéo.",
    "Gerar o som juntamente com o vídeo.",
    "Generare il suono insieme al video.",
    "Videoyla birlikte ses oluştur.",
    "Tạo âm thanh cùng với video.",
    "Membuat suara bersamaan dengan video.",
    "สร้างเสียงพร้อมกันกับวิดีโอ",
    "동영상과 동시에 오디오를 생성합니다.",
    "動画と同時に音声を生成します。",
    "与视频同时生成声音。",
)


def read(field: str, text: str, schema: dict[str, Any] = SCHEMA, locale: str = "en") -> list[str]:
    """Return the rules that a description states."""
    at = f"/properties/{field}" if field else ""
    words = {locale: {**TITLES, at: {**TITLES.get(at, {}), "description": text}}}
    return [rule.sentence() for rule in recognize_rules(words, schema)]


@pytest.mark.parametrize("kind", sorted({row[0] for row in ROWS}))
def test_what_others_beside_it_limit_is_not_read(kind: str) -> None:
    """A limit after every fourth sentence, in its line or the next, or a qualifier before it takes its rule away."""
    for _, field, sentence, _, _ in [row for row in ROWS if row[0] == kind][::4]:
        schema = SUMS if kind.startswith("sum-") else SCHEMA
        assert read(field, f"A text. {sentence} It is described below.", schema) != [], sentence
        for limit in AFTER:
            for text in (f"{sentence} {limit}", f"{sentence}\n{limit}", f"{sentence}\n\n- {limit}"):
                assert (text, read(field, text, schema)) == (text, [])
        for limit in BEFORE:
            for text in (f"{limit} {sentence}", f"{limit}\n{sentence}", f"{limit}\n\n{sentence}"):
                assert (text, read(field, text, schema)) == (text, [])


def test_qualifier_limits_the_rest_of_its_paragraph() -> None:
    """What follows a qualifier in its paragraph is one sentence with it; the next paragraph is not."""
    text = "Pro model only. Requires image. Must be short.\n\nMust be new."
    assert split_sentences(text) == [
        "Pro model only. Requires image. Must be short.",
        "Must be new.",
    ]


@pytest.mark.parametrize("rest", ["or video.", "(or video).", "`or` video.", "if seed is 1."])
def test_line_that_goes_on_is_one_sentence(rest: str) -> None:
    """A line break within a sentence does not end it."""
    for text in (f"Requires image\n{rest}", f"Requires image\r\n   {rest}"):
        assert split_sentences(text) == [f"Requires image {rest}"]
        assert read("mask", text) == []
    assert read("mask", "Requires\nimage.") == ["mask requires image."]
    assert len(read("mask", "Requires image.\nCannot be used with tail.")) == 2


@pytest.mark.parametrize(("locale", "sentence", "limit"), FOREIGN)
def test_limits_are_known_in_other_languages(locale: str, sentence: str, limit: str) -> None:
    """A sentence that is read without its limit is not read with it."""
    assert read("", sentence, locale=locale) == ["mask requires image."]
    assert read("", f"{sentence} {limit}", locale=locale) == []
    assert read("", f"{sentence}\n{limit}", locale=locale) == []


@pytest.mark.parametrize("text", PLAIN)
def test_plain_description_does_not_sound_like_a_rule(text: str) -> None:
    """Words for "together" alone oblige to nothing."""
    assert not has_sign(text, "rule")


def test_name_that_differs_from_a_title_by_capitals_is_doubtful() -> None:
    """A title names no field if another's name is spelled so but for capitals; that name itself does."""
    reader = RuleReader(SCHEMA, {"/properties/style": {"title": "Image"}})
    at = "/properties/mask/description"
    for name in ("Image", "the Image", '"Image"'):
        assert reader.read(f"Cannot be used together with {name}.", at) == ()
    assert reader.read("Image requires tail.", "/description") == ()
    assert [rule.sentence() for rule in reader.read("Requires `image`.", at)] == [
        "mask requires image."
    ]


FIELDS: dict[str, Any] = {
    "a": {"type": "string"},
    "b": {"type": "string"},
    "images": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 4},
    "videos": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 4},
    "mode": {"type": "string", "enum": ["fast", "best"]},
    "duration": {"type": "integer", "minimum": 1, "maximum": 20},
}
STATED = (
    "a and b are mutually exclusive.",
    "Exactly one of a and b must be given.",
    "a requires b.",
    "a requires exactly 4 items in images.",
    "a requires exactly 5 items in images.",
    "The total number of images and videos must not exceed 1.",
    "The total number of images and videos must not exceed 4.",
    "The total number of images and videos must not exceed 8.",
    "duration must be at most -5 when mode is fast.",
    "duration must be at most 10 when mode is fast.",
    "duration must be at most 30 when a is given.",
    "If mode is fast, duration cannot be 5.",
    "mode is not supported with a.",
    "images must have at most 0 items when a is given.",
)


@pytest.mark.parametrize("sentence", STATED)
def test_what_is_read_could_be_proposed(sentence: str) -> None:
    """A rule is read only if a person could add it: some input breaks it, and each of its fields can be given."""
    for required in (*combinations(FIELDS, 0), *combinations(FIELDS, 1), *combinations(FIELDS, 2)):
        schema = {"type": "object", "required": [*required], "properties": FIELDS}
        for rule in RuleReader(schema, {}).read(sentence, "/description"):
            one = replace(endpoint(schema), rules=())
            assert (required, proposal_faults(one, rule, ("https",))) == (required, ())
