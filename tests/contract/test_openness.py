"""What the documents leave open is found in payloads, and asked once for each field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.contract.making.payloads import Workshop
from clientwright.contract.openness import LONE, all_open_in, open_in, questions
from clientwright.contract.oracle import Oracle
from contract.support import IMAGE, NAMES


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"a": "x", "b": [1, {"c": "y"}], "d": None}, []),
        ({"a": ""}, ["an empty string"]),
        ({"a": [{"b": []}]}, ["an empty array"]),
        ({"a": "data:image/png;base64,AA=="}, ["a data: URI"]),
        ({"a": "x\ud83d", "b": "\udc00"}, [LONE, LONE]),
        ({"a": "\U0001f600"}, []),
        ({"a": "", "b": "\ud800"}, ["an empty string", LONE]),
        ({}, []),
        ([], ["an empty array"]),
    ],
    ids=ascii,
)
def test_what_is_open_is_found(payload: Any, said: list[str]) -> None:
    """Empty strings and arrays, data: URIs and halves of surrogate pairs are found wherever they stand."""
    assert list(all_open_in(payload)) == said
    assert open_in(payload) == (said[0] if said else "")


def test_each_question_is_asked_alone() -> None:
    """A question differs from the smallest input in what it asks; the body is what it says it is."""
    shop = Workshop(IMAGE)
    built = {question.name: question.build(shop) for question in questions(shop)}
    assert open_in(built["prompt/empty-string"]) == "an empty string"
    assert open_in(built["elements/empty-array"]) == "an empty array"
    assert open_in(built["start_image_url/data-uri"]) == "a data: URI"
    assert len(built["large-body"]) > 10_000_000
    assert json.loads(built["large-body"])["prompt"]
    assert built["deep-body"].count(b"[") == 1000
    assert built["duplicate-key"].count(b'"prompt"') == 2
    assert json.loads(built["duplicate-key"]) == built["content-type"]


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_field_breaks_no_promise(name: str) -> None:
    """What is asked with an empty field keeps schema and rules: only the documents' silence is in question."""
    oracle = Oracle(Workshop(NAMES[name]))
    for question in questions(oracle.shop):
        if "empty" in question.name:
            assert oracle.faults(question.build(oracle.shop)) == []
