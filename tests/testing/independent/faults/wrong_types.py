"""Faults that take values of a wrong type: null for nothing, a number in a text, one thing for a list."""

from __future__ import annotations

from typing import Any

from testing.independent.documents import IMAGE, TEXT
from testing.independent.faults.planting import Fault, kind_as, null_as_absent, read_as
from testing.independent.faults.wrong_values import OF_IMAGE, OF_TEXT


def _number(value: Any) -> Any:
    """Read a number from a text."""
    try:
        return int(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, str) and value[:1].isdecimal() else value


NULLS = (
    Fault(
        "null as prompt taken",
        OF_TEXT + "prompt/type-null",
        kind_as(TEXT, "prompt", type(None), ""),
    ),
    Fault(
        "null as duration taken", OF_TEXT + "duration/type-null", null_as_absent(TEXT, "duration")
    ),
    Fault(
        "null as image duration taken",
        OF_IMAGE + "duration/type-null",
        null_as_absent(IMAGE, "duration"),
    ),
    Fault("null as sound taken", OF_TEXT + "sound/type-null", null_as_absent(TEXT, "sound")),
    Fault(
        "null as audio taken",
        OF_IMAGE + "generate_audio/type-null",
        null_as_absent(IMAGE, "generate_audio"),
    ),
    Fault(
        "null as cfg_scale taken",
        OF_TEXT + "cfg_scale/type-null",
        null_as_absent(TEXT, "cfg_scale"),
    ),
    Fault(
        "null as ratio taken",
        OF_TEXT + "aspect_ratio/type-null",
        null_as_absent(TEXT, "aspect_ratio"),
    ),
    Fault(
        "null as shot taken", OF_IMAGE + "shot_type/type-null", null_as_absent(IMAGE, "shot_type")
    ),
    Fault(
        "null as segments taken",
        OF_TEXT + "multi_prompt/type-null",
        null_as_absent(TEXT, "multi_prompt"),
    ),
    Fault(
        "null as elements taken", OF_IMAGE + "elements/type-null", null_as_absent(IMAGE, "elements")
    ),
    Fault(
        "null as negative prompt taken",
        OF_IMAGE + "negative_prompt/type-null",
        null_as_absent(IMAGE, "negative_prompt"),
    ),
    Fault(
        "null as a segment's prompt taken",
        OF_TEXT + "multi_prompt[].prompt/type-null",
        null_as_absent(TEXT, "multi_prompt[].prompt"),
    ),
    Fault(
        "null as a segment's length taken",
        OF_TEXT + "multi_prompt[].duration/type-null",
        kind_as(TEXT, "multi_prompt[].duration", type(None), 5),
    ),
    Fault(
        "null as an element's video taken",
        OF_IMAGE + "elements[].video_url/type-null",
        null_as_absent(IMAGE, "elements[].video_url"),
    ),
    Fault(
        "null among reference images taken",
        OF_IMAGE + "elements[].reference_image_urls[]/type-null",
        null_as_absent(IMAGE, "elements[].reference_image_urls[]"),
    ),
)
TYPES = (
    Fault(
        "number as prompt taken", OF_TEXT + "prompt/type-whole", kind_as(TEXT, "prompt", int, "5")
    ),
    Fault(
        "true as prompt taken", OF_IMAGE + "prompt/type-true", kind_as(IMAGE, "prompt", bool, "yes")
    ),
    Fault(
        "list as prompt taken", OF_TEXT + "prompt/type-array", kind_as(TEXT, "prompt", list, "a")
    ),
    Fault(
        "object as prompt taken",
        OF_IMAGE + "prompt/type-object",
        kind_as(IMAGE, "prompt", dict, "a"),
    ),
    Fault(
        "number as negative prompt taken",
        OF_TEXT + "negative_prompt/type-whole",
        kind_as(TEXT, "negative_prompt", int),
    ),
    Fault(
        "duration in a text taken",
        OF_TEXT + "duration/type-numeric-string",
        read_as(TEXT, "duration", _number),
    ),
    Fault(
        "image duration in a text taken",
        OF_IMAGE + "duration/type-numeric-string",
        read_as(IMAGE, "duration", _number),
    ),
    Fault(
        "fraction as duration taken",
        OF_TEXT + "duration/type-fraction",
        kind_as(TEXT, "duration", float, 5),
    ),
    Fault(
        "true as duration taken", OF_TEXT + "duration/type-true", kind_as(TEXT, "duration", bool)
    ),
    Fault(
        "list as duration taken", OF_IMAGE + "duration/type-array", kind_as(IMAGE, "duration", list)
    ),
    Fault(
        "word as duration taken", OF_IMAGE + "duration/type-text", kind_as(IMAGE, "duration", str)
    ),
    Fault(
        "segment length in a text taken",
        OF_TEXT + "multi_prompt[].duration/type-numeric-string",
        read_as(TEXT, "multi_prompt[].duration", _number),
    ),
    Fault(
        "cfg_scale in a text taken",
        OF_TEXT + "cfg_scale/type-numeric-string",
        read_as(TEXT, "cfg_scale", _float),
    ),
    Fault(
        "true as cfg_scale taken",
        OF_IMAGE + "cfg_scale/type-true",
        kind_as(IMAGE, "cfg_scale", bool, 1),
    ),
    Fault(
        "false as cfg_scale taken",
        OF_TEXT + "cfg_scale/type-false",
        kind_as(TEXT, "cfg_scale", bool, 0),
    ),
    Fault("1 as sound taken", OF_TEXT + "sound/type-whole", kind_as(TEXT, "sound", int, True)),
    Fault(
        "0 as audio taken",
        OF_IMAGE + "generate_audio/type-zero",
        kind_as(IMAGE, "generate_audio", int, False),
    ),
    Fault(
        "text as sound taken",
        OF_TEXT + "sound/type-numeric-string",
        kind_as(TEXT, "sound", str, True),
    ),
    Fault(
        "number as ratio taken",
        OF_TEXT + "aspect_ratio/type-whole",
        kind_as(TEXT, "aspect_ratio", int),
    ),
    Fault(
        "one segment without its list taken",
        OF_TEXT + "multi_prompt/type-unwrapped",
        read_as(TEXT, "multi_prompt", lambda v: [v] if isinstance(v, dict) else v),
    ),
    Fault(
        "text as segments taken",
        OF_IMAGE + "multi_prompt/type-text",
        kind_as(IMAGE, "multi_prompt", str),
    ),
    Fault(
        "0 as segments taken",
        OF_TEXT + "multi_prompt/type-zero",
        kind_as(TEXT, "multi_prompt", int),
    ),
    Fault(
        "text among segments taken",
        OF_TEXT + "multi_prompt[]/type-text",
        read_as(TEXT, "multi_prompt[]", lambda v: {"prompt": v} if isinstance(v, str) else v),
    ),
    Fault(
        "one element without its list taken",
        OF_IMAGE + "elements/type-unwrapped",
        read_as(IMAGE, "elements", lambda v: [v] if isinstance(v, dict) else v),
    ),
    Fault(
        "true among elements taken",
        OF_IMAGE + "elements[]/type-true",
        kind_as(IMAGE, "elements[]", bool),
    ),
    Fault(
        "one reference image without its list taken",
        OF_IMAGE + "elements[].reference_image_urls/type-unwrapped",
        read_as(
            IMAGE, "elements[].reference_image_urls", lambda v: [v] if isinstance(v, str) else v
        ),
    ),
    Fault(
        "number among reference images taken",
        OF_IMAGE + "elements[].reference_image_urls[]/type-whole",
        kind_as(IMAGE, "elements[].reference_image_urls[]", int),
    ),
    Fault(
        "list as an element's image taken",
        OF_IMAGE + "elements[].frontal_image_url/type-array",
        kind_as(IMAGE, "elements[].frontal_image_url", list),
    ),
)
FAULTS = (*NULLS, *TYPES)
