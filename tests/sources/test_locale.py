"""Languages: an option, then `lang`, then script and small words; otherwise unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import Location
from clientwright.sources.documents import Document
from clientwright.sources.locale import choose_locale, detect_language, locale_from_lang
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
def test_one_sentence_shows_its_language(locale: str, text: str) -> None:
    """A sentence in any of the pages' languages shows which it is."""
    assert detect_language(text) == locale


@pytest.mark.parametrize("text", UNDECIDED)
def test_what_does_not_decide_is_unknown(text: str) -> None:
    """Another language, or no words at all, is never taken for one of the six."""
    document = Document("page.txt", text)
    assert choose_locale(None, document, {}) == LocaleUnknown(Location("page.txt"))


@pytest.mark.parametrize("path", fixture_pages(), ids=lambda path: path.name)
def test_the_words_of_a_schema_alone_show_its_language(path) -> None:
    """Titles and descriptions of an endpoint decide, as untranslated pages have nothing else."""
    raw = read_page(path)
    words = repair_endpoint(raw, SERVICE).words
    said = " ".join(text for entry in words.values() for text in entry.values())
    assert detect_language(said) == raw.locale


@given(st.sampled_from(sorted(SENTENCES)), st.sampled_from(sorted(SENTENCES)))
def test_the_schema_speaks_before_the_prose(words: str, prose: str) -> None:
    """Where schema and prose are in two languages, the schema's words decide."""
    schema = {
        "properties": {"title": {"description": SENTENCES[words], "default": SENTENCES[prose]}}
    }
    assert choose_locale(None, Document("page.txt", SENTENCES[prose]), schema) == words


@given(st.sampled_from(sorted(SENTENCES)), st.sampled_from(["fr", "pt-BR", "uk"]))
def test_lang_speaks_before_the_words_and_an_option_before_all(words: str, said: str) -> None:
    """The order is: option, `lang`, words."""
    schema = {"description": SENTENCES[words]}
    assert choose_locale(None, Document("a.html", "", language=said), schema) == said
    assert choose_locale("ko", Document("a.html", "", language=said), schema) == "ko"


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
def test_lang_is_read_as_browsers_write_it(tag: str, locale: str) -> None:
    """Regions of one written language are one; Chinese is told apart by script; nonsense says nothing."""
    assert locale_from_lang(tag) == locale


@given(st.text(max_size=12))
def test_an_option_is_a_tag_or_a_problem(option: str) -> None:
    """An option becomes a tag that is safe in a file, or a problem that shows it."""
    chosen = choose_locale(option, Document("page.txt", SENTENCES["en"]), {})
    assert isinstance(chosen, (str, BadLocale))
    if isinstance(chosen, str):
        assert chosen.lower() == option.lower()
        assert chosen.isascii()
        assert chosen.replace("-", "").isalnum()
