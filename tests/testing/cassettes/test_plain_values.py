"""YAML and JSON as plain values: nothing is run, nothing is invented, and the limits hold."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes.plain_values import (
    MAX_DEPTH,
    PlainDocument,
    UnreadableDocument,
    UnreadValue,
    dump_yaml,
    parse_json_document,
    parse_yaml_document,
)
from testing.cassettes.support import JSON, json_equal

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
    | st.binary(max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([yaml.dump, yaml.safe_dump, dump_yaml]))
def test_reads_what_was_written(value: Any, dump: Any) -> None:
    """Whatever PyYAML writes of plain values, with its anchors, is read as the same values."""
    text = dump([value, value])
    assert json_equal(parse_yaml_document(text.encode()).value, [value, value])


@given(VALUES)
def test_line_ends_do_not_matter(value: Any) -> None:
    """A file with the line ends of Windows holds the same values."""
    text = yaml.safe_dump({"a": value})
    windows = text.replace("\n", "\r\n").encode()
    assert json_equal(parse_yaml_document(windows).value, {"a": value})


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise any other error than that they are no document."""
    for parse in (parse_yaml_document, parse_json_document):
        with suppress(UnreadableDocument):
            assert isinstance(parse(data), PlainDocument)


EVIL = """\
a: !!python/object/apply:os.mkdir [{path}]
b: !!python/object/new:os.mkdir [{path}]
c: !!python/name:os.system
d: !!python/module:os
e: !Ref x
f: !<tag:example.com,2026:x> {{}}
g: {{h: !!python/object:x.Y {{a: [1]}}, i: 1}}
"""


def test_no_tag_is_run(tmp_path: Path) -> None:
    """A tag of another kind becomes a value that is not read, with its line, and the rest is read."""
    made = tmp_path / "made"
    found = parse_yaml_document(EVIL.format(path=made).encode()).value
    assert not made.exists()
    unread = [found[name] for name in "abcdef"] + [found["g"]["h"]]
    assert [one.line for one in unread] == [1, 2, 3, 4, 5, 6, 7]
    assert all(isinstance(one, UnreadValue) and one.tag for one in unread)
    assert unread[0].tag == "!!python/object/apply:os.mkdir"
    assert found["g"]["i"] == 1


def test_known_tags_are_plain_values() -> None:
    """Texts, tuples, buffers and iterators that vcrpy writes are read as what is in them."""
    text = """\
- !!python/unicode 'a'
- !!python/str 'b'
- !!python/tuple [1, 2]
- !!binary aGk=
- !!python/object/new:_io.BytesIO
  state: !!python/tuple [!!binary aGk=, 0, null]
- !!python/object/apply:builtins.iter
  args: [[!!binary aGk=]]
- 2026-01-01
- !!binary '%%%'
"""
    *known, broken = parse_yaml_document(text.encode()).value
    assert known == ["a", "b", [1, 2], b"hi", b"hi", [b"hi"], "2026-01-01"]
    assert isinstance(broken, UnreadValue)


def test_a_key_that_occurs_twice_is_not_read() -> None:
    """Of a key that occurs twice nobody knows which value counts; other keys are read."""
    for parse, data in (
        (parse_yaml_document, b"a: 1\nb: 2\na: 3\n"),
        (parse_json_document, b'{"a": 1, "b": 2, "a": 3}'),
    ):
        found = parse(data).value
        assert isinstance(found["a"], UnreadValue)
        assert "occurs twice" in found["a"].reason
        assert found["b"] == 2


def test_numbers_that_json_has_not_are_not_read() -> None:
    """NaN and the infinities are no JSON."""
    found = parse_json_document(b"[NaN, Infinity, -Infinity, 1]").value
    assert [isinstance(one, UnreadValue) for one in found] == [True, True, True, False]


BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 60)
)
REFUSED = {
    "deep": "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "very deep": "[" * 100_000,
    "many values": "[" + "a," * 2_100_000 + "]",
    "two documents": "a: 1\n---\nb: 2\n",
    "a control character": "a: \x01",
    "not closed": "a: [1, 2",
    "tabs": "a:\n\t- b",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_beyond_the_limits_is_refused(text: str) -> None:
    """A file that is too deep, too large or broken is refused with a reason."""
    with pytest.raises(UnreadableDocument) as found:
        parse_yaml_document(text.encode())
    assert found.value.reason


def test_aliases_are_not_copied() -> None:
    """A document of 10**59 values by aliases takes no more than what is written in it."""
    found = parse_yaml_document(BOMB.encode()).value
    assert found["a59"][0] is found["a58"]


def test_lines_of_objects_are_known() -> None:
    """Each object and list knows its line."""
    document = parse_yaml_document(b"a:\n- b: 1\n- c:\n    d: 2\n")
    first, second = document.value["a"]
    assert [document.line_of(one) for one in (document.value, first, second["c"])] == [1, 2, 4]


def test_json_errors_name_the_line() -> None:
    """Broken JSON and bytes that are no text are refused with their line."""
    for data, line in ((b'{"a":\n1,,', 2), (b'{"a":\n"\xff"}', 2)):
        with pytest.raises(UnreadableDocument) as found:
            parse_json_document(data)
        assert found.value.line == line


def test_many_values_of_json_are_refused() -> None:
    """A JSON file of more values than the limit is refused before it fills the memory."""
    with pytest.raises(UnreadableDocument, match="values"):
        parse_json_document(b"[" + b"[]," * 2_100_000 + b"[]]")


@given(JSON)
def test_json_is_read_as_it_is(value: Any) -> None:
    """JSON is read as the standard library reads it."""
    data = json.dumps(value).encode()
    assert json_equal(parse_json_document(data).value, json.loads(data))


def test_random_bytes_are_refused() -> None:
    """Binary junk is no document."""
    with pytest.raises(UnreadableDocument):
        parse_yaml_document(b"\x00\x01" + os.urandom(2000))
