"""Values for any schema are constructed, or there is a reason why not."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    HypothesisChoiceSource,
    NthChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.media_formats import is_valid_media_url
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import ValueGenerator
from clientwright.schema.validator import make_validator
from codegen.schema_strategies import schemas as wild
from schema.schemas import inputs, schemas, schemas_with_siblings

SEEDS = st.integers(0, 2**32)


def draws(seed: int, data: st.DataObject) -> list[PayloadChoiceSource]:
    """Return choice sources of every kind."""
    seeded = RandomChoiceSource(random.Random(seed), surrogates=bool(seed % 2))
    return [
        seeded,
        SimplestChoiceSource(),
        FullestChoiceSource(),
        NthChoiceSource(seed % 1000),
        HypothesisChoiceSource(data.draw),
    ]


def check_value(schema: Any, choices: PayloadChoiceSource) -> None:
    """Check that a value fits its schema, or that its error has a reason."""
    try:
        value = ValueGenerator(choices).generate(schema)
    except GenerationError:
        return
    assert schema is True or list(make_validator(schema).iter_errors(value)) == []


@given(schemas() | inputs(), SEEDS, st.data())
def test_value_fits_its_schema(schema: Any, seed: int, data: st.DataObject) -> None:
    """A value fits its schema, whatever the choices."""
    for choices in draws(seed, data):
        check_value(schema, choices)


@given(schemas_with_siblings(), SEEDS, st.data())
def test_value_fits_merged_branches(schema: Any, seed: int, data: st.DataObject) -> None:
    """A value fits the keywords of a schema and its branches at once."""
    for choices in draws(seed, data):
        check_value(schema, choices)


@given(wild() | st.booleans(), SEEDS, st.data())
def test_any_schema_is_generated_or_refused(schema: Any, seed: int, data: st.DataObject) -> None:
    """Any mixture of keywords gives a value that fits, or `GenerationError`; nothing else is raised."""
    for choices in draws(seed, data):
        check_value(schema, choices)


PLAIN: list[Any] = [
    True,
    {},
    {"type": "string"},
    {"type": "string", "minLength": 3, "maxLength": 3},
    {"type": "string", "maxLength": 0},
    {"type": "string", "maxLength": 2500},
    {"type": "string", "pattern": "^[A-Z]{2}-\\d+$"},
    {"type": "string", "pattern": "^(cat|dog)s?$"},
    {"type": "string", "pattern": "^[a-z]+$", "minLength": 3, "maxLength": 5},
    {"type": "string", "pattern": "^x[0-9]*y$", "minLength": 9},
    {"type": "string", "enum": ["16:9", "9:16"], "default": "16:9"},
    {"type": "string", "x-media": {"kind": "audio", "formats": ["wav"]}},
    {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 4},
    {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    {"type": "integer", "multipleOf": 8, "minimum": 64, "maximum": 64},
    {"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.05},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-9},
    {"type": "number", "minimum": 1e20},
    {"type": ["integer", "null"], "minimum": 3},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2, "uniqueItems": True},
    {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "items": {"type": "string"}, "minItems": 40, "uniqueItems": True},
    {"type": "array", "items": {"type": "number"}, "minItems": 9, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"type": "null"}, {"const": 1}], "items": False},
    {"type": "array", "minItems": 1},
    {"type": "array", "contains": {"type": "string"}},
    {"type": "array", "prefixItems": [{}, {"minLength": 2}], "contains": {"type": "string"}, "minContains": 2},
    {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}, "contains": {"multipleOf": 4, "type": "integer"}, "maxContains": 2},
    {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}, "contains": {"type": "integer"}, "minItems": 2},
    {"type": "object", "propertyNames": {"pattern": "^x-"}, "minProperties": 1},
    {"type": "object", "minProperties": 5},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    {"type": "object", "required": ["b"], "additionalProperties": {"type": "integer"}},
    {"type": "object", "patternProperties": {"^x-": {"type": "string"}}, "minProperties": 1},
    {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {}, "c": {}},
        "patternProperties": {"a": {"minimum": 5}},
        "dependentRequired": {"a": ["b"], "b": ["c"]},
        "maxProperties": 2,
        "minProperties": 1,
    },
    {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
    {"allOf": [{"type": "integer", "multipleOf": 4}, {"multipleOf": 6, "minimum": 1}]},
    {
        "type": "array",
        "items": {"type": "boolean"},
        "allOf": [{"uniqueItems": True, "minItems": 2}, {"uniqueItems": False}],
    },
    {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    {"oneOf": [{"type": "integer", "maximum": 3}, {"type": "integer", "minimum": 3}]},
    {
        "oneOf": [
            {"type": "object", "properties": {k: {"type": "string"}}, "required": [k]}
            for k in ("a", "b")
        ]
    },
    {
        "oneOf": [
            {"type": "object", "properties": {"k": {"const": k}}, "required": ["k"]}
            for k in ("a", "b")
        ]
    },
    {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "allOf": [{"properties": {"a": {"minLength": 2}}}, {"additionalProperties": {"type": "string"}}],
    },
    {"type": "array", "items": {"type": "integer"}, "allOf": [{"prefixItems": [{"minimum": 5}], "minItems": 1}]},
    {"not": {"type": "string"}},
    {"type": "integer", "not": {"maximum": 5}},
    {"type": "string", "not": {"minLength": 3}},
    {"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a"]}, "minProperties": 1},
    {"type": "integer", "allOf": [{"not": {"const": 1}}, {"not": {"maximum": 0}}]},
    {"type": "array", "items": {"type": "integer"}, "not": {"contains": {"minimum": 3}}, "minItems": 2},
    {"type": "array", "contains": {"type": "string"}, "maxContains": 1, "minItems": 3},
    {"type": "integer", "if": {"minimum": 9}, "then": {"multipleOf": 7}, "else": {"const": -3}},
    {"type": "integer", "if": {"minimum": 9}, "else": False},
    {"if": {"type": "string"}, "then": {"pattern": "^(?!a)[a-c]{4}$"}, "else": {"minimum": 5, "type": "number"}},
    {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
        "required": ["a"],
        "dependentSchemas": {"a": {"properties": {"b": {"minimum": 5}}, "required": ["b"]}},
    },
    {"type": "string", "pattern": "^(?!_)[a-z_]{1,8}$"},
    {"type": "string", "pattern": "^(?=.*[0-9])(?=.*[A-Z])[0-9A-Za-z]{8,12}$", "minLength": 9},
    {"type": "string", "pattern": "^(b|aa)+$", "maxLength": 40, "minLength": 7},
    {"type": "string", "x-media": {"kind": "image"}, "pattern": "png$"},
]  # fmt: skip


@pytest.mark.parametrize("schema", PLAIN, ids=str)
@given(seed=SEEDS, data=st.data())
def test_plain_schemas_are_generated(schema: Any, seed: int, data: st.DataObject) -> None:
    """A schema of the usual kinds always has a value."""
    for choices in draws(seed, data):
        value = ValueGenerator(choices).generate(schema)
        assert schema is True or make_validator(schema).is_valid(value)


NOTHING: list[Any] = [
    False,
    {"enum": [1], "type": "string"},
    {"type": "string", "minLength": 2, "maxLength": 1},
    {"type": "string", "pattern": "^a$", "minLength": 2},
    {"type": "string", "pattern": "^(cat|dog)s?$", "maxLength": 1},
    {"type": "string", "pattern": "a^b"},
    {"type": "string", "pattern": "(?<=a)b"},
    {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 3},
    {"type": "number", "minimum": 3, "maximum": 2},
    {"type": "number", "minimum": 1, "maximum": 2, "multipleOf": 5},
    {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "prefixItems": [{}], "items": False, "minItems": 2},
    {"type": "object", "required": ["a"], "properties": {"a": False}},
    {"type": "object", "required": ["a", "b"], "maxProperties": 1},
    {"type": "object", "properties": {"a": {}}, "minProperties": 2},
    {"allOf": [{"type": "string"}, {"type": "null"}]},
    {"allOf": [{"enum": [1]}, {"enum": [2]}]},
    {"oneOf": [{"type": "number"}, {"type": "number"}]},
    {"not": {}, "type": "string"},
    {"type": "string", "not": {"type": "string"}},
    {"type": "string", "pattern": "^(?=a)b"},
    {"type": "array", "contains": {"type": "string"}, "items": False},
    {"type": "array", "contains": {"type": "string"}, "minContains": 3, "maxItems": 2},
    {"type": "object", "required": ["ab"], "propertyNames": {"maxLength": 1}},
    {
        "type": "object",
        "allOf": [
            {"propertyNames": {"maxLength": 1}},
            {"properties": {"ab": {}}, "required": ["ab"]},
        ],
    },
    {"type": "string", "x-media": {"kind": "image"}, "maxLength": 3},
    {"type": "string", "x-media": {"kind": "image"}, "pattern": "tiff$"},
]


@pytest.mark.parametrize("schema", NOTHING, ids=str)
@given(seed=SEEDS, data=st.data())
def test_unsupported_schema_is_refused(schema: Any, seed: int, data: st.DataObject) -> None:
    """A schema that fits nothing, or needs much trial and error, is refused by every source, with the reason."""
    for choices in draws(seed, data):
        with pytest.raises(GenerationError, match=r"the input: \w"):
            ValueGenerator(choices).generate(schema)


def test_generation_error_has_a_pointer() -> None:
    """The error has the JSON Pointer of the part that cannot be generated."""
    schema = {
        "type": "object",
        "required": ["a/b"],
        "properties": {"a/b": {"type": "array", "minItems": 1, "items": {"not": {}}}},
    }
    with pytest.raises(GenerationError) as raised:
        ValueGenerator(SimplestChoiceSource()).generate(schema)
    assert raised.value.pointer == "/properties/a~1b/items"


@given(st.integers(0, 10**6), st.integers(0, 3), st.integers(0, 5))
def test_consecutive_numbers_make_different_texts(n: int, low: int, more: int) -> None:
    """Two consecutive numbers make different texts, as long as there are any."""
    if n + 1 < sum(26**length for length in range(low, low + more + 1)):
        assert NthChoiceSource(n).string(low, low + more) != NthChoiceSource(n + 1).string(
            low, low + more
        )


@given(SEEDS, st.integers(0, 40), st.integers(0, 5), st.data())
def test_text_has_its_length(seed: int, low: int, more: int, data: st.DataObject) -> None:
    """A text has the requested number of code points, with surrogate halves too."""
    for choices in (
        RandomChoiceSource(random.Random(seed), surrogates=True),
        HypothesisChoiceSource(data.draw, surrogates=True),
        *draws(seed, data),
    ):
        assert low <= len(choices.string(low, low + more)) <= low + more


def test_listed_values_are_not_shared() -> None:
    """A change of a payload does not change the schema."""
    schema: dict[str, Any] = {"enum": [{"a": []}]}
    ValueGenerator(SimplestChoiceSource()).generate(schema)["a"].append(1)
    assert schema == {"enum": [{"a": []}]}


MEDIA = st.fixed_dictionaries(
    {"kind": st.sampled_from(["image", "video", "audio"])},
    optional={"formats": st.lists(st.sampled_from(["png", "jpeg", "tif", "mp4", "flac"]), min_size=1)},
)  # fmt: skip


@given(MEDIA, SEEDS, st.data())
def test_generated_media_urls_are_valid(media: Any, seed: int, data: st.DataObject) -> None:
    """A generated media URL passes the check of `x-media`."""
    for choices in draws(seed, data):
        url = ValueGenerator(choices, ("https",)).generate({"type": "string", "x-media": media})
        assert is_valid_media_url(url, media, ("https",))


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://example.com/a.png", True),
        ("https://example.com/a.JPEG?x=1.gif#y.mp4", True),
        ("https://example.com/a.gif", False),
        ("https://example.com/a.mp4", False),
        ("https://example.com/no-extension", True),
        ("https://example.com/a.unknown", True),
        ("https://example.com", True),
        ("http://example.com/a.png", False),
        ("https:///a.png", False),
        ("example.com/a.png", False),
        ("https://exa mple.com/a.png", False),
        ("https://[1::/a.png", False),
        ("", False),
    ],
)
def test_media_url_checks(url: str, fit: bool) -> None:
    """Scheme, host and a known extension decide about a URL; anything else is accepted."""
    assert is_valid_media_url(url, {"kind": "image", "formats": ["png", "jpg"]}, ("https",)) is fit
