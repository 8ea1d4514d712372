"""Pages of one endpoint: structure must agree, words are kept by language, rules are read from prose."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.combine import combine_pages
from clientwright.normalize.json_differences import json_differences
from clientwright.normalize.json_equality import canonical_json, json_equal
from clientwright.normalize.problems import PagesDisagree, WordsDisagree
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import ABSENT, NormalizedEndpoint
from clientwright.normalize.sentences import split_sentences
from clientwright.rules.base import Origin
from clientwright.specs.model import Endpoint
from normalize.schemas import ROOTS, raw_endpoint
from sources.support import SERVICE, fixture_pages, page, read_all, read_text

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([1.0, 2.5])
    | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
SCHEMA = {"type": "object", "properties": {"it": {"type": "string", "title": "It", "maxLength": 5}}}


def repaired(schema: Any, locale: str = "en", name: str = "page.txt") -> NormalizedEndpoint:
    """Repair a page around a schema."""
    result = read_text(page(schema), name, locale=locale)
    assert not isinstance(result, tuple)
    return repair_endpoint(result, SERVICE)


def image_to_video() -> list[NormalizedEndpoint]:
    """Repair the fixture pages of image-to-video."""
    return [repair_endpoint(one, SERVICE) for one in read_all(fixture_pages("image-to-video.*"))]


def combined(pages: list[NormalizedEndpoint]) -> Endpoint:
    """Combine pages that agree."""
    endpoint = combine_pages(pages)
    assert isinstance(endpoint, Endpoint), [str(problem) for problem in endpoint]
    return endpoint


def test_pages_in_six_languages_are_one_endpoint() -> None:
    """Every page's words are kept under its language, pointing at what they describe."""
    endpoint = combined(image_to_video())
    assert list(endpoint.words) == ["en", "es", "ja", "ru", "zh-CN", "zh-TW"]
    assert list(endpoint.sources) == list(endpoint.words)
    assert endpoint.output is None
    assert "" not in endpoint.words["en"]
    for words in endpoint.words.values():
        assert words["/properties/multi_prompt"]["description"]
        assert words["/properties/elements/items/properties/video_url"]["description"]


@pytest.mark.parametrize("locale", ["en", "es", "ja", "ru", "zh-CN", "zh-TW"])
def test_the_sum_rule_is_read_in_every_language(locale: str) -> None:
    """Each language's page alone states the same rule, with its own origin."""
    pages = [one for one in image_to_video() if one.raw.locale == locale]
    (rule,) = combined(pages).rules
    assert rule.as_json() == {
        "kind": "sum-equals",
        "addends": "$.multi_prompt[*].duration",
        "total": "$.duration",
    }
    assert rule.origin == Origin("/properties/multi_prompt/description", locale)


def test_a_rule_of_several_languages_is_one() -> None:
    """The same rule in six languages is one rule, its origin the first of them."""
    (rule,) = combined(image_to_video()).rules
    assert rule.origin is not None
    assert rule.origin.locale == "en"


def test_the_order_of_pages_means_nothing() -> None:
    """Whichever page comes first, the endpoint is the same."""
    pages = image_to_video()[:4]
    endpoints = [combined(list(order)) for order in permutations(pages)]
    assert all(one == endpoints[0] for one in endpoints)


def test_a_disagreement_shows_both_places_and_both_values() -> None:
    """Where two pages differ, one problem per place shows both lines and both values."""
    other = copy.deepcopy(SCHEMA)
    other["properties"]["it"] |= {"maxLength": 6, "minLength": 1}
    problems = combine_pages([repaired(SCHEMA, name="a.txt"), repaired(other, "es", "b.txt")])
    assert isinstance(problems, tuple)
    assert [(type(one), one.location.pointer) for one in problems] == [
        (PagesDisagree, "/properties/it/maxLength"),
        (PagesDisagree, "/properties/it/minLength"),
    ]
    first, second = (one for one in problems if isinstance(one, PagesDisagree))
    assert (first.location.file, first.value, first.other.file, first.other_value) == (
        "b.txt",
        6,
        "a.txt",
        5,
    )
    assert '"maxLength": 6' in page(other).split("\n")[first.location.line - 1]
    assert '"maxLength": 5' in page(SCHEMA).split("\n")[first.other.line - 1]
    assert (second.value, second.other_value) == (1, ABSENT)


def test_three_pages_that_disagree_in_one_place_are_one_problem() -> None:
    """A place is named once, however many pages differ there."""
    others = [copy.deepcopy(SCHEMA) for _ in range(2)]
    for other in others:
        other["properties"]["it"]["maxLength"] = 6
    problems = combine_pages(
        [repaired(SCHEMA), repaired(others[0], "es"), repaired(others[1], "ru")]
    )
    assert isinstance(problems, tuple)
    assert len(problems) == 1


def test_outputs_must_agree_too() -> None:
    """Two pages with different outputs disagree, at a place in the output."""
    own = {"output": {"type": "object", "properties": {"text": {"type": "string"}}}}
    one = raw_endpoint(SCHEMA, output=own)
    problems = combine_pages(
        [
            repair_endpoint(one, SERVICE),
            repair_endpoint(replace(one, output=None, locale="es"), SERVICE),
        ]
    )
    assert isinstance(problems, tuple)
    assert [problem.location.pointer for problem in problems] == ["/output"]


def test_one_language_twice_must_use_the_same_words() -> None:
    """The same page twice is one page; other words in the same language are a problem with both places."""
    other = copy.deepcopy(SCHEMA)
    other["properties"]["it"]["title"] = "That"
    assert combined([repaired(SCHEMA), repaired(SCHEMA)]) == combined([repaired(SCHEMA)])
    problems = combine_pages([repaired(SCHEMA, name="a.txt"), repaired(other, name="b.txt")])
    assert isinstance(problems, tuple)
    (problem,) = problems
    assert isinstance(problem, WordsDisagree)
    assert (problem.value, problem.other_value) == ("That", "It")
    assert (problem.location.file, problem.other.file) == ("b.txt", "a.txt")
    assert problem.location.pointer == "/properties/it/title"


@given(VALUES, VALUES)
def test_values_are_the_same_or_differ_somewhere(one: Any, other: Any) -> None:
    """Two values have differences if and only if they do not mean the same; each is true to both."""
    found = list(json_differences(one, other))
    assert bool(found) != json_equal(one, other)
    assert all(not same_or_absent(here, there) for _, here, there in found)
    assert not list(json_differences(one, copy.deepcopy(one)))


def same_or_absent(here: Any, there: Any) -> bool:
    """Tell whether two sides of a difference are no difference."""
    return here is there if ABSENT in (here, there) else json_equal(here, there)


@given(VALUES)
def test_one_spelling_for_what_means_the_same(value: Any) -> None:
    """Floats that are whole and keys in another order are spelled the same; `True` is not 1."""
    assert canonical_json(respelled(value)) == canonical_json(value)
    assert canonical_json(True) != canonical_json(1)


def respelled(value: Any) -> Any:
    """Give a value that means the same: integers as floats, keys turned round."""
    if isinstance(value, dict):
        return {key: respelled(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [respelled(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(ROOTS)
def test_an_endpoint_has_the_structure_and_words_of_its_page(schema: Any) -> None:
    """One page alone is its endpoint, or there are problems."""
    one = repair_endpoint(raw_endpoint(schema), SERVICE)
    result = combine_pages([one])
    if isinstance(result, Endpoint):
        assert (result.input, result.words) == (one.schema, {"en": one.words})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two at 2.5 s! Three?", ["One.", "Two at 2.5 s!", "Three?"]),
        ("第一句。第二句!", ["第一句。", "第二句!"]),
        ("動画の長さ。 multi_prompt", ["動画の長さ。", "multi_prompt"]),
        ("one\ntwo", ["one", "two"]),
        (" ", []),
    ],
)
def test_prose_is_split_into_sentences(text: str, expected: list[str]) -> None:
    """Sentences end with Latin and with CJK marks, and at line ends; a decimal point ends none."""
    assert split_sentences(text) == expected
