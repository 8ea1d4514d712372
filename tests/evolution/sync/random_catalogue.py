"""A made-up catalogue of many endpoints, with the oddities of a real one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

Entry = dict[str, Any]

_FAMILIES = (
    "kling/kling-3.0", "kling/kling-2.6", "Orchid Labs/Vista 2", "orbit/orbit-1.5-turbo", "pearl/pearl.image",
    "quartz/Quartz-XL", "tern/tern-v2", "umber/umber_4", "wren/wren 0.9", "zephyr/Zephyr-HD",
)  # fmt: skip
_TIERS = ("", "pro", "standard", "turbo", "lite/v2", "Max 1.1", "master/v3.0/fast")
_TASKS = (
    "text-to-video", "image-to-video", "text-to-image", "image-edit", "upscale", "lip-sync", "text-to-speech",
)  # fmt: skip
_PROMPT = {"type": "str", "title": "Prompt", "description": "What to make.", "default": "A red kite over dunes."}  # fmt: skip
_FILES = "An address. Supports jpg, jpeg, png and webp, at most 10 MB."
_SUM = "Segments of the video. The durations of all segments must add up to duration."


def _image(title: str) -> Entry:
    limit = {"validation_rule": "file_size_mb<", "validation_value": "10", "validation_error": "Too large."}  # fmt: skip
    return {"type": "string", "format": "image_uri", "title": title, "description": _FILES, "default": "https://example.com/kite.png", "validations": [limit]}  # fmt: skip


_OPTIONAL: dict[str, Entry] = {
    "negative_prompt": {"type": "string", "format": "str", "title": "Negative prompt", "default": ""},
    "duration": {"type": "int", "format": "int_slider_with_range", "title": "Duration", "minimum": 3, "maximum": 15, "default": 5},
    "aspect_ratio": {"type": "string", "enum": ["16:9", "9:16", "1:1"], "default": "16:9", "title": "Aspect ratio"},
    "cfg_scale": {"type": "float", "minimum": 0, "maximum": 1, "default": 0.5, "title": "Guidance"},
    "seed": {"type": "int", "default": None, "title": "Seed", "description": "The same seed, the same result."},
    "resolution": {"type": "string", "enum": ["480", "720", "1080", "auto"], "default": "720", "title": "Resolution"},
    "frames": {"type": "int", "enum": ["81", "121", "auto"], "default": "auto", "title": "Frames"},
    "sound": {"type": "bool", "default": True, "title": "Sound"},
    "56_text": {"type": "string", "title": "Text of node 56", "maxLength": 400},
    "118_image": {"type": "string", "format": "image_uri", "title": "Image of node 118", "default": None},
    "4k": {"type": "bool", "default": False, "title": "4k"},
    "4K": {"type": "bool", "title": "4K, the other switch"},
    "tags": {"type": "array", "title": "Tags", "maxItems": 8},
    "image_urls": {"type": "array", "format": "image_uris", "title": "References", "maxItems": 4, "items": {"type": "string", "format": "image_uri"}},
    "loras": {"type": "list", "title": "LoRAs", "items": {"path": {"type": "str", "format": "str"}, "scale": {"type": "float", "minimum": 0, "maximum": 4, "default": 1}}},
    "multi_prompt": {"type": "array", "title": "Segments", "description": _SUM, "maxItems": 20, "items": {"prompt": {"type": "str"}, "duration": {"type": "int", "minimum": 3, "maximum": 15, "default": 5}}},
    "voice": {"type": "string", "enum": ["Anna", "Ben", "Cleo"], "default": "Dora", "title": "Voice"},
    "strength": {"type": "float", "exclusiveMinimum": True, "minimum": 0, "maximum": 1, "title": "Strength"},
    "camera": {"type": "dict", "title": "Camera", "properties": {"pan": {"type": "float", "minimum": -10, "maximum": 10}, "zoom": {"type": "float"}}},
    "class": {"type": "string", "title": "Class", "nullable": True},
}  # fmt: skip


def random_catalogue(count: int, seed: int = 0) -> dict[str, Any]:
    """Return a response of `GET /v1/models?include_schema=true` with this many endpoints."""
    return {"models": random_entries(count, seed), "total": count}


def random_entries(count: int, seed: int = 0) -> list[Entry]:
    """Return this many entries, always the same for one seed."""
    ids = list(_ids())
    if count > len(ids):
        raise ValueError(f"there are {len(ids)} ids")
    return [_entry(id, Random(f"{seed}/{id}")) for id in ids[:count]]


def _ids() -> Iterator[str]:
    """Yield ids of two to five segments, no two with the same Python path."""
    for tier, task, family in product(_TIERS, _TASKS, _FAMILIES):
        yield "/".join(filter(None, (family, tier, task)))


def _entry(id: str, random: Random) -> Entry:
    task = id.rpartition("/")[2]
    made = task.rpartition("-")[2]
    names = random.sample(sorted(_OPTIONAL), random.randint(4, 11))
    if "multi_prompt" in names and "duration" not in names:
        names.append("duration")
    media = {"image_url": _image("Image")} if task.startswith(("image", "upscale", "lip")) else {}
    properties = {"prompt": _PROMPT, **media, **{name: _OPTIONAL[name] for name in names}}
    required = ["prompt", *media, *(["no_such_field"] if random.random() < 0.1 else [])]
    return {
        "model_id": id,
        "display_name": id.replace("/", " "),
        "description": f"{task.replace('-', ' ').capitalize()} with {id.split('/')[1]}.",
        "categories": [task, made],
        "kind": made,
        "base_price_usd": round(random.uniform(0.005, 1.5), 3),
        "price_unit": random.choice(["output", "second", "request"]),
        "pricing_note": random.choice(["", "Sound costs 20 % more.", "Twice as much in 1080."]),
        "model_url": f"https://www.example.com/models/{id.replace(' ', '-')}",
        "input_schema": {
            "type": "object",
            "title": task,
            "required": required,
            "properties": properties,
        },
    }
