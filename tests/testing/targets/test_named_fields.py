"""The fields that a refusal names are read from its locations, in any format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.specs.wire_facts import NamedFieldsPlace
from clientwright.testing.exchanges import Exchange
from clientwright.testing.targets.named_fields import named_fields
from clientwright.testing.targets.submit_target import read_decision


def locs(*found: Any) -> dict[str, Any]:
    """Return a refusal that names these locations."""
    return {"detail": [{"loc": loc, "msg": "it is wrong"} for loc in found]}


FIELDS = {
    "properties": {
        "duration": {"type": "integer"},
        "sound": {"type": "boolean"},
        "shots": {"items": {"properties": {"duration": {}, "a.b": {}}}},
        "either": {"anyOf": [{"properties": {"x": {}}}, {"items": {"properties": {"y": {}}}}]},
        "model": {"type": "string"},
    }
}
DURATION = [("duration",)]


@pytest.mark.parametrize(
    ("loc", "fields"),
    [
        (["body", "duration"], DURATION),
        (["duration"], DURATION),
        (["input", "duration"], DURATION),
        (["request", "input", "duration"], DURATION),
        (["query", "duration"], DURATION),
        (["body", "TextToVideoInput", "duration"], DURATION),
        (["body", "duration", "constrained-int"], DURATION),
        (["$", "duration"], DURATION),
        (["$.duration"], DURATION),
        ("$.duration", DURATION),
        ("/duration", DURATION),
        ("body.duration", DURATION),
        (["body", "shots", 1, "duration"], [("shots", "1", "duration")]),
        (["body", "shots", 1, "Shot", "duration"], [("shots", "1", "duration")]),
        (["shots[1].duration"], [("shots", "1", "duration")]),
        (["$.shots[1]", "duration"], [("shots", "1", "duration")]),
        (["$['shots'][1]['duration']"], [("shots", "1", "duration")]),
        (["body", "shots", "duration"], [("shots",)]),
        (["body", "either", "First", "x"], [("either", "x")]),
        (["body", "either", 0, "y"], [("either", "0", "y")]),
        (["body", "model"], [("model",)]),
        (["model"], [("model",)]),
        (["model", "duration"], [("model",), ("duration",)]),
        (["another_field"], [("another_field",)]),
        (["body", "another_field"], []),
        (["body"], []),
        (["__root__"], []),
        (["body", "__root__"], []),
        (["TextToVideoInput"], []),
        (["$"], []),
        ([0], []),
        (["body", 12], []),
    ],
)
def test_location_formats_are_resolved(loc: Any, fields: Any) -> None:
    """In any format, a location names the field that it leads to, or nothing."""
    assert list(named_fields(locs(loc), FIELDS)) == fields


def test_one_unknown_location_names_nothing() -> None:
    """If one location cannot be resolved, the refusal names no field."""
    assert named_fields(locs(["duration"], ["body", "sound"]), FIELDS) == (
        ("duration",),
        ("sound",),
    )
    assert named_fields(locs(["duration"], ["body"]), FIELDS) == ()


def test_without_schema_nothing_is_named() -> None:
    """Fields are only named if the schema is known."""
    assert named_fields(locs(["duration"]), {}) == ()
    text = '{"detail": [{"loc": ["duration"]}]}'
    refused = Exchange("POST", "/", "mine", b"{}", 422, "application/json", text)
    assert read_decision(refused).named_fields == ()


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": []}, {"loc": None}, {"loc": 5}, {}, 5, None]},
        {"detail": "duration is wrong"},
        {"detail": {"loc": ["duration"]}},
        [],
        None,
        "text",
    ],
)
def test_other_details_name_nothing(body: Any) -> None:
    """Fields are read from a `detail` list of locations only."""
    assert named_fields(body, FIELDS) == ()


def test_a_service_says_where_fields_are_named() -> None:
    """Fields are read from the list and the place in an item that the service's file names, and nowhere else."""
    place = NamedFieldsPlace("/problem/inputs", "/at/field")
    body = {"problem": {"inputs": [{"at": {"field": "input.duration"}}]}}
    assert named_fields(body, FIELDS, place) == (("duration",),)
    assert named_fields(body, FIELDS) == ()
    assert named_fields(locs(["duration"]), FIELDS, place) == ()


ANYTHING = st.recursive(
    st.none() | st.integers() | st.text() | st.sampled_from(["body", "duration", "shots", "$."]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("loc"), inner),
    max_leaves=8,
)


@given(st.lists(st.fixed_dictionaries({"loc": ANYTHING}) | ANYTHING, max_size=3))
def test_any_detail_is_parsed(details: Any) -> None:
    """Any `detail` is parsed; a named field is in the input or a plain word."""
    for steps in named_fields({"detail": details}, FIELDS):
        assert steps[0] in FIELDS["properties"] or len(steps) == 1
