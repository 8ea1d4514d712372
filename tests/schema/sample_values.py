"""Values of schemas, and the bounds that they must reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from clientwright.schema.choice_sources import RandomChoiceSource
from clientwright.schema.constraint import Constraint
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import ValueGenerator
from clientwright.schema.types import json_type_of
from clientwright.schema.validator import make_validator
from schema.keyword_samples import SAMPLES, Sample

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 5, 5.5, -1, "", "a", "ab", "5", [], [1], ["a"], [1, "a"], {}, {"a": 1}, {"p": 1},
)  # fmt: skip
"""Values of every type."""
SCHEMES = ("https",)
CLOSED = "properties-closed"
"""The sample of what no keyword of the standard says."""
SEEDS = range(60)


def samples_of(constraint: Constraint) -> Iterator[tuple[str, Sample]]:
    """Yield the samples of a constraint's keywords, each with its keyword."""
    for name, sample in SAMPLES.items():
        keyword = keyword_of(name)
        if keyword in constraint.keywords:
            yield keyword, sample


def keyword_of(name: str) -> str:
    """Return the keyword of a sample's name."""
    return "x-media" if name.startswith("x-media") else name.partition("-")[0]


def make_values(schema: Any, seeds: range = SEEDS) -> list[Any]:
    """Return values of a schema, from seeds."""
    return [
        ValueGenerator(RandomChoiceSource(Random(seed)), SCHEMES).generate(schema) for seed in seeds
    ]


def is_made(schema: Any) -> bool:
    """Return whether values of a schema can be made."""
    try:
        make_values(schema, range(3))
    except GenerationError:
        return False
    return True


def is_valid(schema: Any, value: Any) -> bool:
    """Return whether a value fits a schema, media included."""
    return bool(make_validator(schema, SCHEMES).is_valid(value))


EXTREMES: Mapping[str, tuple[Any, Callable[[Any], Any], set[Any]]] = {
    "minimum maximum": ({"type": "number", "minimum": 2, "maximum": 5}, float, {2, 5}),
    "minimum maximum of integers": ({"type": "integer", "minimum": 2.5, "maximum": 5}, int, {3, 5}),
    "exclusiveMinimum exclusiveMaximum": (
        {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 9}, int, {3, 8},
    ),
    "multipleOf": ({"type": "integer", "multipleOf": 4, "minimum": 3, "maximum": 17}, int, {4, 16}),
    "minLength maxLength": ({"type": "string", "minLength": 2, "maxLength": 5}, len, {2, 5}),
    "pattern": ({"type": "string", "pattern": "^a{2,4}$"}, len, {2, 4}),
    "x-media": ({"type": "string", "x-media": {"formats": ["png", "gif"]}}, lambda url: "gif" in url, {True, False}),
    "minItems maxItems": ({"type": "array", "minItems": 2, "maxItems": 5}, len, {2, 5}),
    "uniqueItems items": (
        {"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": True}, len, {1, 3},
    ),
    "prefixItems items": (
        {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}], "items": False}, len, {1, 2},
    ),
    "minProperties maxProperties": (
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "minProperties": 1, "maxProperties": 2},
        len, {1, 2},
    ),
    "properties required": (
        {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "required": ["b"]}, len, {1, 3},
    ),
    "additionalProperties patternProperties": (
        {"type": "object", "patternProperties": {"^p": {}}, "additionalProperties": {"const": 1}},
        lambda made: tuple(sorted(made)), {(), ("a key", "key", "p", "ключ")},
    ),
    "propertyNames": (
        {"type": "object", "propertyNames": {"pattern": "key$"}}, lambda made: tuple(sorted(made)), {(), ("a key", "key")},
    ),
    "contains minContains maxContains": (
        {"type": "array", "contains": {"const": 1}, "minContains": 2, "maxContains": 4}, len, {2, 4},
    ),
    "dependentRequired": (
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        lambda made: tuple(sorted(made)), {(), ("a", "b"), ("b",)},
    ),
    "dependentSchemas": (
        {
            "type": "object", "properties": {"a": {}, "b": {"type": "integer", "minimum": 1, "maximum": 3}},
            "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"minimum": 2}}}},
        },
        lambda made: ("a" in made, made.get("b", 0)), {(False, 0), (False, 1), (True, 2), (True, 3)},
    ),
    "not": ({"type": "integer", "minimum": 1, "maximum": 5, "not": {"minimum": 3}}, int, {1, 2}),
    "if then else": (
        {
            "type": "integer", "minimum": 0, "maximum": 9,
            "if": {"minimum": 5}, "then": {"multipleOf": 3}, "else": {"multipleOf": 2},
        },
        int, {6, 9, 0, 4},
    ),
    "enum": ({"enum": [1, 2, 3]}, int, {1, 2, 3}),
    "const": ({"const": 1}, int, {1}),
    "type": ({"type": ["string", "boolean"]}, json_type_of, {"string", "boolean"}),
    "anyOf": ({"anyOf": [{"type": "string"}, {"type": "null"}]}, json_type_of, {"string", "null"}),
    "oneOf": ({"oneOf": [{"type": "string"}, {"type": "null"}]}, json_type_of, {"string", "null"}),
    "allOf": ({"allOf": [{"type": "integer", "minimum": 1}, {"maximum": 3}]}, int, {1, 3}),
}  # fmt: skip
"""By the keywords that it shows: a schema, a measure of its values, and measures that must be met."""
