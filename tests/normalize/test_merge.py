"""Merging a new import into an existing spec: changed pages win, people's additions stay."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clientwright.normalize.import_endpoints import import_endpoints
from clientwright.normalize.merge import merge_import
from clientwright.normalize.problems import WordsReplaced
from clientwright.rules.json_path import JsonPath
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.codec import endpoint_as_json, endpoint_from_json
from clientwright.specs.model import Endpoint
from normalize.schemas import ROOTS, SAMPLES, raw_endpoint
from sources.support import SERVICE, fixture_pages, read_all

PAGES = read_all(fixture_pages("image-to-video.*.txt"))
BY_LOCALE = {raw.locale: raw for raw in PAGES}
AT = "/properties/prompt"


def imported(raws: Sequence[RawEndpoint], old: Endpoint | None = None):
    """Import pages of one endpoint; return it and the problems."""
    result = import_endpoints(raws, SERVICE, {} if old is None else {old.id: old})
    (endpoint,) = result.endpoints
    return endpoint, result.problems


def with_words(endpoint: Endpoint, locale: str, pointer: str, said: dict[str, str]) -> Endpoint:
    """Return a spec with texts added as a person would."""
    own = endpoint.words.get(locale, {})
    entry = {**own.get(pointer, {}), **said}
    return replace(endpoint, words={**endpoint.words, locale: {**own, pointer: entry}})


def changed(raw: RawEndpoint, name: str, **keywords: Any) -> RawEndpoint:
    """Return a page that documents a property differently."""
    schema = copy.deepcopy(raw.schema)
    schema["properties"][name] |= keywords
    return replace(raw, schema=schema)


@settings(max_examples=20)
@given(st.sets(st.sampled_from(PAGES).map(lambda raw: raw.locale), min_size=1), st.data())
def test_reimport_without_change_changes_nothing(first, data: st.DataObject) -> None:
    """Importing any of the pages again leaves an equal endpoint, in equal order."""
    again = data.draw(st.sets(st.sampled_from(sorted(first)), min_size=1))
    old, _ = imported([BY_LOCALE[name] for name in sorted(first)])
    new, problems = imported([BY_LOCALE[name] for name in sorted(again)], old)
    assert new == old
    assert list(new.words) == list(old.words)
    assert not problems


@given(ROOTS, SAMPLES)
def test_reimport_of_any_schema_writes_nothing(schema, sample) -> None:
    """Importing a source again leaves the document that the first import wrote, with texts or without."""
    raw = raw_endpoint(schema, sample)
    first = import_endpoints([raw], SERVICE, {}).endpoints
    assume(first)
    written = endpoint_as_json(first[0])
    (again,) = import_endpoints(
        [raw], SERVICE, {first[0].id: endpoint_from_json(written, Path("draw.json"))}
    ).endpoints
    assert json.dumps(endpoint_as_json(again)) == json.dumps(written)


def test_an_empty_language_is_none() -> None:
    """A document with no text in a language is read as one without this language."""
    raw = raw_endpoint({"type": "object", "properties": {}})
    (found,) = import_endpoints([raw], SERVICE, {}).endpoints
    written = endpoint_as_json(found)
    assert "words" not in written
    for words in ({"en": {}}, {"en": {"": {}}, "fr": {}}):
        assert endpoint_from_json({**written, "words": words}, Path("draw.json")).words == {}


@settings(max_examples=20)
@given(st.permutations(sorted(BY_LOCALE)))
def test_page_by_page_import_equals_joint_import(order) -> None:
    """One import of all pages, and one import per page in any order, result in the same endpoint."""
    together, _ = imported(PAGES)
    one_by_one = None
    for locale in order:
        one_by_one, problems = imported([BY_LOCALE[locale]], one_by_one)
        assert not problems
    assert one_by_one == together


def test_additions_of_people_are_kept() -> None:
    """Texts in other languages, further texts, rules without origin and notes survive a changed page."""
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


def test_edits_survive_unchanged_page() -> None:
    """Edits of texts, structure and rules stay while the pages do not change."""
    old, _ = imported(PAGES)
    mine = with_words(old, "ja", AT, {"title": "文"})
    schema = copy.deepcopy(mine.input)
    schema["properties"]["prompt"]["maxLength"] = 2500
    mine = replace(mine, input=schema, rules=())
    new, problems = imported(PAGES, mine)
    assert new == mine
    assert not problems


def test_new_language_keeps_edited_structure() -> None:
    """A page in a new language with the known structure changes no edited structure."""
    old, _ = imported([BY_LOCALE["ru"]])
    schema = copy.deepcopy(old.input)
    schema["properties"]["prompt"]["maxLength"] = 2500
    new, _ = imported([BY_LOCALE["es"]], replace(old, input=schema))
    assert new.input == schema
    assert set(new.words) == set(new.sources) == {"es", "ru"}
    assert new.sources["ru"] == old.sources["ru"]


def test_replaced_texts_of_people_are_reported() -> None:
    """A changed page wins, and the text of a person that it replaces is reported."""
    old, _ = imported([BY_LOCALE["es"]])
    mine = with_words(old, "es", AT, {"title": "Texto"})
    new, problems = imported([changed(BY_LOCALE["es"], "prompt", title="Indicación")], mine)
    assert new.words["es"][AT]["title"] == "Indicación"
    (problem,) = problems
    assert isinstance(problem, WordsReplaced)
    assert (problem.locale, problem.before, problem.after) == ("es", "Texto", "Indicación")
    assert problem.location.pointer == "/words/es/~1properties~1prompt/title"


def test_replaced_texts_of_pages_are_not_reported() -> None:
    """A page that replaces its own old texts is not reported."""
    old, _ = imported([BY_LOCALE["es"]])
    new, problems = imported([changed(BY_LOCALE["es"], "prompt", title="Indicación")], old)
    assert new.words["es"][AT]["title"] == "Indicación"
    assert not problems


def test_texts_of_removed_field_are_removed() -> None:
    """A page without a field removes the field's texts."""
    old, _ = imported([BY_LOCALE["es"]])
    raw = copy.deepcopy(BY_LOCALE["es"].schema)
    del raw["properties"]["cfg_scale"]
    new, _ = imported([replace(BY_LOCALE["es"], schema=raw)], old)
    assert "/properties/cfg_scale" in old.words["es"]
    assert "/properties/cfg_scale" not in new.words["es"]


def test_rule_no_longer_stated_is_removed() -> None:
    """A rule is removed when its page no longer states it; another language's rule stays."""
    silent = changed(BY_LOCALE["es"], "multi_prompt", description="Segmentos.")
    old, _ = imported([BY_LOCALE["es"]])
    assert not imported([silent], old)[0].rules
    both, _ = imported([BY_LOCALE["es"], BY_LOCALE["ru"]])
    by_ru = replace(both.rules[0], origin=replace(both.rules[0].origin, locale="ru"))
    assert imported([silent], replace(both, rules=(by_ru,)))[0].rules == (by_ru,)


def test_first_import_is_unchanged() -> None:
    """Without an existing spec, the imported endpoint is the result."""
    new, _ = imported(PAGES)
    assert merge_import(None, new).endpoint == new
