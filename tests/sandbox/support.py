"""Specs for the sandbox's tests: the repository's service file and two endpoints."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from clientwright.io.json_types import Schema
from clientwright.rules.base import Rule
from clientwright.rules.json_path import JsonPath as Where
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.specs.model import CatalogueListing, Endpoint, Price, Service, Specs
from clientwright.specs.model_ids import ModelId

SPECS = Path(__file__).parent.parent.parent / "specs"
IMAGE_TO_VIDEO = ModelId("kling/kling-3.0/standard/image-to-video")
TEXT_TO_VIDEO = ModelId("kling/kling-3.0/standard/text-to-video")
IMAGE_MEDIA = {"kind": "image", "formats": ["jpg", "jpeg", "png", "bmp", "webp"]}
DURATION_RULE: Rule = SumEquals(
    addends=Where.parse("$.multi_prompt[*].duration"), total=Where.parse("$.duration")
)
VALID_PAYLOAD = {"prompt": "A cat wakes up", "start_image_url": "https://example.com/cat.png"}


def _seconds(default: int) -> Schema:
    return {"type": "integer", "minimum": 3, "maximum": 15, "default": default}


def _segments() -> Schema:
    fields = {"prompt": {"type": "string"}, "duration": _seconds(5)}
    items = {"type": "object", "properties": fields}
    return {"type": "array", "items": items, "minItems": 0, "maxItems": 20}


def _element() -> Schema:
    image = {"type": "string", "x-media": {"kind": "image"}}
    video = {"type": "string", "x-media": {"kind": "video"}}
    images = {"type": "array", "items": image}
    fields = {"frontal_image_url": image, "reference_image_urls": images, "video_url": video}
    return {"type": "object", "properties": fields}


def _shared() -> dict[str, Any]:
    return {
        "prompt": {"type": "string"},
        "negative_prompt": {"type": "string"},
        "cfg_scale": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5},
        "multi_prompt": _segments(),
    }


def image_to_video() -> Endpoint:
    """Return the endpoint that animates an image."""
    own = {
        "start_image_url": {"type": "string", "x-media": IMAGE_MEDIA},
        "duration": _seconds(10),
        "generate_audio": {"type": "boolean", "default": True},
        "elements": {"type": "array", "items": _element(), "maxItems": 3},
        "shot_type": {"type": "string", "enum": ["customize"], "default": "customize"},
    }
    required = ["prompt", "start_image_url"]
    schema = {"type": "object", "required": required, "properties": {**_shared(), **own}}
    listing = CatalogueListing(entry="", structure="", price=Price(0.084, "second"))
    return Endpoint(IMAGE_TO_VIDEO, schema, rules=(DURATION_RULE,), listing=listing)


def text_to_video() -> Endpoint:
    """Return the endpoint that only needs a prompt."""
    own = {
        "duration": _seconds(5),
        "aspect_ratio": {"type": "string", "enum": ["16:9", "9:16", "1:1"], "default": "16:9"},
        "sound": {"type": "boolean", "default": True},
        "shot_type": {"type": "string", "enum": ["intelligent", "customize"]},
    }
    schema = {"type": "object", "required": ["prompt"], "properties": {**_shared(), **own}}
    return Endpoint(TEXT_TO_VIDEO, schema, rules=(DURATION_RULE,))


def service() -> Service:
    """Return the repository's service."""
    path = SPECS / "runcomfy" / "service.json"
    return Service(json.loads(path.read_text("utf-8")), path)


def specs(*more: Endpoint) -> Specs:
    """Return the two documented endpoints, and more if a test needs them."""
    return Specs(SPECS, service(), (image_to_video(), text_to_video(), *more))


@dataclass
class SteppedClock:
    """A clock that is still until it is advanced."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


ClientFactory = Callable[..., httpx.Client]
"""Creates a client of a sandbox: `caller(base_url, token="sandbox-token")`."""


def submit(api: httpx.Client, body: object = None, model: str = IMAGE_TO_VIDEO) -> httpx.Response:
    """Submit a job, by default a valid one."""
    return api.post(f"/models/{model}", json=VALID_PAYLOAD if body is None else body)
