"""Strategies for schemas that mix valid and invalid parts, as vendors write them, and their constraints."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from clientwright.io.json_pointer import join_pointer
from clientwright.normalize.keyword_values import SUBSCHEMA_KEYWORDS
from clientwright.sources.documents import RawEndpoint
from clientwright.specs.model_ids import ModelId

NAMES = st.sampled_from(
    "prompt negative_prompt image_url duration style type format items properties default title "
    "required $ref enum description images x a/b a~b".split()
)
TYPES = st.sampled_from(
    "string integer number boolean array object null float int str bool dict list double Integer flot any".split()
)
FORMATS = st.sampled_from(
    "uri image_uri image_uris video_uri audio_uris str int_slider_with_range seconds_range textarea "
    "date-time colour int32 byte".split()
)
WORDS = st.sampled_from(
    ["", "A text.", "支援 jpg、jpeg、PNG 格式。", "mp4 or png", "La suma debe ser igual.", "jpg"]
)
VALUES = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        3.0,
        2.5,
        -4,
        99,
        "5",
        "x",
        "true",
        "",
        "https://example.com/a.png",
        [],
        [1],
        {},
    ]
)
VALIDATIONS = st.fixed_dictionaries(
    {
        "validation_rule": st.sampled_from(
            ["file_size_mb<", "width/height>", "width_pixels >=", "odd"]
        ),
        "validation_value": st.sampled_from([10, "2.5", 0.4, "wide", None]),
    },
    optional={"validation_error": WORDS},
)
SCALARS = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3) | VALUES,
    "format": FORMATS | VALUES,
    "title": WORDS | VALUES,
    "description": WORDS,
    "default": VALUES,
    "enum": st.lists(VALUES, max_size=4) | VALUES,
    "minimum": st.integers(-5, 5) | VALUES,
    "maximum": st.integers(-5, 5) | VALUES,
    "exclusiveMinimum": st.booleans() | st.integers(-5, 5),
    "exclusiveMaximum": st.booleans() | VALUES,
    "maxLength": st.integers(0, 5) | VALUES,
    "minItems": st.integers(0, 5) | VALUES,
    "required": st.lists(NAMES, max_size=3) | VALUES,
    "nullable": st.booleans() | VALUES,
    "x-nullable": st.booleans() | VALUES,
    "validations": st.lists(VALIDATIONS, max_size=3) | VALUES,
    "x-media": st.sampled_from(
        [{}, {"kind": "image"}, {"limits": 3}, {"kind": "video", "formats": ["mp4"]}]
    ),
    "maxLenght": st.integers(0, 5),
    "max_length": st.integers(0, 5) | VALUES,
    "ge": st.integers(0, 5) | VALUES,
    "divisibleBy": VALUES,
    "example": VALUES,
    "const": VALUES,
    "$ref": st.sampled_from(["#/$defs/x", "#/definitions/x", "#/properties/x/items/0"]),
}


def _nested_schema(inner: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    named = st.dictionaries(NAMES, inner, max_size=3)
    holders = {
        **dict.fromkeys(("properties", "$defs", "definitions", "dependencies"), named | VALUES),
        **dict.fromkeys(("not", "additionalProperties"), inner | VALUES),
        "items": inner | named | VALUES,
        **dict.fromkeys(("anyOf", "any_of"), st.lists(inner, max_size=2) | VALUES),
    }
    return st.fixed_dictionaries({}, optional={**SCALARS, **holders})


SCHEMAS = st.recursive(
    st.fixed_dictionaries({}, optional=SCALARS) | st.booleans(), _nested_schema, max_leaves=6
)
ROOTS = st.fixed_dictionaries(
    {"properties": st.dictionaries(NAMES, SCHEMAS, max_size=4)},
    optional={"type": st.just("object"), "required": SCALARS["required"], "title": WORDS},
)
SAMPLES = st.none() | st.dictionaries(NAMES, VALUES, max_size=4)


def raw_endpoint(schema: object, sample: object = None, **more: object) -> RawEndpoint:
    """Return an endpoint with a schema, as a reader would."""
    return RawEndpoint(ModelId("maker/draw"), "en", schema, sample=sample, **more)


def constraints(schema: object, pointer: str = "") -> Iterator[tuple[str, object]]:
    """Yield every keyword that constrains values, with its pointer; titles and descriptions do not."""
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        here = join_pointer(pointer, keyword)
        if keyword in ("title", "description") and isinstance(value, str):
            continue
        if keyword not in SUBSCHEMA_KEYWORDS or not isinstance(value, (dict, list)):
            yield here, value
        elif isinstance(value, list):
            for number, item in enumerate(value):
                yield from constraints(item, join_pointer(here, number))
        elif SUBSCHEMA_KEYWORDS[keyword].value == "named":
            for name, item in value.items():
                yield from constraints(item, join_pointer(here, name))
        else:
            yield from constraints(value, here)
