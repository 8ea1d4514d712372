"""JSON text: strict parsing, lines of pointers, byte-stable output."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import ProblemsError
from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import depth_of, dump_json, find_line, parse_json, scan_json
from clientwright.problems import Location, Problem

LOCATION = Location("a.json")
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


def is_identical(one: object, other: object) -> bool:
    """Return whether two values are equal; 1, 1.0 and true differ, although Python calls them equal."""
    return json.dumps(one) == json.dumps(other)


def only_problem(text: str) -> Problem:
    """Return the one problem at which parsing stops."""
    with pytest.raises(ProblemsError) as caught:
        parse_json(text, LOCATION)
    (problem,) = caught.value.problems
    return problem


@given(JSON, LAYOUTS)
def test_valid_json_parses_like_json_loads(value: Any, layout: dict[str, Any]) -> None:
    """On valid JSON, parse_json and scan_json return what json.loads returns, in any layout."""
    text = json.dumps(value, **layout)
    assert is_identical(parse_json(text, LOCATION), json.loads(text))
    assert is_identical(scan_json(text, LOCATION).value, json.loads(text))


@given(ALMOST_JSON | st.text(st.characters(codec=None, exclude_categories=())))
def test_any_text_is_a_value_or_a_problem(text: str) -> None:
    """Any text is a value equal to that of json.loads, or raises ProblemsError with a line in the text."""
    try:
        value = parse_json(text, LOCATION)
    except ProblemsError as error:
        (problem,) = error.problems
        assert 1 <= problem.location.line <= text.count("\n") + 1
        assert problem.location.column >= 1
    else:
        assert is_identical(value, json.loads(text))


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
def test_ambiguous_json_is_rejected_with_line(text: str, code: str, line: int) -> None:
    """Duplicate keys, NaN, oversized numbers and deep nesting are problems with their line."""
    problem = only_problem(text)
    assert (problem.code, problem.location.line) == (code, line)


@given(st.integers(0, DEPTH_LIMIT + 3))
def test_depth_limit_is_the_same_in_both_parsers(depth: int) -> None:
    """Both parsers accept values up to DEPTH_LIMIT as counted by depth_of, and no deeper."""
    text = "[" * depth + "0" + "]" * depth
    if depth <= DEPTH_LIMIT:
        assert (
            depth_of(parse_json(text, LOCATION))
            == depth
            == depth_of(scan_json(text, LOCATION).value)
        )
    else:
        assert only_problem(text).code == "nesting-too-deep"


@given(JSON, st.text(), st.text())
def test_scan_reads_value_inside_text(value: Any, before: str, after: str) -> None:
    """scan_json parses the value at an offset, whatever surrounds it, and returns its end."""
    text = f"{before}{json.dumps([value])}{after}"
    scanned = scan_json(text, LOCATION, len(before))
    assert is_identical(scanned.value, [value])
    assert text[scanned.end :] == after


@given(JSON, LAYOUTS)
def test_find_line_locates_every_pointer(value: Any, layout: dict[str, Any]) -> None:
    """find_line returns, for every pointer, the line and column of its value."""
    text = json.dumps(value, **layout)
    lines = text.split("\n")
    for pointer in scan_json(text, LOCATION).offsets:
        line, column = find_line(text, pointer)
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        assert is_identical(
            scan_json(text, LOCATION, offset).value, resolve_pointer(value, pointer)
        )


def test_find_line_falls_back_to_nearest_parent() -> None:
    """A missing pointer is located at its nearest parent, even in a text that breaks off."""
    text = '{"a": {\n"b": [1,\n2'
    assert find_line(text, "/a/b/1") == (3, 1)
    assert find_line(text, "/a/b/7/c") == (2, 6)
    assert find_line(text, "/x") == (1, 1)


@given(st.lists(st.text()))
def test_pointers_round_trip(tokens: list[str]) -> None:
    """Splitting a joined pointer returns its tokens, whatever they contain."""
    assert split_pointer(join_pointer("", *tokens)) == tokens


@pytest.mark.parametrize(
    "token", ["01", "-1", "+1", " 1", "1 ", "٣", "x", "", "-", "9", "9" * 5000]
)
def test_array_token_must_be_an_index(token: str) -> None:
    """A token that is not an index, or too large, raises LookupError."""
    with pytest.raises(LookupError):
        resolve_pointer([1, 2, 3], f"/{token}")


@given(JSON)
def test_dump_round_trips_byte_for_byte(value: Any) -> None:
    """Writing and reading loses nothing, and writing again produces equal bytes."""
    text = dump_json(value)
    assert is_identical(parse_json(text, LOCATION), value)
    assert dump_json(parse_json(text, LOCATION)) == text
    assert text.endswith("\n")


INVISIBLE = [
    *(chr(code) for code in range(32) if chr(code) not in "\n"),
    *"\x7f\x80\x85\x9f\xa0\xad\u034f\u061c\u115f\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060",
    *"\u2066\u2069\u2800\u3164\ufe0f\ufeff\uffa0\ue000\U000e0001\U000e0100\U0010ffff",
    "\ud800",
    "\udfff",
]


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_invisible_characters_are_escaped(char: str) -> None:
    """Control, invisible and bidirectional characters and lone surrogates are escaped, in keys and values."""
    text = dump_json({f"a{char}": f"b{char}c"})
    assert char not in text.replace("\n", "")
    assert text.encode("utf-8")
    assert parse_json(text, LOCATION) == {f"a{char}": f"b{char}c"}


def test_letters_are_not_escaped() -> None:
    """Letters of any script are written unescaped."""
    expected = "длительность 持續時間 duración ñ 再生時間 é"
    assert expected in dump_json({"description": expected})


def test_nan_and_infinity_are_not_written() -> None:
    """Writing NaN or infinity, which JSON does not have, raises ValueError."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            dump_json([value])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": "b\nc"}', "not an escape such as \\n."),
        ('{"a": "b', "has no closing quote."),
        ('{"a": "\\u12"}', "must follow \\u in a string."),
        ('{"a": "\\q"}', "must not follow a backslash in a string."),
    ],
)
def test_string_errors_are_full_sentences(text: str, expected: str) -> None:
    """The reason why a string cannot be read is a complete sentence."""
    assert only_problem(text).found().endswith(expected)
