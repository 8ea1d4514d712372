"""Importing again: what pages say anew wins, what a person wrote stays."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.normalize.merge import merge_import
from clientwright.normalize.problems import WordsReplaced
from clientwright.rules.json_path import JsonPath
from clientwright.rules.sum_equals import SumEquals
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.model import Endpoint
from sources.support import SERVICE, fixture_pages, read_all

PAGES = read_all(fixture_pages("image-to-video.*.txt"))
BY_LOCALE = {raw.locale: raw for raw in PAGES}
AT = "/properties/prompt"


def imported(raws: Sequence[RawEndpoint], old: Endpoint | None = None):
    """Import pages of one endpoint; give it and the problems."""
    result = import_endpoints(raws, SERVICE, {} if old is None else {old.id: old})
    (endpoint,) = result.endpoints
    return endpoint, result.problems


def with_words(endpoint: Endpoint, locale: str, pointer: str, said: dict[str, str]) -> Endpoint:
    """Write words into a spec as a person would."""
    own = endpoint.words.get(locale, {})
    entry = {**own.get(pointer, {}), **said}
    return replace(endpoint, words={**endpoint.words, locale: {**own, pointer: entry}})


def changed(raw: RawEndpoint, name: str, **keywords: Any) -> RawEndpoint:
    """Give a page that says something else about a property."""
    schema = copy.deepcopy(raw.schema)
    schema["properties"][name] |= keywords
    return replace(raw, schema=schema)


@settings(max_examples=20)
@given(st.sets(st.sampled_from(PAGES).map(lambda raw: raw.locale), min_size=1), st.data())
def test_importing_again_without_change_changes_nothing(first, data: st.DataObject) -> None:
    """Any of the pages imported a second time leaves an equal endpoint, in equal order."""
    again = data.draw(st.sets(st.sampled_from(sorted(first)), min_size=1))
    old, _ = imported([BY_LOCALE[name] for name in sorted(first)])
    new, problems = imported([BY_LOCALE[name] for name in sorted(again)], old)
    assert new == old
    assert list(new.words) == list(old.words)
    assert not problems


@settings(max_examples=20)
@given(st.permutations(sorted(BY_LOCALE)))
def test_pages_imported_one_by_one_are_pages_imported_together(order) -> None:
    """One import of all pages, and one import for each in any order, give the same endpoint."""
    together, _ = imported(PAGES)
    one_by_one = None
    for locale in order:
        one_by_one, problems = imported([BY_LOCALE[locale]], one_by_one)
        assert not problems
    assert one_by_one == together


def test_what_a_person_added_is_kept() -> None:
    """Words in other languages, further words, rules without origin and notes survive a changed page."""
    old, _ = imported([BY_LOCALE["ru"]])
    rule = SumEquals(
        addends=JsonPath.parse("$.elements[*].weight"), total=JsonPath.parse("$.cfg_scale")
    )
    mine = with_words(old, "de", AT, {"title": "Text"})
    mine = with_words(mine, "ru", AT, {"description": "Что должно быть в видео."})
    mine = replace(mine, rules=(*mine.rules, rule), notes=("Ask about 4K.",))
    new, problems = imported(
        [changed(BY_LOCALE["ru"], "duration", title="Длина", maximum=20)], mine
    )
    assert new.words["de"] == mine.words["de"]
    assert new.words["ru"][AT] == mine.words["ru"][AT]
    assert new.words["ru"]["/properties/duration"]["title"] == "Длина"
    assert new.input["properties"]["duration"]["maximum"] == 20
    assert rule in new.rules
    assert len(new.rules) == 2
    assert new.notes == ("Ask about 4K.",)
    assert [problem.code for problem in problems] == ["words-replaced"]


def test_a_persons_edit_survives_an_unchanged_page() -> None:
    """Edits of words, structure and rules stay while the pages say what they said before."""
    old, _ = imported(PAGES)
    mine = with_words(old, "ja", AT, {"title": "文"})
    schema = copy.deepcopy(mine.input)
    schema["properties"]["prompt"]["maxLength"] = 2500
    mine = replace(mine, input=schema, rules=())
    new, problems = imported(PAGES, mine)
    assert new == mine
    assert not problems


def test_a_new_language_leaves_an_edited_structure() -> None:
    """A page in a further language that has the known structure changes no edited structure."""
    old, _ = imported([BY_LOCALE["ru"]])
    schema = copy.deepcopy(old.input)
    schema["properties"]["prompt"]["maxLength"] = 2500
    new, _ = imported([BY_LOCALE["es"]], replace(old, input=schema))
    assert new.input == schema
    assert set(new.words) == set(new.sources) == {"es", "ru"}
    assert new.sources["ru"] == old.sources["ru"]


def test_words_of_a_person_that_a_page_replaces_are_reported() -> None:
    """A changed page wins for what it says, and what a person had written there is shown."""
    old, _ = imported([BY_LOCALE["es"]])
    mine = with_words(old, "es", AT, {"title": "Texto"})
    new, problems = imported([changed(BY_LOCALE["es"], "prompt", title="Indicación")], mine)
    assert new.words["es"][AT]["title"] == "Indicación"
    (problem,) = problems
    assert isinstance(problem, WordsReplaced)
    assert (problem.locale, problem.before, problem.after) == ("es", "Texto", "Indicación")
    assert problem.location.pointer == "/words/es/~1properties~1prompt/title"


def test_a_page_replaces_its_own_old_words_in_silence() -> None:
    """Where nobody edited, a changed page is no loss."""
    old, _ = imported([BY_LOCALE["es"]])
    new, problems = imported([changed(BY_LOCALE["es"], "prompt", title="Indicación")], old)
    assert new.words["es"][AT]["title"] == "Indicación"
    assert not problems


def test_words_of_a_field_that_is_gone_go_with_it() -> None:
    """A page without a field takes the field's words away."""
    old, _ = imported([BY_LOCALE["es"]])
    raw = copy.deepcopy(BY_LOCALE["es"].schema)
    del raw["properties"]["cfg_scale"]
    new, _ = imported([replace(BY_LOCALE["es"], schema=raw)], old)
    assert "/properties/cfg_scale" in old.words["es"]
    assert "/properties/cfg_scale" not in new.words["es"]


def test_a_rule_that_its_page_no_longer_states_goes() -> None:
    """A changed page that states the rule no more takes it away; another language's rule stays."""
    silent = changed(BY_LOCALE["es"], "multi_prompt", description="Segmentos.")
    old, _ = imported([BY_LOCALE["es"]])
    assert not imported([silent], old)[0].rules
    both, _ = imported([BY_LOCALE["es"], BY_LOCALE["ru"]])
    by_ru = replace(both.rules[0], origin=replace(both.rules[0].origin, locale="ru"))
    assert imported([silent], replace(both, rules=(by_ru,)))[0].rules == (by_ru,)


def test_the_first_import_is_what_the_pages_say() -> None:
    """Where nothing was, the new endpoint is all."""
    new, _ = imported(PAGES)
    assert merge_import(None, new).endpoint == new
