"""A listed value is judged by what a schema says besides its list, and a text by the list as it is written."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.schema.numbers import exact_numbers
from clientwright.schema.semantics import SEMANTICS
from clientwright.schema.types import listed_values, without_list
from codegen.schema_strategies import VALUES, schemas

LISTS = st.lists(VALUES | st.sampled_from([1e30, 10**30, 1e23, "1e30"]), min_size=1, max_size=5)


@given(schemas(1), st.sampled_from(["enum", "const"]), LISTS)
@example({"enum": ["a"]}, "const", ["b"])
@example({"maximum": 10**23}, "enum", [1e23, 10**23, True])
def test_the_list_itself_accepts_what_it_lists(schema: Any, word: str, listed: list[Any]) -> None:
    """Of the values of a list, those that the rest of the schema accepts are those that all of it accepts."""
    listing = {**schema, word: listed if word == "enum" else listed[0]}
    decides = "const" if "const" in listing else "enum"
    rest = without_list(listing, decides)
    for value in listed_values(listing) or ():
        assert SEMANTICS.is_valid(listing, value) is SEMANTICS.is_valid(rest, value)


@given(LISTS, VALUES)
@example(["1e30", 1e30], "1e30")
def test_numbers_of_a_list_are_exact_for_every_value(listed: list[Any], value: Any) -> None:
    """Whether a value is listed does not depend on how the numbers of the list are written."""
    exact = {"enum": exact_numbers(listed)}
    assert SEMANTICS.is_valid({"enum": listed}, value) is SEMANTICS.is_valid(exact, value)
