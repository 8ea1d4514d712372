"""The sandbox's validation of payloads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from clientwright.io.json_types import Schema
from clientwright.sandbox.input_validation import MAX_DETAILS, InputValidator
from sandbox.support import DURATION_RULE, VALID_PAYLOAD, image_to_video, service

ENDPOINT = image_to_video()
VALIDATOR = InputValidator.for_endpoint(ENDPOINT, service())
OPEN = InputValidator.for_endpoint(ENDPOINT, service(), closed=False)


def faults(**changes: Any) -> list[tuple[list[str | int], str]]:
    """Return path and keyword of every fault of a valid payload with changes."""
    return [
        (fault["loc"], fault["type"]) for fault in VALIDATOR.faults({**VALID_PAYLOAD, **changes})
    ]


def broken_keywords(schema: Schema, value: Any, *, closed: bool = True) -> list[str]:
    """Return the keywords that one value breaks under a schema."""
    wrapped = {"type": "object", "properties": {"it": schema}}
    validator = InputValidator.for_endpoint(
        replace(ENDPOINT, input=wrapped, rules=()), service(), closed=closed
    )
    return [fault["type"] for fault in validator.faults({"it": value})]


def test_all_faults_are_reported() -> None:
    """All faults of a payload are reported together, each with path and keyword, in order."""
    payload: dict[str, Any] = {
        "start_image_url": "http://example.com/cat.png",
        "duration": 16,
        "multi_prompt": [{"prompt": "a", "duration": 3}, {"prompt": 5, "duration": True}],
        "shot_type": "intelligent",
        "promt": "A cat",
        "elements": [{}, {}, {}, {}],
    }
    found = [(fault["loc"], fault["type"]) for fault in VALIDATOR.faults(payload)]
    assert found == [
        (["duration"], "maximum"),
        (["elements"], "maxItems"),
        (["multi_prompt", 1, "duration"], "type"),
        (["multi_prompt", 1, "prompt"], "type"),
        (["prompt"], "required"),
        (["promt"], "additionalProperties"),
        (["shot_type"], "enum"),
        (["start_image_url"], "x-media"),
    ]


def test_fault_messages() -> None:
    """A misspelt key is reported with the one probably meant; long values are shortened."""
    by_place = {
        fault["loc"][0]: fault["msg"] for fault in VALIDATOR.faults({**VALID_PAYLOAD, "promt": ""})
    }
    assert by_place == {"promt": "'promt' is not known here, perhaps 'prompt' is meant"}
    long = VALIDATOR.faults({**VALID_PAYLOAD, "duration": "x" * 10_000})[0]["msg"]
    assert len(long) < 200


@pytest.mark.parametrize(
    ("segments", "total", "broken"),
    [([3, 5], 8, False), ([3, 5], 9, True), ([10], None, False), ([3], None, True), ([], 9, False)],
)
def test_sum_rule_uses_documented_default(
    segments: list[int], total: int | None, broken: bool
) -> None:
    """The sum decides, with the documented default if the total is absent."""
    payload: dict[str, Any] = {"multi_prompt": [{"duration": s} for s in segments]}
    payload |= {} if total is None else {"duration": total}
    where = ["multi_prompt"] if total is None else ["duration"]
    assert faults(**payload) == ([(where, DURATION_RULE.kind)] if broken else [])


@pytest.mark.parametrize(
    ("schema", "value", "broken"),
    [
        ({"type": "integer"}, 5.0, False),
        ({"type": "integer"}, 5.5, True),
        ({"type": "integer"}, True, True),
        ({"type": "number"}, False, True),
        ({"type": "boolean"}, 1, True),
        ({"const": 1}, True, True),
        ({"const": 1}, 1.0, False),
        ({"enum": [[1]]}, [True], True),
        ({"enum": [0]}, False, True),
        ({"multipleOf": 0.1}, 0.3, False),
        ({"multipleOf": 0.1}, 0.35, True),
        ({"multipleOf": 0.01}, 1.1, False),
        ({"multipleOf": 1e-300}, 1e300, False),
        ({"multipleOf": 2}, 10**400 + 1, True),
        ({"multipleOf": 2}, True, False),
        ({"uniqueItems": True}, [1, True, "1", None, [1], [True]], False),
        ({"uniqueItems": True}, [[1], [True], [1]], True),
        ({"uniqueItems": True}, [1, 1.0], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}], True),
        ({"uniqueItems": False}, [1, 1], False),
        ({"minLength": 1, "maxLength": 1}, "\U0001f600", False),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, True),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}, True),
        ({"additionalProperties": False, "patternProperties": {"^x": {}}}, {"xy": 1}, False),
        (False, 1, True),
    ],
)
def test_validation_follows_the_standard(schema: Schema, value: Any, broken: bool) -> None:
    """Where validators of JSON Schema often go wrong, the sandbox follows the standard."""
    assert bool(broken_keywords(schema, value)) == broken


NAMES = st.sampled_from(["prompt", "duration", "cfg_scale", "generate_audio", "shot_type", "other"])
VALUES = st.none() | st.booleans() | st.integers(-2, 20) | st.floats(-2, 20) | st.text(max_size=3)
PAYLOADS = st.dictionaries(NAMES, VALUES | st.just("customize"), max_size=6)


@given(PAYLOADS, st.booleans())
def test_open_validation_equals_jsonschema(payload: dict[str, Any], complete: bool) -> None:
    """Without closing, the result is the library's own for the documented schema."""
    payload = {**VALID_PAYLOAD, **payload} if complete else payload
    library: Any = Draft202012Validator(ENDPOINT.input)
    assert (not OPEN.faults(payload)) == library.is_valid(payload)


@given(PAYLOADS)
def test_closing_only_adds_unknown_key_faults(payload: dict[str, Any]) -> None:
    """The closed result is the open one plus one fault for each unknown key."""
    closed, opened = VALIDATOR.faults(payload), OPEN.faults(payload)
    more = [fault for fault in closed if fault not in opened]
    assert [fault for fault in opened if fault not in closed] == []
    assert [fault["loc"] for fault in more] == ([["other"]] if "other" in payload else [])


def test_number_of_faults_is_limited() -> None:
    """A payload with very many faults is refused with the first thousand."""
    assert (
        len(VALIDATOR.faults({**VALID_PAYLOAD, "multi_prompt": [0] * 5 * MAX_DETAILS}))
        == MAX_DETAILS
    )


def test_recursive_schema() -> None:
    """A recursive schema is checked to the depth that a body may have."""
    schema = {"$ref": "#/$defs/tree"}
    tree = {"type": "object", "properties": {"below": schema}}
    wrapped = {"type": "object", "properties": {"it": schema}, "$defs": {"tree": tree}}
    validator = InputValidator.for_endpoint(replace(ENDPOINT, input=wrapped, rules=()), service())
    deep: dict[str, Any] = {}
    for _ in range(90):
        deep = {"below": deep}
    assert [fault["type"] for fault in validator.faults({"it": deep})] in ([], ["depth"])
    wrong: dict[str, Any] = {"below": {"belwo": {}}}
    assert [fault["loc"] for fault in validator.faults({"it": wrong})] == [["it", "below", "belwo"]]
