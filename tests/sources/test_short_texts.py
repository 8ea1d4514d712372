"""Short texts in sixty languages: none is taken for one of another family; what does not tell is kept as `und`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientwright.sources.documents import Document, RawEndpoint
from clientwright.sources.language_detection import detect_language, is_detectable
from clientwright.sources.locale import choose_locale
from sources.support import PAGES, codes, read_text

TEXTS: Mapping[str, Sequence[str]] = json.loads((PAGES / "short_texts.json").read_text("utf-8"))
FAMILIES = (
    {"fr", "es", "pt", "it", "ca", "ro", "gl", "la", "ht", "eo", "mt"},
    {"de", "nl", "af", "da", "sv", "nb", "is"},
    {"cs", "sk", "pl", "hr", "sl"},
    {"id", "ms", "jv"},
    {"tr", "az", "uz"},
    {"ru", "bg", "uk", "be", "sr", "mk"},
    {"zh-CN", "zh-TW"},
    {"fi", "et"},
)
"""Languages of which a few words may be of each."""
SOME = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: st.tuples(
        st.just(name), st.lists(st.sampled_from(TEXTS[name]), min_size=1, max_size=4, unique=True)
    )
)


def may_be(language: str) -> set[str]:
    """Return the languages that texts in one may be taken for."""
    return {language}.union(*(family for family in FAMILIES if language in family))


def read_locale(texts: Sequence[str]) -> str:
    """Return the locale of a data document with these descriptions."""
    fields = {f"f{n}": {"type": "string", "description": text} for n, text in enumerate(texts)}
    raw = read_text(json.dumps({"properties": fields}), "a.json", id="maker/film")
    assert isinstance(raw, RawEndpoint)
    assert ("locale-unknown" in codes(raw)) is (raw.locale == "und")
    return raw.locale


@settings(max_examples=200)
@given(SOME)
@example(("sw", ["Maelezo ya picha unayotaka kutengeneza.", "Idadi ya hatua."]))
@example(("tl", ["Ang hindi dapat lumitaw sa larawan."]))
@example(("en", ["pro requires image."]))
def test_texts_are_never_of_another_family(some: tuple[str, list[str]]) -> None:
    """Any few texts of a language are told to be in it, in one like it, or in none."""
    name, texts = some
    assert detect_language(" ".join(texts)) in {"", *may_be(name)}


@settings(max_examples=100)
@given(SOME)
@example(("zu", ["Umbhalo ochaza isithombe."]))
@example(("tl", ["Paglalarawan ng larawan."]))
@example(("es", ["No admite formatos jpg, png."]))
@example(("uk", ["Опис зображення, яке ви хочете створити."]))
def test_data_document_is_english_only_if_it_looks_so(some: tuple[str, list[str]]) -> None:
    """A data document is in its language, or `und` with a note; English only if a text or two may be anything."""
    name, texts = some
    locale = read_locale(texts)
    words = sum(len(text.split()) for text in texts)
    assert locale in {"und", *may_be(name)} or (locale == "en" and words <= 3)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TEXTS["en"]), min_size=1, max_size=4, unique=True))
def test_english_is_english(texts: list[str]) -> None:
    """Short English texts of a data document are English, whether or not they have small words."""
    assert read_locale(texts) == "en"


@pytest.mark.parametrize("name", [name for name in TEXTS if is_detectable(name)])
def test_a_few_sentences_tell_a_known_language(name: str) -> None:
    """All short texts of a known language together tell it."""
    assert detect_language(" ".join(TEXTS[name])) == name


@pytest.mark.parametrize("lang", ["", "en", "tr"])
@pytest.mark.parametrize("name", ["sw", "tl", "zu", "eu", "cy"])
def test_english_around_unknown_sentences_does_not_tell(name: str, lang: str) -> None:
    """Sentences of no known language are not in that of the page's menu or `lang`, if none of their words is."""
    page = Document("a.html", "The menu of this site, and all that is around it.", language=lang)
    schema = {"title": "Input of the model", "description": " ".join(TEXTS[name])}
    assert choose_locale(None, page, schema) == "und"
    assert choose_locale(None, page, {"description": "4K"}) == (lang or "en")


def test_two_scripts_alike_are_undetermined() -> None:
    """Texts half in one script and half in another are in neither; a few words of another change nothing."""
    english, thai = "The number of steps to run.", "คำอธิบายภาพ"
    assert detect_language(f"{thai} {english}") == ""
    assert detect_language(f"{thai} prompt API seed") == "th"
    assert detect_language(f"{' '.join(TEXTS['en'])} {thai}") == "en"
    assert detect_language(f"{' '.join(TEXTS['th'])} {english}") == "th"
