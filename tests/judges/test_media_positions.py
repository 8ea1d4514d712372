"""`x-media` is checked wherever a schema has it."""

from __future__ import annotations

from typing import Any

import pytest

from clientwright.sandbox.input_validation import InputValidator
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from codegen import support

GOOD, OTHER = "https://example.com/cat.png", "https://example.com/no-extension"
SOUND, TEXT = "https://example.com/cat.mp3", "http://example.com/cat.png"
MEDIA: dict[str, dict[str, Any]] = {
    "kind": {"kind": "image"},
    "kind and formats": {"kind": "image", "formats": ["png", "jpg"]},
    "formats": {"formats": ["png"]},
    "nothing": {},
}

POSITIONS: dict[str, Any] = {
    "plain": (lambda m: {"type": "string", **m}, lambda u: u),
    "no type": (lambda m: m, lambda u: u),
    "two types": (lambda m: {"type": ["string", "integer"], **m}, lambda u: u),
    "nullable": (lambda m: {"type": ["string", "null"], **m}, lambda u: u),
    "with a length": (lambda m: {"type": "string", "maxLength": 90, **m}, lambda u: u),
    "items": (lambda m: {"type": "array", "items": m}, lambda u: [GOOD, u]),
    "nullable items": (
        lambda m: {"type": "array", "items": {"type": ["string", "null"], **m}},
        lambda u: [None, u],
    ),
    "unique items": (lambda m: {"uniqueItems": True, "items": m}, lambda u: [u]),
    "prefix items": (lambda m: {"prefixItems": [True, m]}, lambda u: [1, u]),
    "items after others": (lambda m: {"prefixItems": [True], "items": m}, lambda u: [1, u]),
    "contains": (lambda m: {"contains": m, "items": {"type": "string"}}, lambda u: ["text", u]),
    "property": (
        lambda m: {"type": "object", "properties": {"url": m}},
        lambda u: {"url": u},
    ),
    "property of items": (
        lambda m: {"type": "array", "items": {"type": "object", "properties": {"url": m}}},
        lambda u: [{"url": u}],
    ),
    "property without type": (lambda m: {"properties": {"url": m}}, lambda u: {"url": u}),
    "other properties": (lambda m: {"additionalProperties": m}, lambda u: {"url": u}),
    "pattern": (lambda m: {"patternProperties": {"_url$": m}}, lambda u: {"a_url": u}),
    "property names": (lambda m: {"propertyNames": m}, lambda u: {u: 1}),
    "all": (lambda m: {"allOf": [m, {"minLength": 1}]}, lambda u: u),
    "any": (lambda m: {"anyOf": [m, {"maxLength": 3}]}, lambda u: u),
    "any with null": (lambda m: {"anyOf": [{"type": "string", **m}, {"type": "null"}]}, lambda u: u),
    "one": (lambda m: {"oneOf": [m, {"maxLength": 3}]}, lambda u: u),
    "one below": (
        lambda m: {"oneOf": [{"properties": {"url": m}, "required": ["url"]}, {"type": "null"}]},
        lambda u: {"url": u},
    ),
    "then": (lambda m: {"if": {"minLength": 4}, "then": m}, lambda u: u),
    "dependents": (
        lambda m: {"properties": {"url": True}, "dependentSchemas": {"url": {"properties": {"url": m}}}},
        lambda u: {"url": u},
    ),
    "reference": (lambda m: {"$ref": "#/$defs/media"}, lambda u: u),
    "beside a reference": (lambda m: {"$ref": "#/$defs/text", **m}, lambda u: u),
    "not": (lambda m: {"not": {"not": m}}, lambda u: u),
}  # fmt: skip
"""For each position: the schema with the keyword in it, and a value with a URL in that position."""


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("position", POSITIONS)
def test_media_are_checked_in_every_position(position: str, media: str) -> None:
    """Wherever the keyword is, with or without a kind, a URL that cannot be the medium is refused."""
    schema_of, value_of = POSITIONS[position]
    keyword = {"x-media": MEDIA[media]}
    definitions = {"media": keyword, "text": {"type": "string"}}
    it = schema_of(keyword)
    root = {"type": "object", "properties": {"it": it}, "$defs": definitions}
    spec = support.endpoint(root)
    sandbox = InputValidator.for_endpoint(spec, support.service())
    oracle = PayloadOracle(PayloadGenerator(spec))
    for url in (GOOD, OTHER, SOUND, TEXT, "text"):
        fits = url in (GOOD, OTHER) or (url == SOUND and media == "nothing")
        payload = {"it": value_of(url)}
        assert (not sandbox.faults(payload), oracle.accepts(payload)) == (fits, fits), url


@pytest.mark.parametrize("position", ["no type", "two types"])
def test_other_types_are_no_media(position: str) -> None:
    """The keyword says nothing about values that are not text."""
    schema_of, _ = POSITIONS[position]
    spec = support.endpoint(
        {"type": "object", "properties": {"it": schema_of({"x-media": MEDIA["kind"]})}}
    )
    assert not InputValidator.for_endpoint(spec, support.service()).faults({"it": 5})
    assert PayloadOracle(PayloadGenerator(spec)).accepts({"it": 5})
