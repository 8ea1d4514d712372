"""The client checks `x-media`, and finds the media in an input, wherever a schema has the keyword."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen import support

GOOD, OTHER = "https://example.com/cat.png", "https://example.com/no-extension"
SOUND, PLAIN = "https://example.com/cat.mp3", "http://example.com/cat.png"
MEDIA: dict[str, dict[str, Any]] = {
    "kind": {"kind": "image"},
    "kind and formats": {"kind": "image", "formats": ["png", "jpg"]},
    "formats": {"formats": ["png"]},
    "nothing": {},
}
TEXT = {"type": "string"}
Position = tuple[Callable[[Any], Any], Callable[[Any], Any], tuple[str | int, ...]]
"""A schema with a part at a position, a value with one at that position, and the path to it."""
POSITIONS: dict[str, Position] = {
    "plain": (lambda m: {**TEXT, **m}, lambda v: v, ()),
    "no type": (lambda m: m, lambda v: v, ()),
    "two types": (lambda m: {"type": ["string", "integer"], **m}, lambda v: v, ()),
    "nullable": (lambda m: {"type": ["string", "null"], **m}, lambda v: v, ()),
    "with a length": (lambda m: {**TEXT, "maxLength": 90, **m}, lambda v: v, ()),
    "in a list": (lambda m: {**TEXT, "enum": [GOOD, OTHER, SOUND, PLAIN, "text"], **m}, lambda v: v, ()),
    "items": (lambda m: {"type": "array", "items": {**TEXT, **m}}, lambda v: [GOOD, v], (1,)),
    "nullable items": (
        lambda m: {"type": "array", "items": {"type": ["string", "null"], **m}},
        lambda v: [None, v],
        (1,),
    ),
    "unique items": (lambda m: {"type": "array", "uniqueItems": True, "items": {**TEXT, **m}}, lambda v: [v], (0,)),
    "items without type": (lambda m: {"uniqueItems": True, "items": m}, lambda v: [v], (0,)),
    "first items": (lambda m: {"type": "array", "prefixItems": [True, m]}, lambda v: [1, v], (1,)),
    "later items": (lambda m: {"prefixItems": [True], "items": m}, lambda v: [1, v], (1,)),
    "contained": (lambda m: {"contains": m, "items": TEXT}, lambda v: ["text", v], (1,)),
    "property": (lambda m: {"type": "object", "properties": {"url": m}}, lambda v: {"url": v}, ("url",)),
    "property without type": (lambda m: {"properties": {"url": m}}, lambda v: {"url": v}, ("url",)),
    "other properties": (lambda m: {"additionalProperties": m}, lambda v: {"url": v}, ("url",)),
    "typed mapping": (
        lambda m: {"type": "object", "additionalProperties": {**TEXT, **m}},
        lambda v: {"url": v},
        ("url",),
    ),
    "named by a pattern": (lambda m: {"patternProperties": {"l$": m}}, lambda v: {"url": v}, ("url",)),
    "all": (lambda m: {"allOf": [m, {"minLength": 1}]}, lambda v: v, ()),
    "all of one": (lambda m: {"allOf": [{**TEXT, **m}]}, lambda v: v, ()),
    "any": (lambda m: {"anyOf": [m, {"maxLength": 3}]}, lambda v: v, ()),
    "any with null": (lambda m: {"anyOf": [{**TEXT, **m}, {"type": "null"}]}, lambda v: v, ()),
    "any with an object": (
        lambda m: {"anyOf": [{**TEXT, **m}, {"type": "object", "properties": {"a": TEXT}}]},
        lambda v: v,
        (),
    ),
    "one": (lambda m: {"oneOf": [m, {"maxLength": 3}]}, lambda v: v, ()),
    "one below": (
        lambda m: {"oneOf": [{"properties": {"url": m}, "required": ["url"]}, {"type": "null"}]},
        lambda v: {"url": v},
        ("url",),
    ),
    "then": (lambda m: {"if": {"minLength": 4}, "then": m}, lambda v: v, ()),
    "else": (lambda m: {"if": {"maxLength": 3}, "else": m}, lambda v: v, ()),
    "dependents": (
        lambda m: {
            "properties": {"url": True},
            "dependentSchemas": {"url": {"properties": {"url": m}}},
        },
        lambda v: {"url": v},
        ("url",),
    ),
    "reference": (lambda m: {"$ref": "#/$defs/media"}, lambda v: v, ()),
    "beside a reference": (lambda m: {"$ref": "#/$defs/text", **m}, lambda v: v, ()),
}  # fmt: skip


def input_model(package: str, part: Any, keyword: Any) -> Any:
    """Return the model of an input with a property of a schema."""
    definitions = {"media": keyword, "text": TEXT}
    root = {"type": "object", "properties": {"it": part}, "$defs": definitions}
    module = support.load_module(package, support.endpoint(root))
    assert not isinstance(module, support.GenerationRefusal), module.problems
    return module.Input


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("position", POSITIONS)
def test_media_are_checked_in_every_position(package: str, position: str, media: str) -> None:
    """Wherever the keyword is, with or without a kind, the client refuses a URL that cannot be the medium's."""
    schema_of, value_of, _ = POSITIONS[position]
    keyword = {"x-media": MEDIA[media]}
    model = input_model(package, schema_of(keyword), keyword)
    for url in (GOOD, OTHER, SOUND, PLAIN, "text"):
        fits = url in (GOOD, OTHER) or (url == SOUND and media == "nothing")
        assert support.accepts(model, {"it": value_of(url)}) == fits, url


@pytest.mark.parametrize("position", POSITIONS)
def test_media_are_found_in_every_position(package: str, position: str) -> None:
    """Wherever the keyword is, the URL is among the media of the input, once, with its path and kind."""
    schema_of, value_of, path = POSITIONS[position]
    keyword = {"x-media": MEDIA["kind"]}
    model = input_model(package, schema_of(keyword), keyword)
    found = found_media(package, model, value_of(OTHER))
    assert found.count((("it", *path), "image", OTHER)) == 1
    assert all(url in (OTHER, GOOD) for _, _, url in found)


NESTABLE = st.lists(
    st.sampled_from(
        (
            "items without type",
            "first items",
            "later items",
            "property",
            "other properties",
            "named by a pattern",
            "dependents",
            "no type",
        )
    ),
    min_size=2,
    max_size=4,
)


@given(NESTABLE)
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_media_are_found_in_positions_within_positions(package: str, positions: list[str]) -> None:
    """Positions nested in each other hide neither the check nor the URL."""
    keyword: Any = {"x-media": MEDIA["kind"]}
    part, good, bad, path = keyword, GOOD, SOUND, tuple[str | int, ...]()
    for name in positions:
        schema_of, value_of, steps = POSITIONS[name]
        part, good, bad, path = schema_of(part), value_of(good), value_of(bad), (*steps, *path)
    model = input_model(package, part, keyword)
    assert (support.accepts(model, {"it": good}), support.accepts(model, {"it": bad})) == (
        True,
        False,
    )
    assert found_media(package, model, good) == [(("it", *path), "image", GOOD)]


def found_media(package: str, model: Any, value: Any) -> list[tuple[Any, ...]]:
    """Return the media that the package finds in an input."""
    runtime = import_module(f"{package}._runtime.media_values")
    return [(one.path, one.kind, one.url) for one in runtime.media_values(model, {"it": value})]
