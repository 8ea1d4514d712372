"""Languages: an option first, then `lang`, then script and stop words; otherwise unknown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.problems import Location, Severity
from clientwright.sources.documents import Document
from clientwright.sources.language_detection import detect_language
from clientwright.sources.locale import (
    choose_locale,
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
    "ko": "모든 구간 길이의 합은 영상 길이와 같아야 합니다.",
    "fr": "La somme des durées doit être égale à la durée de la vidéo.",
    "de": "Die Summe der Dauern muss der Länge des Videos entsprechen.",
    "pt": "A soma das durações dos segmentos deve ser igual à duração do vídeo.",
    "it": "La somma delle durate dei segmenti deve essere uguale alla durata del video.",
    "tr": "Tüm bölümlerin sürelerinin toplamı videonun süresine eşit olmalıdır.",
    "vi": "Tổng thời lượng của tất cả các phân đoạn phải bằng thời lượng của video.",
    "id": "Jumlah durasi semua segmen harus sama dengan durasi video.",
    "th": "ผลรวมของระยะเวลาของทุกช่วงต้องเท่ากับความยาวของวิดีโอ",
    "ar": "يجب أن يساوي مجموع مدد جميع المقاطع مدة الفيديو.",
}
"""One sentence in each language that must be told."""

NEIGHBOURS = {
    "fa": "مجموع مدت همه بخش‌ها باید برابر با مدت ویدیو باشد.",
    "ur": "تمام حصوں کی مدت کا مجموعہ ویڈیو کی مدت کے برابر ہونا چاہیے۔",
    "uk": "Сума тривалостей усіх сегментів має дорівнювати тривалості відео.",
    "bg": "Сумата от продължителностите на всички сегменти трябва да е равна на продължителността на видеото.",
    "sr": "Збир трајања свих сегмената мора бити једнак трајању видео снимка.",
    "be": "Сума працягласці ўсіх сегментаў павінна быць роўная працягласці відэа.",
    "mk": "Збирот на времетраењата мора да биде еднаков на времетраењето на видеото.",
    "kk": "Барлық бөліктердің ұзақтығының қосындысы бейненің ұзақтығына тең болуы керек.",
    "hi": "सभी खंडों की अवधि का योग वीडियो की अवधि के बराबर होना चाहिए।",
    "mr": "सर्व विभागांच्या कालावधीची बेरीज व्हिडिओच्या कालावधीइतकी असणे आवश्यक आहे.",
    "he": "סכום משכי הזמן של כל הקטעים חייב להיות שווה לאורך הסרטון.",
    "el": "Το άθροισμα των διαρκειών πρέπει να ισούται με τη διάρκεια του βίντεο.",
    "bn": "সব অংশের সময়কালের যোগফল ভিডিওর সময়কালের সমান হতে হবে।",
    "ms": "Jumlah tempoh semua segmen mesti sama dengan tempoh video.",
    "nl": "De som van de duur van alle segmenten moet gelijk zijn aan de duur van de video.",
    "pl": "Suma czasu trwania wszystkich segmentów musi być równa długości wideo.",
    "cs": "Součet délek všech segmentů se musí rovnat délce videa.",
    "ro": "Suma duratelor tuturor segmentelor trebuie să fie egală cu durata videoclipului.",
    "ca": "La suma de les durades de tots els segments ha de ser igual a la durada del vídeo.",
    "sv": "Summan av alla segments längd måste vara lika med videons längd.",
    "da": "Summen af alle segmenters længde skal være lig med videoens længde.",
    "fi": "Kaikkien osien keston summan pitää olla sama kuin videon kesto.",
    "hu": "Az összes szakasz hosszának összege meg kell egyezzen a videó hosszával.",
}
"""Languages that share a script, and often words, with one of these."""

SHORT = {
    "fr": "Durée de la vidéo", "de": "Dauer des Videos", "es": "Duración del video", "pt": "Duração do vídeo",
    "tr": "Video süresi", "vi": "Độ dài video", "id": "Durasi video", "ko": "길이", "ja": "動画の長さ", "zh-TW": "圖片",
    "zh-CN": "视频", "th": "ความยาว", "ar": "المدة", "ru": "Длительность видео", "en": "Length of the video", "it": "Immagine iniziale",
}  # fmt: skip
UNDECIDED = [
    "",
    "4K",
    "jpg, jpeg, png",
    "Prompt",
    "一二三四五",
    "Jumla ya muda wa sehemu zote lazima iwe sawa na muda wa video.",
    "Ang kabuuan ng tagal ng lahat ng bahagi ay dapat katumbas ng tagal ng video.",
    "Segmentu guztien iraupenen batura bideoaren iraupenaren berdina izan behar da.",
]


@pytest.mark.parametrize(
    ("locale", "text"), [*SENTENCES.items(), *NEIGHBOURS.items(), *SHORT.items()]
)
def test_language_is_told_by_a_sentence(locale: str, text: str) -> None:
    """One sentence, or a few words, are enough to tell each language from its neighbours."""
    assert detect_language(text) == locale
    assert detect_language(unicodedata.normalize("NFD", text)) == locale


@pytest.mark.parametrize("text", UNDECIDED)
def test_other_language_is_kept_as_undetermined(text: str) -> None:
    """Texts in another language, or without words, are kept under `und` with a note, which costs nothing."""
    schema = {"properties": {"a": {"description": text}}}
    document = Document("pages/page.txt", "")
    assert choose_locale(None, document, schema) == "und"
    found = locale_doubts(None, document, schema)
    assert found == ((LocaleUnknown(Location("pages/page.txt")),) if text else ())
    assert all("--locale LANGUAGE=page.txt" in one.advice() for one in found)
    assert all(one.severity is Severity.INFO for one in found)


@given(st.text(max_size=60))
def test_any_text_has_a_tag_or_none(text: str) -> None:
    """Whatever the text, what is told is the tag of a known language, and told again alike."""
    found = detect_language(text)
    assert found == detect_language(text)
    assert not found or (choose_locale(found, Document("a", ""), {}) == found)


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


@given(st.sampled_from(sorted(SENTENCES)), st.sampled_from(["fr-FR", "pt-BR", "uk", "en"]))
def test_locale_order_is_option_texts_lang_prose(words: str, lang: str) -> None:
    """The order is: option, the schema's texts, `lang`, the rest of the page; `lang` may add a region to the texts."""
    schema = {"description": SENTENCES[words]}
    page = Document("a.html", SENTENCES["it"], language=lang)
    kept = locale_from_lang(lang)
    assert choose_locale("ko", page, schema) == "ko"
    assert choose_locale(None, page, schema) == (kept if kept[:2] == words[:2] else words)
    assert choose_locale(None, page, {"description": "4K"}) == kept
    assert choose_locale(None, Document("a.html", SENTENCES["it"]), {"description": "4K"}) == "it"


@pytest.mark.parametrize("lang", ["sw", "gl", "eo"])
def test_lang_of_a_language_that_is_not_told_counts(lang: str) -> None:
    """A language that no text could be told to be in is believed, if the texts are in its script."""
    page = Document("a.html", "", language=lang)
    assert choose_locale(None, page, {"description": SENTENCES["pt"]}) == lang
    assert choose_locale(None, page, {"description": SENTENCES["ko"]}) == "ko"


@pytest.mark.parametrize("words", ["zh-TW", "zh-CN"])
@pytest.mark.parametrize("lang", ["zh-TW", "zh-CN"])
def test_characters_tell_which_chinese(words: str, lang: str) -> None:
    """The characters of the texts win over a `lang` of the other Chinese."""
    page = Document("a.html", "", language=lang)
    assert choose_locale(None, page, {"description": SENTENCES[words]}) == words


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
            ("fr-CA", "fr"),
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
