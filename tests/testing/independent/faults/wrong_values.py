"""Faults that take wrong values: beyond a bound, outside a list, with a wrong sum, not there at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from testing.independent.documents import IMAGE, MEDIA, START, TEXT, misfits
from testing.independent.faults.planting import (
    Fault,
    Plant,
    allow,
    around,
    as_if,
    not_required,
    read_as,
    usual_length,
)
from testing.independent.lenient import Lenient, Refusal

OF_TEXT, OF_IMAGE = f"{TEXT}:", f"{IMAGE}:"
PICTURE = "https://example.com/cliff.png"
SUM = "rules/0-sum-equals/"
ANY_SCHEME = MEDIA.replace("https", "https?")


def _length_as_none(model: str) -> Plant:
    """Where there are segments, take a length that no video may have for none."""

    def judge(_: Lenient, usual: Any, at: str, asked: Any) -> None:
        length = asked.get("duration") if "multi_prompt" in asked and at == model else None
        odd = isinstance(length, int) and not 3 <= length <= 15
        usual(at, {name: v for name, v in asked.items() if not (odd and name == "duration")})

    return around("judge", judge)


def _is_url(start: str) -> Any:
    return as_if(lambda v: isinstance(v, str) and v.lower().startswith(start), PICTURE)


def _no_host(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("https:///", "https://?", "https:"))


def _is_bare(value: Any) -> bool:
    return isinstance(value, str) and "://" not in value and not value.startswith("data:")


def _sum_is(fits: Callable[[float, float, Any], bool]) -> Plant:
    """Add up in another way: `fits` tells by the sum, the length and the input whether all is well."""

    def judge(service: Lenient, usual: Any, model: str, asked: Any) -> None:
        inputs, segments = service.inputs[model], asked.get("multi_prompt", [])
        if [*misfits(inputs.fields, asked)] or inputs.required - asked.keys():
            return usual(model, asked)
        length = asked.get("duration", inputs.usual)
        if segments and not fits(sum(one.get("duration", 5) for one in segments), length, asked):
            raise Refusal(422, {"code": 422001, "message": "multi_prompt must add up to duration"})

    return around("judge", judge)


BOUNDS = (
    Fault(
        "text duration of 2 taken",
        OF_TEXT + "duration/minimum",
        allow(TEXT, "duration", range(2, 16)),
    ),
    Fault(
        "text duration of 16 taken",
        OF_TEXT + "duration/maximum",
        allow(TEXT, "duration", range(3, 17)),
    ),
    Fault(
        "image duration of 2 taken",
        OF_IMAGE + "duration/minimum",
        allow(IMAGE, "duration", range(2, 16)),
    ),
    Fault(
        "image duration of 16 taken",
        OF_IMAGE + "duration/maximum",
        allow(IMAGE, "duration", range(3, 17)),
    ),
    Fault(
        "text segment of 2 seconds taken",
        OF_TEXT + "multi_prompt[].duration/minimum",
        allow(TEXT, "multi_prompt[].duration", range(2, 16)),
    ),
    Fault(
        "image segment of 2 seconds taken",
        OF_IMAGE + "multi_prompt[].duration/minimum",
        allow(IMAGE, "multi_prompt[].duration", range(2, 16)),
    ),
    Fault(
        "text cfg_scale over 1 taken",
        OF_TEXT + "cfg_scale/maximum",
        allow(TEXT, "cfg_scale", (0, 1.5)),
    ),
    Fault(
        "text cfg_scale below 0 taken",
        OF_TEXT + "cfg_scale/minimum",
        allow(TEXT, "cfg_scale", (-1, 1)),
    ),
    Fault(
        "image cfg_scale to 100 taken",
        OF_IMAGE + "cfg_scale/maximum",
        allow(IMAGE, "cfg_scale", (0, 100)),
    ),
    Fault(
        "image cfg_scale below 0 taken",
        OF_IMAGE + "cfg_scale/minimum",
        allow(IMAGE, "cfg_scale", (-1, 1)),
    ),
    Fault("four elements taken", OF_IMAGE + "elements/maxItems", lambda s: _most(s, "elements", 4)),
)


def _most(service: Any, name: str, most: float) -> None:
    service.inputs[IMAGE].fields[name][1] = most


REQUIRED = (
    Fault("text without a prompt taken", OF_TEXT + "required-prompt", not_required(TEXT, "prompt")),
    Fault(
        "image without a prompt taken", OF_IMAGE + "required-prompt", not_required(IMAGE, "prompt")
    ),
    Fault(
        "no image taken",
        OF_IMAGE + "required-start_image_url",
        not_required(IMAGE, "start_image_url"),
    ),
)
VALUES = (
    Fault(
        "any ratio taken", OF_TEXT + "aspect_ratio/enum-foreign", allow(TEXT, "aspect_ratio", str)
    ),
    Fault("any shot taken", OF_IMAGE + "shot_type/enum-foreign", allow(IMAGE, "shot_type", str)),
    Fault(
        "shot in capitals taken",
        OF_TEXT + "shot_type/enum-case",
        read_as(TEXT, "shot_type", as_if(lambda v: str(v).isupper())),
    ),
    Fault(
        "shot in any case taken",
        OF_IMAGE + "shot_type/enum-*",
        read_as(IMAGE, "shot_type", lambda v: v.lower() if isinstance(v, str) else v),
    ),
    Fault(
        "GIF as start image taken",
        OF_IMAGE + "start_image_url/format",
        allow(IMAGE, "start_image_url", MEDIA),
    ),
    Fault(
        "HTTP start image taken",
        OF_IMAGE + "start_image_url/url-http",
        allow(IMAGE, "start_image_url", START.replace("https", "https?")),
    ),
    Fault(
        "FTP start image taken",
        OF_IMAGE + "start_image_url/url-ftp",
        read_as(IMAGE, "start_image_url", _is_url("ftp:")),
    ),
    Fault(
        "file as start image taken",
        OF_IMAGE + "start_image_url/url-file",
        read_as(IMAGE, "start_image_url", _is_url("file:")),
    ),
    Fault(
        "any text as start image taken",
        OF_IMAGE + "start_image_url/url-bare",
        read_as(IMAGE, "start_image_url", as_if(_is_bare, PICTURE)),
    ),
    Fault(
        "URL without a host taken",
        OF_IMAGE + "start_image_url/url-hostless",
        read_as(IMAGE, "start_image_url", as_if(_no_host, PICTURE)),
    ),
    Fault(
        "HTTP front image taken",
        OF_IMAGE + "elements[].frontal_image_url/url-http",
        allow(IMAGE, "elements[].frontal_image_url", ANY_SCHEME),
    ),
    Fault(
        "HTTP reference image taken",
        OF_IMAGE + "elements[].reference_image_urls[]/url-http",
        allow(IMAGE, "elements[].reference_image_urls[]", ANY_SCHEME),
    ),
    Fault(
        "HTTP video taken",
        OF_IMAGE + "elements[].video_url/url-http",
        allow(IMAGE, "elements[].video_url", ANY_SCHEME),
    ),
    Fault(
        "any text as video taken",
        OF_IMAGE + "elements[].video_url/url-bare",
        allow(IMAGE, "elements[].video_url", str),
    ),
)
SUMS = (
    Fault("segments never added up", OF_TEXT + SUM + "too-high", _sum_is(lambda *_: True)),
    Fault("segments may be too short", OF_TEXT + SUM + "too-low", _sum_is(lambda a, b, _: a <= b)),
    Fault("segments may be too long", OF_IMAGE + SUM + "too-high", _sum_is(lambda a, b, _: a >= b)),
    Fault(
        "segments added up only beside a duration",
        OF_TEXT + SUM + "too-*-by-default",
        _sum_is(lambda a, b, asked: a == b or "duration" not in asked),
    ),
    Fault(
        "segments without a length count nothing",
        OF_TEXT + SUM + "addend-left-out",
        _sum_is(lambda a, b, asked: b == sum(s.get("duration", 0) for s in asked["multi_prompt"])),
    ),
    Fault(
        "segments without a length end the check",
        OF_IMAGE + SUM + "addend-left-out",
        _sum_is(
            lambda a, b, asked: a == b or any("duration" not in s for s in asked["multi_prompt"])
        ),
    ),
    Fault(
        "segments may miss by a second",
        OF_IMAGE + SUM + "*",
        _sum_is(lambda a, b, _: abs(a - b) < 2),
    ),
    Fault(
        "image length of 5 if not given", OF_IMAGE + SUM + "*-by-default", usual_length(IMAGE, 5)
    ),
    Fault("text length of 10 if not given", OF_TEXT + SUM + "*-by-default", usual_length(TEXT, 10)),
)
NEXT_TO_ENUMS = (
    Fault(
        "ratio with blanks taken",
        OF_TEXT + "aspect_ratio/enum-blank-*",
        read_as(TEXT, "aspect_ratio", lambda v: v.strip() if isinstance(v, str) else v),
    ),
    Fault(
        "shot with blanks taken",
        OF_IMAGE + "shot_type/enum-blank-*",
        read_as(IMAGE, "shot_type", lambda v: v.strip() if isinstance(v, str) else v),
    ),
    Fault(
        "shot of the other endpoint taken",
        OF_IMAGE + "shot_type/enum-elsewhere/intelligent",
        allow(IMAGE, "shot_type", "customize|intelligent"),
    ),
    Fault(
        "ratio 4:3 taken",
        OF_TEXT + "aspect_ratio/enum-similar/4:3",
        allow(TEXT, "aspect_ratio", "16:9|9:16|1:1|4:3"),
    ),
    Fault(
        "ratio 21:9 taken",
        OF_TEXT + "aspect_ratio/enum-similar/21:9",
        allow(TEXT, "aspect_ratio", "16:9|9:16|1:1|21:9"),
    ),
    Fault(
        "fractions that add up taken",
        OF_TEXT + "multi_prompt[].duration/type-fractions-in-sum",
        allow(TEXT, "multi_prompt[].duration", (3, 15)),
    ),
    Fault(
        "image fractions that add up taken",
        OF_IMAGE + "multi_prompt[].duration/type-fractions-in-sum",
        allow(IMAGE, "multi_prompt[].duration", (3, 15)),
    ),
)
AS_ABSENT = (
    Fault(
        "length beyond its bounds as none beside segments",
        OF_TEXT + "duration/m*imum-as-absent",
        _length_as_none(TEXT),
    ),
    Fault(
        "image length beyond its bounds as none beside segments",
        OF_IMAGE + "duration/m*imum-as-absent",
        _length_as_none(IMAGE),
    ),
    Fault(
        "a segment's length beyond its bounds as none",
        OF_TEXT + "multi_prompt[].duration/m*imum-as-absent",
        read_as(TEXT, "multi_prompt[].duration", as_if(lambda v: v in (2, 16))),
    ),
)
FAULTS = (*BOUNDS, *AS_ABSENT, *REQUIRED, *VALUES, *SUMS, *NEXT_TO_ENUMS)
