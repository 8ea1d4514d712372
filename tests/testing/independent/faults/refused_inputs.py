"""Faults that refuse what the documents allow."""

from __future__ import annotations

from typing import Any

from testing.independent.documents import IMAGE, TEXT
from testing.independent.faults.planting import Fault, allow, has_value, refuse, text_of
from testing.independent.faults.wrong_values import OF_IMAGE, OF_TEXT


def _without(name: str, key: str) -> Any:
    return lambda asked: any(key not in one for one in asked.get(name, ()))


def _url(part: str) -> Any:
    return lambda asked: part in asked.get("start_image_url", "")


REFUSED = (
    Fault(
        "text duration of 3 refused",
        OF_TEXT + "duration/at-minimum",
        allow(TEXT, "duration", range(4, 16)),
    ),
    Fault(
        "text duration of 15 refused",
        OF_TEXT + "duration/at-maximum",
        allow(TEXT, "duration", range(3, 15)),
    ),
    Fault(
        "image duration of 3 refused",
        OF_IMAGE + "duration/at-minimum",
        allow(IMAGE, "duration", range(4, 16)),
    ),
    Fault(
        "image duration of 15 refused",
        OF_IMAGE + "duration/at-maximum",
        allow(IMAGE, "duration", range(3, 15)),
    ),
    Fault(
        "segment of 3 seconds refused",
        OF_TEXT + "multi_prompt[].duration/at-minimum",
        allow(TEXT, "multi_prompt[].duration", range(4, 16)),
    ),
    Fault(
        "segment of 15 seconds refused",
        OF_IMAGE + "multi_prompt[].duration/at-maximum",
        allow(IMAGE, "multi_prompt[].duration", range(3, 15)),
    ),
    Fault(
        "duration of 5.0 refused",
        OF_TEXT + "duration/integral",
        refuse(TEXT, lambda a: type(a.get("duration")) is float),
    ),
    Fault(
        "segment of 5.0 seconds refused",
        OF_IMAGE + "multi_prompt[].duration/integral",
        refuse(
            IMAGE,
            lambda a: any(type(one.get("duration")) is float for one in a.get("multi_prompt", ())),
        ),
    ),
    Fault(
        "cfg_scale of 0 refused",
        OF_TEXT + "cfg_scale/at-minimum",
        refuse(TEXT, lambda a: a.get("cfg_scale") == 0),
    ),
    Fault(
        "cfg_scale of 1 refused",
        OF_IMAGE + "cfg_scale/at-maximum",
        refuse(IMAGE, lambda a: a.get("cfg_scale") == 1),
    ),
    Fault(
        "whole cfg_scale refused",
        OF_TEXT + "cfg_scale/at-m*",
        refuse(TEXT, lambda a: type(a.get("cfg_scale")) is int),
    ),
    Fault(
        "ratio 16:9 refused",
        OF_TEXT + "aspect_ratio/enum/16:9",
        allow(TEXT, "aspect_ratio", "9:16|1:1"),
    ),
    Fault(
        "ratio 9:16 refused",
        OF_TEXT + "aspect_ratio/enum/9:16",
        allow(TEXT, "aspect_ratio", "16:9|1:1"),
    ),
    Fault(
        "ratio 1:1 refused",
        OF_TEXT + "aspect_ratio/enum/1:1",
        allow(TEXT, "aspect_ratio", "16:9|9:16"),
    ),
    Fault(
        "shot customize refused",
        OF_TEXT + "shot_type/enum/customize",
        allow(TEXT, "shot_type", "intelligent"),
    ),
    Fault(
        "shot intelligent refused",
        OF_TEXT + "shot_type/enum/intelligent",
        allow(TEXT, "shot_type", "customize"),
    ),
    Fault(
        "any shot refused", OF_IMAGE + "shot_type/alone", refuse(IMAGE, lambda a: "shot_type" in a)
    ),
    Fault(
        "negative prompt refused",
        OF_IMAGE + "negative_prompt/alone",
        refuse(IMAGE, lambda a: "negative_prompt" in a),
    ),
    Fault("sound false refused", OF_TEXT + "valid", refuse(TEXT, has_value("sound", False))),
    Fault("sound true refused", OF_TEXT + "valid", refuse(TEXT, has_value("sound", True))),
    Fault(
        "third element refused",
        OF_IMAGE + "elements/at-maxItems",
        refuse(IMAGE, lambda a: len(a.get("elements", ())) > 2),
    ),
    Fault(
        "second segment refused",
        OF_TEXT + "valid",
        refuse(TEXT, lambda a: len(a.get("multi_prompt", ())) > 1),
    ),
    Fault(
        "segment without a prompt refused",
        OF_TEXT + "valid",
        refuse(TEXT, _without("multi_prompt", "prompt")),
    ),
    Fault(
        "segment without a length refused",
        OF_IMAGE + "valid",
        refuse(IMAGE, _without("multi_prompt", "duration")),
    ),
    Fault(
        "element without a video refused",
        OF_IMAGE + "valid",
        refuse(IMAGE, _without("elements", "video_url")),
    ),
    Fault(
        "element without a front image refused",
        OF_IMAGE + "valid",
        refuse(IMAGE, _without("elements", "frontal_image_url")),
    ),
    Fault("input without options refused", OF_TEXT + "minimal", refuse(TEXT, lambda a: len(a) < 2)),
    Fault("input with all options refused", OF_IMAGE + "full", refuse(IMAGE, lambda a: len(a) > 8)),
    Fault("port in a URL refused", OF_IMAGE + "valid", refuse(IMAGE, _url(":8443"))),
    Fault("query in a URL refused", OF_IMAGE + "valid", refuse(IMAGE, _url("?"))),
    Fault("fragment in a URL refused", OF_IMAGE + "valid", refuse(IMAGE, _url("#"))),
    Fault("WebP refused", OF_IMAGE + "valid", refuse(IMAGE, _url(".webp"))),
    Fault("BMP refused", OF_IMAGE + "valid", refuse(IMAGE, _url(".bmp"))),
    Fault("JPEG refused", OF_IMAGE + "valid", refuse(IMAGE, _url(".jpeg"))),
    Fault(
        "file ending in capitals refused",
        OF_IMAGE + "valid",
        refuse(IMAGE, lambda a: "/CAT." in a.get("start_image_url", "")),
    ),
    Fault(
        "URL without a file ending refused",
        OF_IMAGE + "valid",
        refuse(IMAGE, lambda a: "." not in a.get("start_image_url", "").rpartition("/")[2]),
    ),
    Fault(
        "character beyond ASCII refused",
        OF_TEXT + "valid",
        refuse(TEXT, lambda a: not text_of(a).isascii()),
    ),
    Fault(
        "prompt over 20 characters refused",
        OF_TEXT + "valid",
        refuse(TEXT, lambda a: len(str(a.get("prompt"))) > 20),
    ),
    Fault(
        "line break in a prompt refused",
        OF_TEXT + "valid",
        refuse(TEXT, lambda a: "\n" in str(a.get("prompt"))),
    ),
    Fault(
        "prompt of one character refused",
        OF_TEXT + "valid",
        refuse(TEXT, lambda a: len(str(a.get("prompt"))) == 1),
    ),
)
DOCUMENTED_EMPTINESS = (
    Fault(
        "no segments refused",
        OF_TEXT + "multi_prompt/*",
        refuse(TEXT, has_value("multi_prompt", [])),
    ),
    Fault(
        "no segments for an image refused",
        OF_IMAGE + "multi_prompt/*",
        refuse(IMAGE, has_value("multi_prompt", [])),
    ),
    Fault("no elements refused", OF_IMAGE + "elements/*", refuse(IMAGE, has_value("elements", []))),
)
FAULTS = (*REFUSED, *DOCUMENTED_EMPTINESS)
