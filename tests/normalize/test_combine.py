"""Combining pages of one endpoint: structure must agree, texts are kept by locale, rules are recognized."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.combine import combine_pages, json_differences
from clientwright.normalize.problems import PagesDisagree, WordsDisagree
from clientwright.normalize.repair_registry import repair_endpoint
from clientwright.normalize.repair_result import ABSENT, NormalizedEndpoint
from clientwright.rules.base import Origin
from clientwright.rules.prose_sentences import split_sentences
from clientwright.schema.equality import canonical_json, json_equal
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
    """Return the repaired endpoint of a page around a schema."""
    result = read_text(page(schema), name, locale=locale)
    assert not isinstance(result, tuple)
    return repair_endpoint(result, SERVICE)


def image_to_video() -> list[NormalizedEndpoint]:
    """Return the repaired fixture pages of image-to-video."""
    return [repair_endpoint(one, SERVICE) for one in read_all(fixture_pages("image-to-video.*"))]


def combined(pages: list[NormalizedEndpoint]) -> Endpoint:
    """Combine pages that must agree."""
    endpoint = combine_pages(pages)
    assert isinstance(endpoint, Endpoint), [str(problem) for problem in endpoint]
    return endpoint


def test_pages_in_six_languages_are_one_endpoint() -> None:
    """Each page's texts are kept under its locale, at the pointer they describe."""
    endpoint = combined(image_to_video())
    assert list(endpoint.words) == ["en", "es", "ja", "ru", "zh-CN", "zh-TW"]
    assert list(endpoint.sources) == list(endpoint.words)
    assert endpoint.output is None
    assert "" not in endpoint.words["en"]
    for words in endpoint.words.values():
        assert words["/properties/multi_prompt"]["description"]
        assert words["/properties/elements/items/properties/video_url"]["description"]


@pytest.mark.parametrize("locale", ["en", "es", "ja", "ru", "zh-CN", "zh-TW"])
def test_sum_rule_is_recognized_in_every_language(locale: str) -> None:
    """Each language's page alone states the same rule, with its own origin."""
    pages = [one for one in image_to_video() if one.raw.locale == locale]
    (rule,) = combined(pages).rules
    assert rule.as_json() == {
        "kind": "sum-equals",
        "addends": "$.multi_prompt[*].duration",
        "total": "$.duration",
    }
    assert rule.origin == Origin("/properties/multi_prompt/description", locale)


def test_rule_in_several_languages_is_one() -> None:
    """The same rule in six languages is one rule, with the first locale as its origin."""
    (rule,) = combined(image_to_video()).rules
    assert rule.origin is not None
    assert rule.origin.locale == "en"


def test_page_order_does_not_matter() -> None:
    """The endpoint is the same in any order of its pages."""
    pages = image_to_video()[:4]
    endpoints = [combined(list(order)) for order in permutations(pages)]
    assert all(one == endpoints[0] for one in endpoints)


def test_disagreement_shows_both_locations_and_values() -> None:
    """Each difference between two pages is one problem with both lines and both values."""
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


def test_disagreement_at_one_pointer_is_one_problem() -> None:
    """A pointer is reported once, however many pages differ there."""
    others = [copy.deepcopy(SCHEMA) for _ in range(2)]
    for other in others:
        other["properties"]["it"]["maxLength"] = 6
    problems = combine_pages(
        [repaired(SCHEMA), repaired(others[0], "es"), repaired(others[1], "ru")]
    )
    assert isinstance(problems, tuple)
    assert len(problems) == 1


def test_outputs_must_agree() -> None:
    """Two pages with different outputs disagree at a pointer in the output."""
    own = {"output": {"type": "object", "properties": {"text": {"type": "string"}}}}
    other = {"output": {"type": "object", "properties": {"text": {"type": "integer"}}}}
    one = raw_endpoint(SCHEMA, output=own)
    problems = combine_pages(
        [
            repair_endpoint(one, SERVICE),
            repair_endpoint(replace(one, output=other, locale="es"), SERVICE),
        ]
    )
    assert isinstance(problems, tuple)
    assert [problem.location.pointer for problem in problems] == ["/output/properties/text/type"]


def test_page_without_output_takes_that_of_another() -> None:
    """A page that documents no output does not contradict one that does; texts are kept by locale."""
    text = {"type": "string", "description": "What was said."}
    one = raw_endpoint(SCHEMA, output={"type": "object", "properties": {"text": text}})
    none = replace(one, output=None, locale="es")
    for pages in permutations([one, none]):
        endpoint = combined([repair_endpoint(page, SERVICE) for page in pages])
        assert endpoint.output == {"type": "object", "properties": {"text": {"type": "string"}}}
        described = {"/properties/text": {"description": "What was said."}}
        assert endpoint.output_words == {"en": described}


def test_pages_in_one_language_must_have_equal_texts() -> None:
    """The same page twice is one page; other texts in the same language are a problem with both locations."""
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
def test_values_are_equal_or_differ(one: Any, other: Any) -> None:
    """Two values have differences exactly if they are not equal."""
    found = list(json_differences(one, other))
    assert bool(found) != json_equal(one, other)
    assert all(not is_no_difference(here, there) for _, here, there in found)
    assert not list(json_differences(one, copy.deepcopy(one)))


def is_no_difference(here: Any, there: Any) -> bool:
    """Return whether two sides of a difference are equal."""
    return here is there if ABSENT in (here, there) else json_equal(here, there)


@given(VALUES)
def test_canonical_json_ignores_number_format_and_key_order(value: Any) -> None:
    """Integral floats and another key order have the same canonical text; `True` is not 1."""
    assert canonical_json(respelled(value)) == canonical_json(value)
    assert canonical_json(True) != canonical_json(1)


def respelled(value: Any) -> Any:
    """Return an equal value with integers as floats and keys reversed."""
    if isinstance(value, dict):
        return {key: respelled(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [respelled(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(ROOTS)
def test_single_page_is_its_endpoint(schema: Any) -> None:
    """A single page has the structure and texts of its endpoint, or problems."""
    one = repair_endpoint(raw_endpoint(schema), SERVICE)
    result = combine_pages([one])
    if isinstance(result, Endpoint):
        assert (result.input, result.words) == (one.schema, {"en": one.words} if one.words else {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two at 2.5 s! Three?", ["One.", "Two at 2.5 s!", "Three?"]),
        ("第一句。第二句!", ["第一句。", "第二句!"]),
        ("動画の長さ。 multi_prompt", ["動画の長さ。", "multi_prompt"]),
        ("One\nTwo", ["One", "Two"]),
        ("One\ntwo.", ["One two."]),
        ("One,\nTwo.", ["One, Two."]),
        ("One.\ntwo", ["One.", "two"]),
        (" ", []),
    ],
)
def test_sentences_are_split(text: str, expected: list[str]) -> None:
    """Sentences end with Latin or CJK marks and at line ends, not at a decimal point or where a line goes on."""
    assert split_sentences(text) == expected
