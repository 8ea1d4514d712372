"""Saved answers that are no catalogue: each is called what it is, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.errors import ProblemsError
from clientwright.sources.catalogue import parse_catalogue
from clientwright.sources.documents import Source
from evolution.sync.support import SyncedFolder, catalogue_entry, problem_codes

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def refused(text: str) -> tuple[str, str]:
    """Give code and words of the one problem of a text."""
    with pytest.raises(ProblemsError) as caught:
        parse_catalogue(Source("models.json", text))
    (problem,) = caught.value.problems
    return problem.code, problem.found()


@pytest.mark.parametrize("number", ["-", "0.", "1.5e", "1e-", "12E+"])
def test_a_number_that_is_cut_off_is_called_so(number: str) -> None:
    """A text that ends within a number ends too early like any other."""
    said = refused('{"models": [{"a": ' + number)
    assert said == ("not-json", "this is not JSON: the text ends too early: it is cut off.")


@given(st.dictionaries(st.text(), JSON), st.data())
def test_a_text_that_is_cut_off_is_called_so(more: dict[str, Any], data: st.DataObject) -> None:
    """Wherever the text of an answer ends before its end, in a word, a string or an escape, that is what is said."""
    text = json.dumps({"models": [], **more})
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    assert refused(cut) == ("not-json", "this is not JSON: the text ends too early: it is cut off.")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("<!doctype html><p>Sign in", "not-json", "as a web page does"),
        ("\n <html>", "not-json", "as a web page does"),
        ('{"models": [1,]}', "not-json", "expecting value"),
        ('{"models": []} {}', "not-json", "extra data"),
        ('{"models": [],\n "models": [1]}', "duplicate-key", "'models' occurs twice"),
        ('{"total": 1, "models": [], "total": 0}', "duplicate-key", "'total' occurs twice"),
        ('{"data": []}', "not-a-catalogue", "no list of endpoints"),
    ],
)
def test_what_a_text_is_instead(text: str, code: str, said: str) -> None:
    """A web page, a stray comma, two answers in one file, a key that stands twice: each in its own words."""
    found = refused(text)
    assert found[0] == code
    assert said in found[1]


def test_a_price_below_nothing_is_none() -> None:
    """A negative price is named and left out; the endpoint is taken."""
    with TemporaryDirectory() as name:
        shelf = SyncedFolder(Path(name))
        assert problem_codes(shelf.sync(catalogue_entry("maker/draw", base_price_usd=-0.5))) == [("maker/draw", "odd-entry")]  # fmt: skip
        assert "price" not in shelf.document("maker/draw")["catalogue"]
