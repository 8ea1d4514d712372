"""The sandbox's quick yes is right: what it accepts has no fault for the validator that names faults."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientwright.sandbox import jsonschema_adapter
from clientwright.sandbox.certain_acceptance import certain_acceptance
from codegen.schema_strategies import NAMES, VALUES, schemas
from sandbox.support import VALID_PAYLOAD, image_to_video

SCHEMES = ("https",)
PLAIN = (
    "type enum const maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength maxItems minItems "
    "maxProperties minProperties required dependentRequired items properties additionalProperties".split()
)
ODD = st.sampled_from(
    [float("nan"), float("inf"), 1e23, 10**23, 2**53 + 1, 2.0**53, 10**400, 0.1, "\ud800", True]
)
PAYLOADS = st.recursive(
    VALUES | ODD, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(NAMES), one)
)  # fmt: skip


def plain(schema: Any) -> Any:
    """Return a schema with its plain keywords only."""
    if not isinstance(schema, dict):
        return schema
    kept = {word: value for word, value in schema.items() if word in PLAIN}
    for word in ("items", "additionalProperties"):
        if word in kept:
            kept[word] = plain(kept[word])
    if "properties" in kept:
        kept["properties"] = {name: plain(sub) for name, sub in kept["properties"].items()}
    return kept


def never(*_: Any, **__: Any) -> Any:
    """Return a quick check that is never sure."""
    return lambda _: False


@given(schemas(2) | schemas(2).map(plain), PAYLOADS, st.booleans())
@example({"exclusiveMaximum": 10**23}, 1e23, False)
@example({"const": 10**23}, 1e23, False)
@example({"type": "null"}, float("nan"), False)
@example({"properties": {"a": {}}}, {"a": 1, "x": 2}, True)
@example({"items": {"properties": {"a": {}}}}, [{"x": 2}], True)
@example({"additionalProperties": {"properties": {"a": {}}}}, {"b": {"x": 2}}, True)
@example({"type": "string", "x-media": {"kind": "image"}}, "ftp://a", False)
def test_a_certain_payload_has_no_fault(schema: Any, payload: Any, closed: bool) -> None:
    """Where the quick check says yes, the validator in Python finds no error, for any schema and payload."""
    if certain_acceptance(schema, SCHEMES, closed=closed)(payload):
        with patch.object(jsonschema_adapter, "certain_acceptance", never):
            find_errors = jsonschema_adapter.error_finder(schema, SCHEMES, closed=closed)
        assert not list(find_errors(payload))


@pytest.mark.parametrize("closed", [True, False])
def test_ordinary_payloads_are_certain(closed: bool) -> None:
    """A valid payload of a documented endpoint needs no other check, and a misspelt field gets one."""
    is_certain = certain_acceptance(image_to_video().input, SCHEMES, closed=closed)
    assert is_certain(VALID_PAYLOAD)
    assert is_certain({**VALID_PAYLOAD, "promt": "A cat"}) is not closed
    assert not is_certain({**VALID_PAYLOAD, "start_image_url": "a cat"})


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "^a"},
        {"anyOf": [{}]},
        {"properties": {"a": {"uniqueItems": True}}},
        {"items": {"not": {}}},
        {"additionalProperties": {"$ref": "#"}},
        {"properties": 5},
        {"type": "no such type"},
    ],
)
def test_other_keywords_are_never_certain(schema: dict[str, Any]) -> None:
    """A schema that may mean something else to the quick check is left to the other one."""
    assert not certain_acceptance(schema, SCHEMES, closed=False)({})
