"""One note for all endpoints of an import without English texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.import_endpoints import missing_english
from clientwright.normalize.problems import NoEnglishPage
from clientwright.problems import Location
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId

LOCALES = st.sets(st.sampled_from(["en", "es", "ja", "ru", "zh-CN", "zh-TW"]))


@given(st.lists(LOCALES, max_size=8))
def test_one_note_has_every_endpoint_without_english(languages: list[set[str]]) -> None:
    """One note lists exactly the endpoints with texts but no English one, by the language of their docstrings."""
    endpoints = [
        Endpoint(
            ModelId(f"made/up{n}"),
            {"properties": {"a": {}}},
            words={locale: {"/properties/a": {"title": locale}} for locale in locales},
        )
        for n, locales in enumerate(languages)
    ]
    expected = {
        str(endpoint.id): endpoint.text("/properties/a", "title")
        for endpoint in endpoints
        if endpoint.words and "en" not in endpoint.words
    }
    notes = list(missing_english(endpoints, Location("specs/made")))
    assert len(notes) == bool(expected)
    for note in notes:
        assert isinstance(note, NoEnglishPage)
        assert dict(zip(note.ids, note.locales, strict=True)) == expected
        assert all(note.found().count(f"in {locale}: ") == 1 for locale in note.locales)
        assert note.found().count("made/up") <= 3 * len(set(note.locales))
