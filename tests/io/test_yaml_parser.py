"""YAML text: JSON's values and nothing else, the line of each, and bounds on what a text may expand to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import ProblemsError
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.problems import DuplicateKey, NestingTooDeep, NotYaml
from clientwright.io.yaml_parser import MAX_REPEATED, parse_yaml
from clientwright.problems import Location, Problem

LOCATION = Location("a.yaml")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), max_size=8)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def is_identical(one: object, other: object) -> bool:
    """Return whether two values are equal; 1, 1.0 and true differ."""
    return json.dumps(one) == json.dumps(other)


def read(text: str) -> Any:
    """Return the value of a YAML text."""
    return parse_yaml(text, LOCATION).value


def only_problem(text: str) -> Problem:
    """Return the one problem at which reading stops."""
    with pytest.raises(ProblemsError) as caught:
        read(text)
    (problem,) = caught.value.problems
    return problem


def spelled(value: Any) -> str:
    """Return JSON's spelling of a value, with characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def in_blocks(value: Any, indent: str = "") -> str:
    """Return a JSON value in YAML's block style, with JSON's spelling of each scalar."""
    if isinstance(value, dict) and value:
        lines = (f"{indent}{spelled(k)}:{below(v, indent)}" for k, v in value.items())
        return "".join(lines)
    if isinstance(value, list) and value:
        return "".join(f"{indent}-{below(item, indent)}" for item in value)
    return f"{indent}{spelled(value)}\n"


def below(value: Any, indent: str) -> str:
    """Return what follows a key or a dash."""
    nested = isinstance(value, (dict, list)) and bool(value)
    return "\n" + in_blocks(value, indent + "  ") if nested else f" {spelled(value)}\n"


@given(JSON)
def test_json_is_read_as_json_in_both_styles(value: Any) -> None:
    """A JSON value in flow or block style is read as itself, with an offset for each value in it."""
    for text in (spelled(value), in_blocks(value)):
        found = parse_yaml(text, LOCATION)
        assert is_identical(found.value, value)
        assert found.offsets.keys() == {pointer for pointer, _ in each_value(value)}


@given(JSON)
def test_offset_is_where_the_value_stands(value: Any) -> None:
    """The text at a scalar's offset begins with the scalar."""
    text = in_blocks(value)
    offsets = parse_yaml(text, LOCATION).offsets
    for pointer, inner in each_value(value):
        if not isinstance(inner, (dict, list)):
            assert text.startswith(spelled(inner), offsets[pointer])


def each_value(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Return each value inside a JSON value, with its pointer."""
    items = value.items() if isinstance(value, dict) else ()
    nested = enumerate(value) if isinstance(value, list) else items
    inner = [pair for key, v in nested for pair in each_value(v, join_pointer(pointer, key))]
    return [(pointer, value), *inner]


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_a_problem(text: str) -> None:
    """Any text is JSON's values, or one problem with a line."""
    try:
        value = read(text)
    except ProblemsError as error:
        (problem,) = error.problems
        assert 1 <= problem.location.line <= text.count("\n") + text.count("\r") + 2
    else:
        json.dumps(value, allow_nan=False)


@pytest.mark.parametrize(
    "word",
    "no yes on off y n NO On 2026-01-01 2026-01-01T10:00:00Z 16:9 1:30 007 -012 1_000 0b11 08 "
    "0o8 0xg = < 1e 1.2.3 .e3 nULL tRUE +.5x _1 5% v1".split(),
)
def test_words_that_other_readers_convert_are_texts(word: str) -> None:
    """A plain word that is no value of JSON is a text, as a value, in a list and as a key."""
    assert read(f"a: {word}\nb: [{word}]\n{word}: 1\n") == {"a": word, "b": [word], word: 1}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *((word, None) for word in ("~", "null", "Null", "")),
        *(("true", True), ("True", True), ("FALSE", False)),
        *(("0", 0), ("-12", -12), ("+3", 3), ("0o17", 15), ("0x1F", 31), ("1e3", 1000.0)),
        *((".5", 0.5), ("-5.", -5.0), ("1.5E-1", 0.15), ("9223372036854775808", 2**63)),
    ],
)
def test_plain_scalars_have_the_types_of_json(word: str, value: Any) -> None:
    """Null, booleans and numbers are read by YAML 1.2; in quotes, each is a text."""
    assert is_identical(read(f"a: {word}"), {"a": value})
    assert read(f"a: '{word}'\nb: \"{word}\"") == {"a": word, "b": word}


def test_keys_are_texts_as_written() -> None:
    """A plain key is its text, also one that would be a number or null as a value."""
    assert read("200: a\n1e3: b\nnull: c\ntrue: d\n") == {
        "200": "a",
        "1e3": "b",
        "null": "c",
        "true": "d",
    }


def test_aliases_and_merge_keys_are_expanded() -> None:
    """An alias repeats its value; `<<` adds what is not written beside it, earlier mappings first."""
    text = (
        "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\nd: *a\ne: {'<<': 1}\n"
    )
    found = read(text)
    assert found["c"] == {"x": 3, "y": 1, "z": 2}
    assert found["d"] == {"x": 1, "y": 1}
    assert found["e"] == {"<<": 1}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: !!python/object/apply:os.system ['echo']", 2, "!!python/object/apply:os.system"),
        ("a: !secret x", 1, "!secret"),
        ("a: !!binary aGk=", 1, "!!binary"),
        ("a: 1\n---\nb: 2\n", 2, "a second YAML document"),
        ("a: .nan", 1, ".nan"),
        ("a:\n  - -.inf", 2, "-.inf"),
        ("a: 1e999", 1, "too large"),
        ("a: " + "9" * 5000, 1, "more digits"),
        ("a: &x [1, *x]", 1, "*x"),
        ("a: *nobody", 1, "nobody"),
        ("? [a]\n: 1", 1, "a key is a list"),
        ("a: &k [1]\n*k : 2", 2, "a key is not a text"),
        ("a: {<<: 1}", 1, "`<<` takes a mapping"),
        ("a: [1\nb: 2", 2, "expected"),
        ("a: b: c", 1, "not allowed"),
        ("a: \x01", 1, "U+0001"),
    ],
)
def test_what_has_no_json_value_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    """A tag, a number without JSON's form, a second document and broken YAML are one problem each."""
    problem = only_problem(text)
    assert isinstance(problem, NotYaml)
    assert problem.location.line == line
    assert reason in problem.found()


def test_no_tag_is_executed(tmp_path: Path) -> None:
    """A tag that would run Python is refused, and nothing was run."""
    made = tmp_path / "made"
    only_problem(
        f"a: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{made}']]"
    )
    assert not made.exists()


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "{b: 1,\n 'b': 2}", "<<: {a: 1}\n<<: {b: 2}\n"])
def test_a_key_that_occurs_twice_is_refused(text: str) -> None:
    """A key occurs once in a mapping, however it is quoted."""
    problem = only_problem(text)
    assert isinstance(problem, DuplicateKey)
    assert problem.location.line == 2


def test_aliases_that_explode_are_refused() -> None:
    """Aliases may repeat a bounded number of values, also through merge keys; the line is told."""
    levels = range(12)
    lists = "".join(f"b{n + 1}: &b{n + 1} [{', '.join([f'*b{n}'] * 9)}]\n" for n in levels)
    problem = only_problem("b0: &b0 [x, x]\n" + lists)
    assert isinstance(problem, NotYaml)
    assert f"{MAX_REPEATED:,}" in problem.found()
    maps = "".join(f"b{n + 1}: &b{n + 1} {{p: *b{n}, q: *b{n}, r: *b{n}}}\n" for n in levels)
    assert isinstance(only_problem("b0: &b0 {x: 1}\n" + maps), NotYaml)


def test_an_alias_may_be_used_often() -> None:
    """What many parts of a document share may be an anchor."""
    text = "size: &size {type: string, enum: [a, b]}\nall:\n" + "- *size\n" * 2000
    assert len(read(text)["all"]) == 2000


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ("{a: ", "}")])
def test_nesting_has_a_limit(open_: str, close: str) -> None:
    """Values nest as deep as in JSON and no deeper, also through aliases."""
    read(open_ * DEPTH_LIMIT + close * DEPTH_LIMIT)
    deep = open_ * (DEPTH_LIMIT + 1) + close * (DEPTH_LIMIT + 1)
    assert isinstance(only_problem(deep), NestingTooDeep)
    half = open_ * 60 + close * 60
    assert isinstance(only_problem(f"a: &a {half}\nb: {open_ * 60}*a {close * 60}"), NestingTooDeep)
