"""The smallest schemas that need the repairs of services whose files say how documents mark media."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
IMAGE = {"type": "string", "x-media": {"kind": "image"}}
ANY_MEDIUM = {"type": "string", "x-media": {}}
LIMITED = {"kind": "image", "limits": [{"of": "width", "is": ">=", "value": 300}]}

# code: (schema of the property `it`, or a map from a property's name to its schema; the repaired schema)
MARKED_CASES: dict[str, list[tuple[Any, Any]]] = {
    "media-mark": [
        ({"start_image_url": TEXT}, IMAGE),
        ({"Image_URL": TEXT}, IMAGE),
        ({"audio_url": TEXT}, {"type": "string", "x-media": {"kind": "audio"}}),
        ({"mask_url": TEXT}, ANY_MEDIUM),
        ({"image_or_video_url": TEXT}, ANY_MEDIUM),
        ({"video_thumbnail_url": TEXT}, ANY_MEDIUM),
        ({"image_urls": {"type": "array", "items": TEXT}}, {"type": "array", "items": IMAGE}),
        (
            {"image_url": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}},
            {"anyOf": [IMAGE, {"type": "array", "items": IMAGE}]},
        ),
        (
            {"image_url": {"type": ["string", "null"]}},
            {"type": ["string", "null"], "x-media": {"kind": "image"}},
        ),
        ({"image": {**TEXT, "format": "uri"}}, {**IMAGE, "format": "uri"}),
        ({"image": {**TEXT, "limits": {"min_width": 300}}}, {"type": "string", "x-media": LIMITED}),
        (
            {"images": {"type": "array", "items": TEXT, "limits": {"min_width": 300}}},
            {"type": "array", "items": {"type": "string", "x-media": LIMITED}},
        ),
        (
            {"source": {**TEXT, "limits": {"max_fps": 30}}},
            {
                "type": "string",
                "x-media": {"kind": "video", "limits": [{"of": "fps", "is": "<=", "value": 30}]},
            },
        ),
        (
            {"source": {**TEXT, "limits": {"max_duration": 9.5}}},
            {
                "type": "string",
                "x-media": {
                    "kind": "audio",
                    "limits": [{"of": "duration", "is": "<=", "value": 9.5}],
                },
            },
        ),
        (
            {"image": {**IMAGE, "limits": {"max_file_size": 10485760, "min_file_size": 1000}}},
            {
                "type": "string",
                "x-media": {
                    "kind": "image",
                    "limits": [
                        {"of": "file_size_mb", "is": "<=", "value": 10},
                        {"of": "file_size_bytes", "is": ">=", "value": 1000},
                    ],
                },
            },
        ),
    ],
    "single-all-of": [
        (
            {"allOf": [{"$ref": "#/$defs/Size"}], "default": "a"},
            {"default": "a", "$ref": "#/$defs/Size"},
        ),
    ],
    "rounded-bound": [
        (
            {"type": "integer", "minimum": -9223372036854776000, "maximum": 9223372036854776000},
            {"type": "integer"},
        ),
        (
            {"anyOf": [{"type": "integer", "maximum": 18446744073709552000}, {"type": "null"}]},
            {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        ),
    ],
    "write-only": [
        ({**TEXT, "x-cog-secret": True}, {**TEXT, "writeOnly": True}),
        ({**TEXT, "format": "password"}, {**TEXT, "format": "password", "writeOnly": True}),
        ({**TEXT, "x-cog-secret": False}, TEXT),
    ],
    "property-order": [
        (
            {
                "type": "object",
                "properties": {"a": TEXT, "b": TEXT, "c": TEXT},
                "x-fal-order-properties": ["c", "a", "gone"],
            },
            {
                "type": "object",
                "properties": {"c": {**TEXT, "x-order": 0}, "a": {**TEXT, "x-order": 1}, "b": TEXT},
            },
        ),
    ],
    "text-pieces": [
        (
            {"type": "array", "items": TEXT, "x-cog-array-type": "iterator"},
            {"type": "array", "items": TEXT},
        ),
        (
            {"type": "array", "items": TEXT, "x-cog-array-display": "concatenate"},
            {"type": "array", "items": TEXT},
        ),
    ],
    "ui-keyword": [
        ({"type": "number", "minimum": 0, "step": 0.1}, {"type": "number", "minimum": 0}),
        ({"type": ["integer", "null"], "step": 5}, {"type": ["integer", "null"]}),
    ],
    "limit-description": [({**TEXT, "limit_description": "At most 10 MB."}, TEXT)],
}
MARKED_KEPT: list[Any] = [
    {"image_url": {"type": "string", "enum": ["a", "b"]}},
    {"control_url": {"type": "string", "examples": ["canny", "depth"]}},
    {"webhook_url": TEXT},
    {"status_callback_url": TEXT},
    {"model_url": {"type": "string", "default": "base"}},
    {"image_url": {"type": "object", "properties": {"url": TEXT}}},
    {"image_url": {"not": TEXT}},
    {"image": TEXT},
    {"it": {"type": "string", "enum": ["5", "10"], "default": "5"}},
    {"it": {"type": "string", "default": "None"}},
    {"it": {"type": "string", "deprecated": True, "x-order": 3}},
    {"it": {"type": "integer", "minimum": -(2**63), "maximum": 2**53}},
    {"it": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    {"it": {"type": "object", "additionalProperties": {"type": "number"}}},
    {"it": {"type": "object", "additionalProperties": True}},
]
