"""Open questions are found in payloads, and asked once per field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.accepted_inputs import iter_accepted_inputs
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.unspecified import (
    SURROGATE_HALF,
    documented_empty_arrays,
    first_unspecified,
    iter_open_questions,
    iter_unspecified,
)
from testing.support import IMAGE, NAMES, make_endpoint


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


def test_a_documented_scheme_is_no_question() -> None:
    """Where URLs of media may be data: URIs, one raises no question, and none is asked about it."""
    assert list(iter_unspecified({"a": ["data:,x", ""]}, schemes=("data",))) == ["an empty string"]
    asked = {one.name for one in iter_open_questions(PayloadGenerator(IMAGE, ("https", "data")))}
    assert "prompt/empty-string" in asked
    assert "start_image_url/data-uri" not in asked


def test_each_question_is_asked_alone() -> None:
    """The body of a question differs from the smallest input only in that question."""
    generator = PayloadGenerator(IMAGE)
    built = {
        question.name: question.make_body(generator) for question in iter_open_questions(generator)
    }
    assert first_unspecified(built["prompt/empty-string"]) == "an empty string"
    assert "elements/empty-array" not in built  # the documents answer it
    assert first_unspecified(built["start_image_url/data-uri"]) == "a data: URI"
    assert len(built["large-body"]) > 10_000_000
    assert json.loads(built["large-body"])["prompt"]
    assert built["deep-body"].count(b"[") == 1000
    assert built["duplicate-key"].count(b'"prompt"') == 2
    assert json.loads(built["duplicate-key"]) == built["content-type"]


EMPTY = [
    ({}, False),
    ({"minItems": 0}, True),
    ({"minItems": 1}, False),
    ({"default": []}, True),
    ({"examples": [["a"], []]}, True),
    ({"default": [], "minItems": 1}, False),
]


@pytest.mark.parametrize(("words", "documented"), EMPTY, ids=str)
def test_documented_emptiness_is_a_promise(words: Any, documented: bool) -> None:
    """An array may be empty if the documents say so: then that is promised, else it is an open question."""
    schema = {"type": "object", "properties": {"a": {"type": "array", **words}}}
    generator = PayloadGenerator(make_endpoint(schema))
    nodes, payload = list(iter_input_nodes(generator.schema)), {"a": []}
    asked = any(one.name == "a/empty-array" for one in iter_open_questions(generator))
    promised = [one for one in iter_accepted_inputs(generator) if one.name == "a/empty"]
    assert asked == (not documented and words.get("minItems") != 1)
    assert [one.make_payload(generator, SimplestChoiceSource()) for one in promised] == (
        [payload] if documented else []
    )
    empty = documented_empty_arrays(nodes, payload)
    assert bool(first_unspecified(payload, empty)) != documented


@pytest.mark.parametrize("name", NAMES)
def test_empty_field_breaks_no_promise(name: str) -> None:
    """A question with an empty field keeps schema and rules."""
    oracle = PayloadOracle(PayloadGenerator(NAMES[name]))
    for question in iter_open_questions(oracle.generator):
        if "empty" in question.name:
            assert oracle.broken_constraints(question.make_body(oracle.generator)) == []
