"""Saved files that are not catalogues are refused with the reason."""

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
    """Return the code and the message of a text's only problem."""
    with pytest.raises(ProblemsError) as caught:
        parse_catalogue(Source("models.json", text))
    (problem,) = caught.value.problems
    return problem.code, problem.found()


@pytest.mark.parametrize("number", ["-", "0.", "1.5e", "1e-", "12E+"])
def test_cut_off_number_is_reported_as_cut_off(number: str) -> None:
    """A text that ends inside a number is reported as cut off."""
    message = refused('{"models": [{"a": ' + number)
    assert message == ("not-json", "this is not JSON: the text ends too early: it is cut off.")


@given(st.dictionaries(st.text(), JSON), st.data())
def test_cut_off_text_is_reported_as_cut_off(more: dict[str, Any], data: st.DataObject) -> None:
    """Wherever the text ends early, the problem reports that it is cut off."""
    text = json.dumps({"models": [], **more})
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    assert refused(cut) == ("not-json", "this is not JSON: the text ends too early: it is cut off.")


@pytest.mark.parametrize(
    ("text", "code", "message"),
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
def test_invalid_text_is_identified(text: str, code: str, message: str) -> None:
    """A web page, a stray comma, two documents in one file and a duplicate key each have their own message."""
    found = refused(text)
    assert found[0] == code
    assert message in found[1]


def test_negative_price_is_ignored() -> None:
    """A negative price is reported and dropped; the endpoint is kept."""
    with TemporaryDirectory() as name:
        synced_folder = SyncedFolder(Path(name))
        assert problem_codes(synced_folder.sync(catalogue_entry("maker/draw", base_price_usd=-0.5))) == [("maker/draw", "odd-entry")]  # fmt: skip
        assert "price" not in synced_folder.document("maker/draw")["catalogue"]
