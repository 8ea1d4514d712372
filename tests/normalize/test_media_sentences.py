"""File formats are read from sentences that are understood whole, and from no others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientwright.normalize.media_sentences import listed_formats, named_formats
from clientwright.normalize.media_words import FORMAT_WORDS
from clientwright.normalize.repair_registry import repair_endpoint
from normalize.schemas import raw_endpoint
from sources.support import SERVICE

LISTS: Mapping[str, Sequence[str]] = {
    "en": [
        "Supports jpg, png.",
        "Supported formats: JPG and PNG.",
        "jpg/png up to 10MB",
        "Only .jpg or .png files are accepted.",
        "The image must be in png or jpg format, max. 1.5 MB.",
        "Source image. JPG/PNG, 300-4096 px",
        "Supported formats:\n- jpg\n- png",
        "What the film begins with. **Formats**: `jpg` | `png`; maximum file size: 10 MB",
    ],
    "de": ["Das erste Bild. Unterstützt jpg und png, bis zu 10 MB.", "Zulässige Formate: jpg, png"],
    "fr": ["Formats pris en charge : jpg, png.", "Accepte les formats jpg et png."],
    "es": ["Imagen inicial del vídeo. Admite formatos jpg, png.", "Formatos permitidos: jpg o png"],
    "pt": ["Suporta os formatos jpg e png.", "Formatos aceitos: jpg, png"],
    "it": ["Supporta i formati jpg e png.", "Formati ammessi: jpg, png"],
    "ru": ["Начальное изображение видео. Поддерживает форматы jpg, png.", "Форматы: jpg и png"],
    "tr": ["jpg ve png biçimlerini destekler.", "Desteklenen formatlar: jpg, png"],
    "vi": ["Hỗ trợ định dạng jpg, png.", "Định dạng được hỗ trợ: jpg và png"],
    "id": ["Mendukung format jpg dan png.", "Format yang didukung: jpg, png"],
    "ar": ["الصيغ المدعومة: jpg, png", "يدعم صيغ jpg، png"],
    "zh": ["影片的起始影像。支援 jpg、png 格式。", "支持的格式:jpg、png,不超过 10MB"],
    "ja": ["動画の開始画像。 jpg、png 形式をサポートします。", "対応形式:jpg、png"],
    "ko": ["jpg, png 형식을 지원합니다.", "지원되는 형식: jpg, png."],
    "th": ["รองรับ jpg, png", "รูปแบบไฟล์ jpg และ png"],
}
"""Sentences that list jpg and png."""
SINGLE = [
    "Supports jpg only.",
    "Only jpg",
    "JPG files only",
    "only supports .jpg",
    "仅支持jpg",
    "僅支援 JPG 格式",
    "只支持 jpg。",
    "jpg形式のみ",
    "JPG のみ対応",
    "jpgだけ",
    "Только jpg",
    "только в формате jpg",
    "Solo admite jpg.",
    "Sólo jpg",
    "jpg únicamente",
    "Nur jpg",
    "jpg만 지원합니다",
]
HAZARDS: Mapping[str, Sequence[str]] = {
    "en": "not no except but unlike usually e.g. etc. prefer converted output many webp2 other".split(),
    "de": "nicht kein außer aber meist z.B. usw. bevorzugt ausgegeben andere".split(),
    "fr": "pas non sauf mais souvent p.ex. etc. préférez converti autres".split(),
    "es": "no excepto salvo pero p.ej. etc. recomienda convierte otros".split(),
    "pt": "não exceto mas p.ex. etc. recomenda converte outros".split(),
    "it": "non tranne ma es. ecc. consiglia convertito altri".split(),
    "ru": "не кроме но например т.д. обычно лучше другие".split(),
    "tr": "değil hariç ama örneğin vb. genellikle diğer".split(),
    "vi": "không trừ nhưng như v.v. thường khác".split(),
    "id": "tidak kecuali tetapi misalnya dll. biasanya lain".split(),
    "ar": "لا غير باستثناء لكن مثل إلخ عادة أخرى".split(),
    "zh": "不 非 除 但 例如 等 建议 转换 其他".split(),
    "ja": "非 以外 ない 例 など 推奨 変換 他".split(),
    "ko": "안 못 제외 하지만 예: 등 권장 변환 다른".split(),
    "th": "ไม่ ยกเว้น แต่ เช่น ฯลฯ แนะนำ แปลง อื่น".split(),
}
"""Words that deny, except, hedge, exemplify, extend, or speak of another thing."""
UNREAD = [
    "",
    "A picture, e.g. cat.jpg",
    "Not only jpg.",
    "不仅支持jpg",
    "не только jpg",
    "no solo jpg",
    "Only used when mode is video. A jpg is best.",
    "jpg only if it has no alpha channel",
    "Only square images; jpg works well.",
    "Only the first image is jpg.",
    "Only jpg files are resized.",
    "Solo jpg se comprime",
    "jpgのみの場合",
    "onlyjpgx",
    "Supports jpg.",
    "All formats except gif and bmp are supported.",
    "Does not support jpg, png.",
    "JPEG and PNG are not supported.",
    "Unsupported formats: jpg, png.",
    "Unsupported formats:\njpg, png",
    "Supports jpg, png, but not webp.",
    "Supports jpg, png. Webp is also supported.",
    "Supports jpg, png. PNGs too, and PDF.",
    "Supports jpg, webp. Other formats work, too.",
    "Supports jpg, png. And many more.",
    "Supported formats: jpg, png. Output is webp.",
    "jpg, png are converted to webp.",
    "Supports all formats, for example jpg, png.",
    "Supports jpg, png and many more.",
    "Supports jpg, png…",
    "Supports jpg, png...",
    "We recommend png or jpg.",
    "We like e.g. jpg and png formats.",
    "These are refused. jpg, png",
    "jpg, png. These are not supported.",
    "Unlike jpg, png supports transparency.",
    "Supported formats: mp3, mp4, mpga, wav",
    "Supports jpg, jpeg2000, png",
    "jpg → png",
    "jpg ✓ png ✗",
    "Unterstützt jpg und png, aber kein webp.",
    "Unterstützt z. B. jpg, png.",
    "Nicht unterstützt: jpg, png",
    "Formats non pris en charge : jpg, png.",
    "Formati non supportati: jpg, png",
    "ไม่รองรับ jpg, png",
    "不支援 jpg、png 格式。",
    "支持jpg、png等格式",
    "格式不限,jpg、png",
    "Не поддерживает jpg, png.",
    "Неподдерживаемые форматы: jpg, png",
    "No admite formatos jpg, png.",
    "jpg、pngには対応していません。",
    "jpg、png以外",
    "jpg, png 형식은 지원하지 않습니다.",
]
UNREAD += """Supports jpg, png. All common types are possible.
Supports jpg, png. Everything else is tried.
Supports jpg, png. This is not a complete list.
Supports jpg, png. GIF is converted.
Supports jpg, png +
Supports more than jpg, png.
Formats: jpg, png; webp is not allowed.
Formats (fast mode): jpg, png
In the old version: supports jpg, png.
Result format: jpg, png
Non-supported formats: jpg, png
jpg to png
jpg, png?
N'accepte pas jpg, png.
Tutti i formati tranne jpg e png.
Não suporta jpg e png.
Форматы jpg и png не поддерживаются.
jpg ve png desteklenmez.
Không hỗ trợ jpg, png.
Format selain jpg, png.
الصيغ غير المدعومة: jpg, png
支持jpg、png,不支持webp
除jpg、png外均支持
jpg、png は非対応です。
jpg, png 미지원
지원하지 않는 형식: jpg, png""".splitlines()
PLAIN = """URL of the image (jpg, png).
Image URL. JPG, PNG supported.
Accepted file types: JPG, PNG
Must be JPG or PNG, at most 10 MB.
The URL of the picture. Only jpg/png formats are supported, 300-4096 px, up to 100MB.
Image to animate. Supports jpg/png.
Must be less than 10MB. jpg/png only.
图片格式支持 jpg/png
参考图片。支持jpg、png格式,大小不超过10MB。
対応フォーマットはjpg、pngです。
JPG 또는 PNG 파일만 지원합니다
Поддерживаемые форматы: jpg, png. До 10 МБ.
Se admiten los formatos jpg y png.
Les formats jpg et png sont acceptés.
Nur jpg und png werden unterstützt.
รองรับเฉพาะ jpg และ png""".splitlines()
ALL_LISTS = [(locale, text) for locale, texts in LISTS.items() for text in texts]


@pytest.mark.parametrize(("locale", "text"), ALL_LISTS)
def test_plain_list_is_read(locale: str, text: str) -> None:
    """A sentence that says only which formats are accepted is read, in each language of the pages."""
    assert listed_formats(text) == ["jpg", "png"]


@pytest.mark.parametrize("text", PLAIN)
def test_usual_form_is_read(text: str) -> None:
    """The forms that providers use for a list of formats, with sizes and beside other sentences, are read."""
    assert listed_formats(text) == ["jpg", "png"]


@pytest.mark.parametrize("text", SINGLE)
def test_single_format_that_excludes_others_is_read(text: str) -> None:
    """A single format is a list where the sentence excludes others."""
    assert listed_formats(text) == ["jpg"]


@pytest.mark.parametrize("text", UNREAD)
def test_near_sentence_is_not_read(text: str) -> None:
    """What is refused, excepted, hedged, an example, or said of another thing is no list."""
    assert listed_formats(text) == []


@pytest.mark.parametrize(("locale", "text"), ALL_LISTS)
def test_inserted_word_makes_a_list_unread(locale: str, text: str) -> None:
    """Wherever a word that denies, excepts or hedges is put into the sentence of a list, it is not read."""
    before = re.match(r".*?(?:\. |。 ?)", text)
    head = before[0] if before and "png" not in before[0].lower() else ""
    tokens = text.removeprefix(head).split(" ")
    changed = [
        head + " ".join([*tokens[:at], word, *tokens[at:]])
        for word in HAZARDS[locale]
        for at in range(len(tokens))
    ]
    assert [one for one in changed if listed_formats(one)] == []


def test_every_language_is_tried() -> None:
    """Each language of the vocabulary has lists that are read and words that make them unread."""
    assert set(FORMAT_WORDS) == set(LISTS) == set(HAZARDS)


@settings(max_examples=60)
@example("", "\n", 0)
@given(
    st.text(st.characters(categories=["L", "N", "S", "Z"]), max_size=8),
    st.sampled_from([" ", ", ", ": ", " (", "\n"]),
    st.integers(0, 3),
)
def test_only_named_formats_are_read(noise: str, join: str, place: int) -> None:
    """Whatever else stands in a list, what is read is all that it names, or nothing."""
    parts = ["Supported formats", "jpg", "png"]
    parts.insert(place, noise)
    text = join.join(parts)
    assert listed_formats(text) in ([], named_formats(text))


@pytest.mark.parametrize(
    ("text", "name", "codes"),
    [
        ("Does not support jpg, png.", "image_url", ["media-unclear"]),
        ("jpg or mp4", "image_url", ["media-unclear"]),
        ("Supports mp3, wav.", "image_url", ["media-unclear"]),
        ("See https://example.com/a.png", "image_url", []),
        ("Does not support jpg, png.", "prompt", []),
    ],
)
def test_unread_formats_are_reported(text: str, name: str, codes: Sequence[str]) -> None:
    """Formats that a media field's description names and that are not read are a warning at its place."""
    it = {
        "type": "string",
        "format": "image_uri" if name == "image_url" else "",
        "description": text,
    }
    schema = {"type": "object", "properties": {name: {k: v for k, v in it.items() if v}}}
    repaired = repair_endpoint(raw_endpoint(schema), SERVICE)
    assert [problem.code for problem in repaired.problems] == codes
    assert "formats" not in repaired.schema["properties"][name].get("x-media", {})
