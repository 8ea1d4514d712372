"""-k: endpoints that no promise can be selected of are not planned."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.testing.pytest_plugin.keyword_selection import selected_endpoints

ENDPOINTS = ("kling/one/video", "kling/two/video", "kling/two/video-edit", "wan/image")
RESTS = ("duration/minimum", "prompt/alone", "two", "never-5xx/nul")
WORDS = ("kling/one", "two/video:", "Two/Video", "wan/image:duration", "duration", "two", "x/y")
EXPRESSIONS = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
    ),
    max_leaves=5,
)


class Item:
    """A name that pytest's expressions are asked about."""

    def __init__(self, name: str) -> None:
        self.name = name.lower()

    def __call__(self, word: str, **_: object) -> bool:
        """Return whether -k finds a word in the name."""
        return word.lower() in self.name


@given(EXPRESSIONS)
@example("kling/one and not duration")
@example("not (two/video: or wan/image)")
def test_what_pytest_selects_is_planned(expression: str) -> None:
    """Of an endpoint that is left out, pytest selects no promise."""
    matching = pytest.importorskip("_pytest.mark.expression").Expression.compile(expression)
    kept = selected_endpoints(expression, ENDPOINTS) or ENDPOINTS
    for endpoint in ENDPOINTS:
        names = [Item(f"{endpoint}:{rest}[server]") for rest in RESTS]
        assert endpoint in kept or not any(map(matching.evaluate, names))


@pytest.mark.parametrize(
    ("expression", "kept"),
    [
        ("kling/one and duration", ("kling/one/video",)),
        ("two/video: and not prompt", ("kling/two/video",)),
        ("wan/image:duration/minimum", ("wan/image",)),
        ("enum-similar/21:9", ()),
        ("duration", ()),
        ("kling/one or duration", ()),
        ("not wan/image", ENDPOINTS[:3]),
        ("", ()),
        ("not not (", ()),
    ],
)
def test_endpoints_are_known_by_a_word_with_a_slash(expression: str, kept: tuple[str, ...]) -> None:
    """Words with a slash that are a part of an id name endpoints; what others select is open."""
    assert selected_endpoints(expression, ENDPOINTS) == kept
