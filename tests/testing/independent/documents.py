"""What the documentation pages say about the inputs of two endpoints, as data, and a judge of inputs."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

HOST = r"https://([^\s/?#]*@)?([^\s/?#@:[\]]+|\[[\da-f:.]+])(:\d*)?"
OTHERS = "gif|tiff?|hei[cf]|avif|jxl|svg|ico|psd|mp[34]|m4[av]|mov|avi|mkv|webm|wav|ogg|pdf|txt"
MEDIA = rf"(?is)data:.*|{HOST}([/?#]\S*)?"
START = rf"(?is)data:.*|{HOST}(?!/[^?#]+\.({OTHERS})([?#]|$))([/?#]\S*)?"
SEGMENT: dict[str, Any] = {"prompt": str, "duration": range(3, 16)}
ELEMENT = {"frontal_image_url": MEDIA, "reference_image_urls": [MEDIA, 1e9], "video_url": MEDIA}
BOTH = SEGMENT | {"negative_prompt": str, "cfg_scale": (0, 1), "multi_prompt": [SEGMENT, 20]}
TEXT_ALONE = {"aspect_ratio": "16:9|9:16|1:1", "sound": bool, "shot_type": "intelligent|customize"}
IMAGE_ALONE = {
    "start_image_url": START,
    "elements": [ELEMENT, 3],
    "generate_audio": bool,
    "shot_type": "customize",
}
TEXT, IMAGE = "kling/kling-3.0/standard/text-to-video", "kling/kling-3.0/standard/image-to-video"
USUAL_SEGMENT = 5
"""How many seconds a segment takes that does not say so."""

Place = tuple[str | int, ...]
"""Where in an input something is: names and indexes."""


@dataclass
class Inputs:
    """The fields of an endpoint, the required ones, and the length of a video that does not say so."""

    fields: dict[str, Any]
    required: set[str]
    usual: int


def documented_inputs() -> dict[str, Inputs]:
    """Return the inputs of each endpoint; they may be changed."""
    return {
        TEXT: Inputs(copy.deepcopy(BOTH | TEXT_ALONE), {"prompt"}, 5),
        IMAGE: Inputs(copy.deepcopy(BOTH | IMAGE_ALONE), {"prompt", "start_image_url"}, 10),
    }


FITS: dict[type, Callable[[Any, Any], bool]] = {
    type: lambda kind, v: type(v) is kind,
    range: lambda span, v: v in span,  # by value: 5.0 is in it; 5.5, "5" and true are not
    tuple: lambda ends, v: type(v) in (int, float) and ends[0] <= v <= ends[1],
    str: lambda pattern, v: type(v) is str and bool(re.fullmatch(pattern, v)),
    list: lambda of, v: type(v) is list and len(v) <= of[1],
    dict: lambda _, v: type(v) is dict,
}


def misfits(rule: Any, value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the places of a value that do not fit a rule."""
    if not FITS[type(rule)](rule, value):
        yield at
    elif isinstance(rule, list):
        for n, item in enumerate(value):
            yield from misfits(rule[0], item, (*at, n))
    elif isinstance(rule, dict):
        for name in filter(rule.__contains__, value):
            yield from misfits(rule[name], value[name], (*at, name))


def wrong_places(inputs: Inputs, given: dict[str, Any]) -> dict[Place, str]:
    """Return what is wrong with an input, by place."""
    wrong: dict[Place, str] = {(name,): "is missing" for name in inputs.required - given.keys()}
    wrong |= dict.fromkeys(misfits(inputs.fields, given), "has a wrong value")
    segments = [] if wrong else given.get("multi_prompt", [])
    lengths = [segment.get("duration", USUAL_SEGMENT) for segment in segments]
    if lengths and sum(lengths) != given.get("duration", inputs.usual):
        wrong["multi_prompt",] = "must add up to duration"
    return wrong


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body.

    Raises:
        ValueError: it is none.
    """
    try:  # int() takes neither NaN nor Infinity
        found = json.loads(body, parse_constant=int)
    except RecursionError:
        raise ValueError from None
    if type(found) is not dict:
        raise ValueError
    return found
