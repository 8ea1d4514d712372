"""`sum-equals` in prose: recognized in all languages, and never where negated, bounded or unrelated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clientwright.rules.kinds.sum_equals import SumEquals
from rules import sum_sentences

AT = "/properties/multi_prompt/description"
SPEC = (
    Path(__file__).parents[2]
    / "specs"
    / "runcomfy"
    / "kling"
    / "kling-3.0"
    / "standard"
    / "image-to-video.json"
)
SCHEMA: dict[str, Any] = json.loads(SPEC.read_text("utf-8"))["input"]
RECOGNIZED = {
    "en": [
        "The durations of all segments must add up to the duration of the video.",
        "The sum of the segment durations must equal duration.",
        "duration must equal the sum of all segment durations.",
        "The total duration of all segments must match the duration of the video.",
        "All multi_prompt durations should sum to the total duration.",
        "The combined length of every shot has to be the same as the video's duration.",
    ],
    "zh-TW": [
        "所有片段持續時間的總和必須等於影片總持續時間。",
        "multi_prompt 中的持續時間總和必須等於影片總持續時間",
        "影片時長必須等於各片段時長的總和。",
        "各片段的時長相加須與影片時長一致。",
        "各段秒數加總應與總秒數相同。",
    ],
    "zh-CN": [
        "所有片段时长之和必须等于视频总时长。",
        "各分镜时长相加必须等于总时长。",
        "视频的持续时间必须等于所有片段持续时间的总和。",
        "总时长须与各片段时长之和一致。",
    ],
    "ja": [
        "すべてのセグメントの再生時間の合計は、ビデオの合計再生時間と等しくなければなりません。",
        "各セグメントの長さの合計は duration と一致する必要があります。",
        "セグメントの時間の総和が動画の長さと同じになるようにしてください。",
    ],
    "ru": [
        "Сумма длительностей всех сегментов должна быть равна длительности видео.",
        "Общая продолжительность всех фрагментов должна совпадать с длительностью видео.",
        "Длительность видео должна быть равна сумме длительностей сегментов.",
        "Суммарная длительность сегментов должна соответствовать duration.",
    ],
    "es": [
        "La suma de la duración de todos los segmentos debe ser igual a la duración total del vídeo.",
        "Las duraciones de los segmentos deben sumar la duración del vídeo.",
        "La duración total de los segmentos debe coincidir con la duración del vídeo.",
        "La duración debe ser igual a la suma de las duraciones de los segmentos.",
    ],
}
IGNORED = {
    "en": [
        "The sum of all durations must not equal the duration.",
        "The sum of the durations doesn't have to equal the duration.",
        "The sum of the durations need not equal the duration, it must be near.",
        "The sum of all segment durations must be less than or equal to the duration.",
        "The total duration of all segments must not exceed the duration.",
        "All durations must add up to at most the duration.",
        "The sum of the durations should equal the duration unless shot_type is customize.",
        "The total cost must match the duration of your plan.",
        "The total duration must match the audio.",
        "Each duration must be between 3 and 15 seconds.",
        "The sum of the weights must equal 1.",
        "You can sum up to 20 durations.",
        "",
    ],
    "zh-TW": [
        "所有片段持續時間的總和不需要等於影片總持續時間。",
        "所有片段持續時間的總和不必等於影片總持續時間。",
        "所有片段持續時間的總和必須小於或等於影片總持續時間。",
        "所有片段時長的總和必須至多等於影片時長。",
        "總和必須相等。",
    ],
    "zh-CN": [
        "所有片段时长之和无需等于视频总时长。",
        "所有片段时长之和不得超过视频总时长。",
        "根据需求,时长总和可以等于总时长。",
    ],
    "ja": [
        "セグメントの長さの合計は duration と一致する必要はありません。",
        "セグメントの長さの合計は duration と等しい必要がありません。",
        "セグメントの長さの合計は duration 以下でなければなりません。",
    ],
    "ru": [
        "Сумма длительностей не должна быть равна длительности видео.",
        "Сумма длительностей не обязательно должна совпадать с длительностью видео.",
        "Сумма длительностей должна быть не больше длительности, но может быть равна ей.",
    ],
    "es": [
        "La suma de las duraciones no debe ser igual a la duración.",
        "La suma de las duraciones no tiene que ser igual a la duración.",
        "La suma de las duraciones debe ser menor o igual a la duración.",
        "La suma de las duraciones no deberá ser igual a la duración.",
    ],
}


@pytest.mark.parametrize(
    "sentence",
    [
        each
        for table in (RECOGNIZED, sum_sentences.RECOGNIZED)
        for some in table.values()
        for each in some
    ],
)
def test_rule_is_recognized_in_every_language(sentence: str) -> None:
    """A sentence that states the rule is recognized, with both of its paths."""
    rule = SumEquals.recognize(sentence, AT, SCHEMA)
    assert rule is not None
    assert rule.as_json() == {
        "kind": "sum-equals",
        "addends": "$.multi_prompt[*].duration",
        "total": "$.duration",
    }


@pytest.mark.parametrize(
    "sentence",
    [
        each
        for table in (IGNORED, sum_sentences.IGNORED)
        for some in table.values()
        for each in some
    ],
)
def test_other_sentences_are_not_recognized(sentence: str) -> None:
    """Negations, upper bounds, conditions and other subjects are not recognized."""
    assert SumEquals.recognize(sentence, AT, SCHEMA) is None


def test_own_sentence_is_recognized() -> None:
    """The rule's own sentence is recognized as the rule."""
    rule = SumEquals.from_json({"addends": "$.multi_prompt[*].duration", "total": "$.duration"})
    assert SumEquals.recognize(rule.sentence(), AT, SCHEMA) == rule


def _schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


PARTS = {
    "type": "array",
    "items": {"type": "object", "properties": {"duration": {"type": "integer"}}},
}
SENTENCE = "The sum of all durations must equal duration."


@pytest.mark.parametrize(
    "schema",
    [
        {},
        _schema(),
        _schema(parts=PARTS),
        _schema(parts=PARTS, duration={"type": "string"}),
        _schema(parts=PARTS, more=PARTS, duration={"type": "integer"}),
        _schema(parts={"type": "array", "items": True}, duration={"type": "integer"}),
        _schema(parts=True, duration={"type": "integer"}),
    ],
)
def test_ambiguous_schema_yields_no_rule(schema: dict[str, Any]) -> None:
    """If no field fits, or more than one does, nothing is recognized."""
    assert SumEquals.recognize(SENTENCE, "/description", schema) is None


def test_description_of_an_array_refers_to_that_array() -> None:
    """Of two arrays that would fit, the sentence refers to the one that it describes."""
    schema = _schema(parts=PARTS, more=PARTS, duration={"type": "integer"})
    rule = SumEquals.recognize(SENTENCE, "/properties/more/description", schema)
    assert rule is not None
    assert str(rule.addends) == "$.more[*].duration"
