"""JSON as text: read strictly, found again, written byte-stably."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import ProblemsError
from clientwright.problems import Location, Problem
from clientwright.specs.json_text import (
    DEPTH_LIMIT,
    depth_of,
    dump_json,
    find_line,
    join_pointer,
    parse_json,
    resolve_pointer,
    scan_json,
    split_pointer,
)

PLACE = Location("a.json")
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
LAYOUTS = st.sampled_from(
    [{}, {"indent": 1}, {"indent": 3}, {"separators": (" ,\n", "\t: ")}, {"ensure_ascii": False}]
)
ALMOST_JSON = st.text(alphabet='{}[]",:0123456789.-+eEtrufalsn \\u\n\ufeff٣')


def same(one: object, other: object) -> bool:
    """Tell 1, 1.0 and true apart, which Python calls equal."""
    return json.dumps(one) == json.dumps(other)


def only_problem(text: str) -> Problem:
    """Give the one problem that reading stops at."""
    with pytest.raises(ProblemsError) as caught:
        parse_json(text, PLACE)
    (problem,) = caught.value.problems
    return problem


@given(JSON, LAYOUTS)
def test_valid_json_is_read_as_the_standard_library_reads_it(
    value: Any, layout: dict[str, Any]
) -> None:
    """On valid JSON, parse and scan give what json.loads gives, whatever the layout."""
    text = json.dumps(value, **layout)
    assert same(parse_json(text, PLACE), json.loads(text))
    assert same(scan_json(text, PLACE).value, json.loads(text))


@given(ALMOST_JSON | st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_gives_a_value_or_a_problem_with_its_line(text: str) -> None:
    """Whatever the text, it is a value that json.loads agrees with, or Blocked with a line in the text."""
    try:
        value = parse_json(text, PLACE)
    except ProblemsError as blocked:
        (problem,) = blocked.problems
        assert 1 <= problem.location.line <= text.count("\n") + 1
        assert problem.location.column >= 1
    else:
        assert same(value, json.loads(text))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{\n "a": 1,\n "a": 2\n}', "duplicate-key", 3),
        ('{"a": {\n"b": 1, "\\u0062": 2}}', "duplicate-key", 2),
        ('{"a":\n NaN}', "not-json", 2),
        ("[\n\n-Infinity]", "not-json", 3),
        ("[1,\n2,]", "not-json", 2),
        ("[1,\n" + "9" * 5000 + "]", "not-json", 2),
        ("[1,\n1e999]", "not-json", 2),
        ("[1,\n-1e999]", "not-json", 2),
        ('{"a": 1}\n}', "not-json", 2),
        ('{"a": 1,\n "b"', "not-json", 2),
        ("", "not-json", 1),
        ("[1٣]", "not-json", 1),
        ("[01]", "not-json", 1),
        ("\n" + "[" * (DEPTH_LIMIT + 2), "nesting-too-deep", 2),
        ("[" * 100_000, "nesting-too-deep", 1),
        ('{"a":' * 100_000, "nesting-too-deep", 1),
    ],
)
def test_what_readers_disagree_about_is_named_with_its_line(
    text: str, code: str, line: int
) -> None:
    """Keys that repeat, words that are no numbers, numbers that do not fit and deep nesting are problems in their line."""
    problem = only_problem(text)
    assert (problem.code, problem.location.line) == (code, line)


@given(st.integers(0, DEPTH_LIMIT + 3))
def test_both_readers_draw_the_same_line_at_depth(depth: int) -> None:
    """A value nests as deep as depth_of says, and is read up to the limit and no further."""
    text = "[" * depth + "0" + "]" * depth
    if depth <= DEPTH_LIMIT:
        assert depth_of(parse_json(text, PLACE)) == depth == depth_of(scan_json(text, PLACE).value)
    else:
        assert only_problem(text).code == "nesting-too-deep"


@given(JSON, st.text(), st.text())
def test_a_value_is_read_in_the_middle_of_a_text(value: Any, before: str, after: str) -> None:
    """scan reads the value that starts at an offset, whatever stands around it, and tells where it ends."""
    text = f"{before}{json.dumps([value])}{after}"
    scanned = scan_json(text, PLACE, len(before))
    assert same(scanned.value, [value])
    assert text[scanned.end :] == after


@given(JSON, LAYOUTS)
def test_every_pointer_is_found_where_its_value_stands(value: Any, layout: dict[str, Any]) -> None:
    """locate gives, for every pointer, the line and column at which that very value can be read."""
    text = json.dumps(value, **layout)
    lines = text.split("\n")
    for pointer in scan_json(text, PLACE).offsets:
        line, column = find_line(text, pointer)
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        assert same(scan_json(text, PLACE, offset).value, resolve_pointer(value, pointer))


def test_a_place_that_is_gone_is_found_at_its_nearest_parent() -> None:
    """locate falls back to the nearest parent that stands in the text, even in a text that breaks off."""
    text = '{"a": {\n"b": [1,\n2'
    assert find_line(text, "/a/b/1") == (3, 1)
    assert find_line(text, "/a/b/7/c") == (2, 6)
    assert find_line(text, "/x") == (1, 1)


@given(st.lists(st.text()))
def test_pointers_split_into_what_they_were_joined_of(tokens: list[str]) -> None:
    """Splitting a pointer gives back its tokens, whatever they hold."""
    assert split_pointer(join_pointer("", *tokens)) == tokens


@pytest.mark.parametrize(
    "token", ["01", "-1", "+1", " 1", "1 ", "٣", "x", "", "-", "9", "9" * 5000]
)
def test_only_an_index_leads_into_an_array(token: str) -> None:
    """A token that is no index, or one too large, is a LookupError and nothing else."""
    with pytest.raises(LookupError):
        resolve_pointer([1, 2, 3], f"/{token}")


@given(JSON)
def test_what_is_written_is_read_again_and_written_the_same(value: Any) -> None:
    """Writing and reading loses nothing, and writing again gives equal bytes."""
    text = dump_json(value)
    assert same(parse_json(text, PLACE), value)
    assert dump_json(parse_json(text, PLACE)) == text
    assert text.endswith("\n")


INVISIBLE = [
    *(chr(code) for code in range(32) if chr(code) not in "\n"),
    *"\x7f\x80\x85\x9f\xa0\xad\u034f\u061c\u115f\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060",
    *"\u2066\u2069\u2800\u3164\ufe0f\ufeff\uffa0\ue000\U000e0001\U000e0100\U0010ffff",
    "\ud800",
    "\udfff",
]


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_what_cannot_be_seen_is_written_as_an_escape(char: str) -> None:
    """Control, invisible and bidirectional characters and lone surrogates are escaped, in keys and values."""
    text = dump_json({f"a{char}": f"b{char}c"})
    assert char not in text.replace("\n", "")
    assert text.encode("utf-8")
    assert parse_json(text, PLACE) == {f"a{char}": f"b{char}c"}


def test_words_of_people_stay_readable() -> None:
    """Letters of any script are written as they are."""
    said = "длительность 持續時間 duración ñ 再生時間 é"
    assert said in dump_json({"description": said})


def test_numbers_that_are_none_are_never_written() -> None:
    """NaN and infinity have no JSON form: writing them is refused."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            dump_json([value])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": "b\nc"}', "not an escape such as \\n."),
        ('{"a": "b', "has no closing quote."),
        ('{"a": "\\u12"}', "must follow \\u in a string."),
        ('{"a": "\\q"}', "must not follow a backslash in a string."),
    ],
)
def test_why_a_string_cannot_be_read_is_a_whole_sentence(text: str, said: str) -> None:
    """No reason breaks off in the middle."""
    assert only_problem(text).found().endswith(said)
