"""Languages: an option first, then `lang`, then script and stop words; otherwise unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import Location
from clientwright.sources.documents import Document
from clientwright.sources.locale import (
    choose_locale,
    detect_language,
    locale_doubts,
    locale_from_lang,
)
from clientwright.sources.problems import BadLocale, LocaleUnknown
from sources.support import SERVICE, fixture_pages, read_page

SENTENCES = {
    "en": "The sum of the durations must equal the length of the video.",
    "es": "La suma de las duraciones debe ser igual a la del vídeo.",
    "ru": "Сумма длительностей сегментов должна равняться длине видео (mp4).",
    "ja": "すべてのセグメントの長さの合計は動画の長さと等しくなければなりません。",
    "zh-TW": "所有片段的時長總和必須等於影片的總時長。",
    "zh-CN": "所有片段的时长总和必须等于视频的总时长。",
}
UNDECIDED = [
    "",
    "4K",
    "jpg, jpeg, png",
    "La somme des durées doit être égale à la durée de la vidéo.",
    "A soma das durações dos segmentos deve ser igual à duração do vídeo.",
    "Die Summe der Dauern muss der Länge des Videos entsprechen und nicht mehr.",
    "La somma delle durate dei segmenti deve essere uguale alla durata del video.",
    "Сума тривалостей усіх сегментів має дорівнювати тривалості відео.",
    "모든 구간 길이의 합은 영상 길이와 같아야 합니다.",
    "一二三四五",
]


@pytest.mark.parametrize(("locale", "text"), SENTENCES.items())
def test_sentence_language_is_detected(locale: str, text: str) -> None:
    """One sentence is enough to detect each of the pages' languages."""
    assert detect_language(text) == locale


@pytest.mark.parametrize("text", UNDECIDED)
def test_other_language_is_unknown(text: str) -> None:
    """Another language, or a text without words, is never taken for one of the six."""
    document = Document("page.txt", text)
    assert choose_locale(None, document, {}) == LocaleUnknown(Location("page.txt"))


@pytest.mark.parametrize("path", fixture_pages(), ids=lambda path: path.name)
def test_schema_texts_show_language(path) -> None:
    """Titles and descriptions alone are enough to detect a page's language."""
    raw = read_page(path)
    words = repair_endpoint(raw, SERVICE).words
    lang = " ".join(text for entry in words.values() for text in entry.values())
    assert detect_language(lang) == raw.locale


@given(st.sampled_from(sorted(SENTENCES)), st.sampled_from(sorted(SENTENCES)))
def test_schema_language_wins_over_prose(words: str, prose: str) -> None:
    """If schema and prose are in two languages, the schema decides."""
    schema = {
        "properties": {"title": {"description": SENTENCES[words], "default": SENTENCES[prose]}}
    }
    assert choose_locale(None, Document("page.txt", SENTENCES[prose]), schema) == words


@given(st.sampled_from(sorted(SENTENCES)), st.sampled_from(["fr", "pt-BR", "uk"]))
def test_locale_order_is_option_lang_texts(words: str, lang: str) -> None:
    """The order is: option, `lang`, texts."""
    schema = {"description": SENTENCES[words]}
    assert choose_locale(None, Document("a.html", "", language=lang), schema) == lang
    assert choose_locale("ko", Document("a.html", "", language=lang), schema) == "ko"


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        *(
            ("en", "en"),
            ("en-US", "en"),
            ("es_MX", "es"),
            ("zh-Hant", "zh-TW"),
            ("zh-hans-SG", "zh-CN"),
        ),
        *(
            ("zh-HK", "zh-TW"),
            ("zh-cn", "zh-CN"),
            ("zh", ""),
            ("pt-br", "pt-BR"),
            ("sr-latn", "sr-Latn"),
        ),
        *(("x", ""), ("", ""), ("en us", ""), ("../en", "")),
    ],
)
def test_lang_is_normalized(tag: str, locale: str) -> None:
    """Regions of one written language are merged, Chinese is split by script, nonsense is ignored."""
    assert locale_from_lang(tag) == locale


@given(st.text(max_size=12))
def test_locale_option_is_tag_or_problem(option: str) -> None:
    """An option becomes a tag that is safe in a file name, or a problem."""
    chosen = choose_locale(option, Document("page.txt", SENTENCES["en"]), {})
    assert isinstance(chosen, (str, BadLocale))
    if isinstance(chosen, str):
        assert chosen.lower() == option.lower()
        assert chosen.isascii()
        assert chosen.replace("-", "").isalnum()


@pytest.mark.parametrize("tag", ["xx", "jp", "cn", "qq-TW", "zz-Latn"])
def test_unknown_language_is_refused(tag: str) -> None:
    """A tag of no language is refused; that of a country names the language that was meant."""
    chosen = choose_locale(tag, Document("page.txt", ""), {})
    assert isinstance(chosen, BadLocale)
    assert ("Did you mean ja?" in chosen.advice()) is (tag == "jp")


@pytest.mark.parametrize("tag", ["en", "zh-tw", "pt-BR", "yue", "sr-Latn", "KO"])
def test_known_languages_are_taken(tag: str) -> None:
    """Languages of two or three letters are taken, with script and region."""
    assert isinstance(choose_locale(tag, Document("page.txt", ""), {}), str)


@given(option=st.sampled_from(sorted(SENTENCES)), text=st.sampled_from(sorted(SENTENCES)))
def test_texts_in_another_language_are_a_warning(option: str, text: str) -> None:
    """Texts that are clearly in another language than --locale says are a warning; no option, no warning."""
    schema = {"properties": {"a": {"description": SENTENCES[text]}}}
    document = Document("page.txt", "")
    found = locale_doubts(option, document, schema)
    assert bool(found) is (option[:2] != text[:2])
    assert locale_doubts(None, document, schema) == ()
