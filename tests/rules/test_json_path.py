"""Paths: a small subset of JSONPath (RFC 9535), parsed, written and followed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.io.json_pointer import resolve_pointer
from clientwright.rules.json_path import EACH_ITEM, JsonPath

NAMES = st.text() | st.sampled_from(
    ["a", "duration", "it's", 'say "x"', "\\", "\\'", "a/b", "m~n", "", "\n", "[*]", "$"]
)
PATHS = st.lists(NAMES | st.just(EACH_ITEM), max_size=5).map(lambda steps: JsonPath(tuple(steps)))
JSON = st.recursive(
    st.integers() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab/~"), inner, max_size=3)
    ),
)


@given(PATHS)
def test_path_round_trips(path: JsonPath) -> None:
    """Writing and parsing a path gives an equal path, whatever its names contain."""
    assert JsonPath.parse(str(path)) == path
    assert str(path).isascii()


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$", ()),
        ("$.a", ("a",)),
        ("$.multi_prompt[*].duration", ("multi_prompt", EACH_ITEM, "duration")),
        ("$['a b'][*]", ("a b", EACH_ITEM)),
        ("$['it\\'s']", ("it's",)),
        ("$['\\u263a']", ("☺",)),
        ("$['']", ("",)),
        ("$[*][*]", (EACH_ITEM, EACH_ITEM)),
    ],
)
def test_steps_are_parsed_as_in_rfc_9535(text: str, steps: tuple[str | None, ...]) -> None:
    """Names, quoted names and `[*]` are parsed as RFC 9535 defines them."""
    assert JsonPath.parse(text).steps == steps


@pytest.mark.parametrize(
    "text",
    ["", "a", "$.", "$..a", "$.*", "$[0]", "$[-1]", "$[1:2]", "$['a','b']", "$[?@.a]", "$.a b", "$ .a", "$.a.", "$['a]",
     "$['\\x']", "$['a\nb']", "$[ * ]", "$.1a", "@.a", "$['a']x"],
)  # fmt: skip
def test_other_jsonpath_syntax_is_rejected(text: str) -> None:
    """Slices, filters, indexes, object wildcards and descendants are rejected."""
    with pytest.raises(ValueError, match="path"):
        JsonPath.parse(text)


@given(st.text(alphabet="$.[]*'\\ab\"0") | st.text())
def test_any_text_is_a_path_or_a_value_error(text: str) -> None:
    """Whatever the text, it is a path that reads back, or a ValueError and nothing else."""
    try:
        path = JsonPath.parse(text)
    except ValueError:
        return
    assert JsonPath.parse(str(path)) == path


@given(st.lists(st.sampled_from(["a", "b", "/", "~", EACH_ITEM]), max_size=4), JSON)
def test_values_come_with_their_pointers(steps: list[str | None], payload: Any) -> None:
    """A path yields each matching value once, with its JSON Pointer."""
    found = list(JsonPath(tuple(steps)).values(payload))
    assert [resolve_pointer(payload, pointer) for pointer, _ in found] == [
        value for _, value in found
    ]
    assert len({pointer for pointer, _ in found}) == len(found)


@given(st.lists(st.sampled_from(["a", "b/c", "m~n", EACH_ITEM]), max_size=4))
def test_path_finds_its_subschema(steps: list[str | None]) -> None:
    """The subschema of a path is at its schema pointer."""
    schema: dict[str, Any] = {"title": "leaf"}
    for step in reversed(steps):
        schema = {"items": schema} if step is EACH_ITEM else {"properties": {step: schema}}
    path = JsonPath(tuple(steps))
    assert (
        path.schema(schema) == {"title": "leaf"} == resolve_pointer(schema, path.schema_pointer())
    )
    assert JsonPath((*steps, "gone")).schema(schema) is None


@pytest.mark.parametrize(
    "schema", [True, None, 5, [], {"properties": {"a": True}}, {"items": False}]
)
def test_schema_without_properties_has_no_subschema(schema: Any) -> None:
    """Booleans and anything else that is not an object have no subschema."""
    assert JsonPath.parse("$.a.b").schema(schema) is None
    assert JsonPath.parse("$[*].b").schema(schema) is None
