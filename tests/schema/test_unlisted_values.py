"""Values next to a list: never listed, and of a listed value's form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.schema.equality import canonical_json, equals_any
from clientwright.schema.unlisted_values import MISREAD, WITH_BLANKS, similar_values

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
    | st.text(max_size=6) | st.from_regex(r"[0-9]{1,3}[:x][0-9]{1,25}", fullmatch=True)
)  # fmt: skip


def form(value: Any) -> Any:
    """Return a text without its numbers, and the type of anything else."""
    return re.sub("[0-9]+", "#", value) if isinstance(value, str) else "number"


@given(st.lists(SCALARS, min_size=1, max_size=5))
def test_similar_values_have_a_listed_form(listed: list[Any]) -> None:
    """A similar value is not listed, and has the form of a listed one; none is given twice."""
    found = similar_values(listed, lambda value: True)
    assert not any(equals_any(value, listed) for value in found)
    assert all(form(value) in set(map(form, listed)) for value in found)
    assert all(not equals_any(value, found[:n]) for n, value in enumerate(found))


@given(st.lists(SCALARS, min_size=1, max_size=5))
def test_similar_values_fit(listed: list[Any]) -> None:
    """Only values that fit are given."""
    whole = similar_values(listed, lambda value: isinstance(value, int))
    assert all(isinstance(value, int) for value in whole)


@pytest.mark.parametrize(
    ("listed", "near"),
    [
        (["16:9", "9:16", "1:1"], "21:9"),
        (["1024x1024", "512x512"], "1024x768"),
        (["5s", "10s"], "7s"),
        ([5, 10], 7),
        (["720p"], "1080p"),
        (["v1"], "v2"),
    ],
)
def test_usual_forms_have_usual_values(listed: list[Any], near: Any) -> None:
    """A ratio, a size, a duration, a number and a version have the neighbour that servers let in."""
    assert similar_values(listed, lambda value: True)[0] == near


@given(SCALARS)
def test_blanks_are_around_texts_only(value: Any) -> None:
    """A blank is put around a text, which is the same without it; any other value stays."""
    for edit in WITH_BLANKS.values():
        changed = edit(value)
        if isinstance(value, str):
            assert changed != value
            assert changed.strip() == value.strip()
        else:
            assert changed is value
    assert {"case", "folded", "foreign"} == {*MISREAD}


@given(SCALARS, st.lists(SCALARS, max_size=4))
def test_equal_to_one_of_several(value: Any, values: list[Any]) -> None:
    """A value is one of several exactly if its canonical text is the text of one of them."""
    assert equals_any(value, values) == (canonical_json(value) in map(canonical_json, values))
