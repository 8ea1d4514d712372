"""Open questions are found in payloads, and asked once per field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import (
    SURROGATE_HALF,
    first_unspecified,
    iter_open_questions,
    iter_unspecified,
)
from testing.support import IMAGE, NAMES


@pytest.mark.parametrize(
    ("payload", "questions"),
    [
        ({"a": "x", "b": [1, {"c": "y"}], "d": None}, []),
        ({"a": ""}, ["an empty string"]),
        ({"a": [{"b": []}]}, ["an empty array"]),
        ({"a": "data:image/png;base64,AA=="}, ["a data: URI"]),
        ({"a": "x\ud83d", "b": "\udc00"}, [SURROGATE_HALF, SURROGATE_HALF]),
        ({"a": "\U0001f600"}, []),
        ({"a": "", "b": "\ud800"}, ["an empty string", SURROGATE_HALF]),
        ({}, []),
        ([], ["an empty array"]),
    ],
    ids=ascii,
)
def test_open_questions_are_found(payload: Any, questions: list[str]) -> None:
    """Empty strings and arrays, data: URIs and surrogate halves are found anywhere in a payload."""
    assert list(iter_unspecified(payload)) == questions
    assert first_unspecified(payload) == (questions[0] if questions else "")


def test_each_question_is_asked_alone() -> None:
    """The body of a question differs from the smallest input only in that question."""
    generator = PayloadGenerator(IMAGE)
    built = {
        question.name: question.make_body(generator) for question in iter_open_questions(generator)
    }
    assert first_unspecified(built["prompt/empty-string"]) == "an empty string"
    assert first_unspecified(built["elements/empty-array"]) == "an empty array"
    assert first_unspecified(built["start_image_url/data-uri"]) == "a data: URI"
    assert len(built["large-body"]) > 10_000_000
    assert json.loads(built["large-body"])["prompt"]
    assert built["deep-body"].count(b"[") == 1000
    assert built["duplicate-key"].count(b'"prompt"') == 2
    assert json.loads(built["duplicate-key"]) == built["content-type"]


@pytest.mark.parametrize("name", NAMES)
def test_empty_field_breaks_no_promise(name: str) -> None:
    """A question with an empty field keeps schema and rules."""
    oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
    for question in iter_open_questions(oracle.generator):
        if "empty" in question.name:
            assert oracle.broken_constraints(question.make_body(oracle.generator)) == []
