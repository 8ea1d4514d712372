"""The smallest schemas that need each repair, before and after it, and schemas that need none."""

from __future__ import annotations

from typing import Any

from normalize.dialect_cases import DIALECT_CASES
from normalize.value_cases import VALUE_CASES

URI = {"type": "string", "format": "uri"}
IMAGE = {**URI, "x-media": {"kind": "image"}}
FILES = "Supports jpg, JPEG and png."
NUMBER = {"type": "number"}
LIMIT = {
    "validation_rule": "file_size_mb<",
    "validation_value": "10",
    "validation_error": "Too big",
}
FORMATS = ["jpeg", "jpg", "png"]

# code: (schema of the property `it`, or a map from a property's name to its schema; the repaired schema)
CASES: dict[str, list[tuple[Any, Any]]] = {
    **DIALECT_CASES,
    **VALUE_CASES,
    "type-alias": [
        ({"type": "float"}, NUMBER),
        ({"type": "Integer"}, {"type": "integer"}),
        ({"type": ["str", "string", "null"]}, {"type": ["string", "null"]}),
        ({"type": "dict"}, {"type": "object"}),
        ({"type": "list"}, {"type": "array"}),
        ({"type": "bool"}, {"type": "boolean"}),
        ({"type": "double"}, NUMBER),
    ],
    "bare-items": [
        (
            {"type": "array", "items": {"a": {"type": "string"}, "b": NUMBER}},
            {
                "type": "array",
                "items": {"type": "object", "properties": {"a": {"type": "string"}, "b": NUMBER}},
            },
        ),
        (
            {"type": "array", "items": {"type": {"type": "string"}, "format": {"enum": ["a"]}}},
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"type": {"type": "string"}, "format": {"enum": ["a"]}},
                },
            },
        ),
    ],
    "implied-type": [
        ({"properties": {"a": NUMBER}}, {"type": "object", "properties": {"a": NUMBER}}),
        ({"format": "int64"}, {"type": "integer", "format": "int64"}),
        ({"format": "double"}, {**NUMBER, "format": "double"}),
        ({"items": NUMBER}, {"type": "array", "items": NUMBER}),
    ],
    "empty-branches": [
        ({"type": "string", "anyOf": [], "format": "uri"}, {"type": "string", "format": "uri"}),
        ({"enum": [1, "a"], "oneOf": [], "allOf": []}, {"enum": [1, "a"]}),
        ({"type": "string", "anyOf": [], "nullable": True}, {"type": ["string", "null"]}),
    ],
    "media-format": [
        ({"type": "string", "format": "image_uri"}, IMAGE),
        ({"format": "audio_uri"}, {"format": "uri", "x-media": {"kind": "audio"}}),
        ({"type": "array", "format": "image_uris"}, {"type": "array", "items": IMAGE}),
        (
            {
                "type": "array",
                "format": "image_uris",
                "items": {"type": "string", "format": "image_uri"},
            },
            {"type": "array", "items": IMAGE},
        ),
        (
            {"type": "array", "items": {"type": "string", "format": "video_uri"}},
            {"type": "array", "items": {**URI, "x-media": {"kind": "video"}}},
        ),
    ],
    "ui-format": [
        ({"type": "string", "format": "str"}, {"type": "string"}),
        ({"type": "integer", "format": "int_slider_with_range"}, {"type": "integer"}),
        ({"type": "string", "format": "TextArea"}, {"type": "string"}),
        ({"type": "string", "format": "seconds_range"}, {"type": "string"}),
    ],
    "validations": [
        (
            {
                "type": "string",
                "validations": [
                    LIMIT,
                    {"validation_rule": "width/height >", "validation_value": 0.4},
                ],
            },
            {
                "type": "string",
                "x-media": {
                    "limits": [
                        {"of": "file_size_mb", "is": "<", "value": 10},
                        {"of": "width/height", "is": ">", "value": 0.4},
                    ]
                },
            },
        ),
        ({"type": "string", "validations": []}, {"type": "string"}),
    ],
    "media-prose": [
        (
            {"image_url": {"type": "string", "description": FILES}},
            {"type": "string", "x-media": {"kind": "image", "formats": FORMATS}},
        ),
        (
            {
                "起始_image": {
                    "type": "string",
                    "format": "image_uri",
                    "description": "支援jpg、jpeg、png格式。",
                }
            },
            {**IMAGE, "x-media": {"kind": "image", "formats": FORMATS}},
        ),
        (
            {"clips": {"type": "array", "items": {"type": "string"}, "description": "mp4/mov"}},
            {
                "type": "array",
                "items": {
                    "type": "string",
                    "x-media": {"kind": "video", "formats": ["mov", "mp4"]},
                },
            },
        ),
        (
            {
                "audio_url": {
                    "type": "string",
                    "description": "WAV, mp3; max. 10 MB",
                    "format": "audio_uri",
                }
            },
            {**URI, "x-media": {"kind": "audio", "formats": ["mp3", "wav"]}},
        ),
    ],
    "required-unknown": [
        (
            {"type": "object", "properties": {"a": NUMBER}, "required": ["a", "b"]},
            {"type": "object", "properties": {"a": NUMBER}, "required": ["a"]},
        ),
        (
            {"type": "object", "properties": {"a": NUMBER}, "required": ["b"]},
            {"type": "object", "properties": {"a": NUMBER}},
        ),
    ],
}
KEPT: list[Any] = [
    {"type": "number", "format": "float"},
    {"type": ["number", "null"], "format": "double"},
    {"type": "integer", "format": "int32", "minimum": 0},
    {"type": "string", "format": "password"},
    {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    {"type": "integer", "maximum": 9223372036854775000},
    {"type": "number", "maximum": 9223372036854776000},
    {"type": "string", "default": "low quality, noise"},
    {"type": "string", "format": "uri", "default": "https://example.com/base.bin"},
    {**IMAGE, "default": "https://example.com/mask.png"},
    {"type": "array", "items": {"type": "object", "properties": {"min": NUMBER, "max": NUMBER}}},
    {"type": "string", "enum": ["true", "false"], "default": "true"},
    {"type": "string", "x-order": 3, "x-anything": {"min": 1}},
    {"type": "integer", "minimum": 3, "maximum": 15, "default": 10},
    {"type": "number", "default": 0.5},
    {"type": "number", "default": 1},
    {"type": "integer", "default": 5.0},
    {"type": "boolean", "default": True},
    {"type": "string", "enum": ["customize"], "default": "customize"},
    {"type": "string", "default": "en"},
    {"type": ["string", "null"], "default": None},
    {"type": "string", "format": "date-time"},
    {"type": "string", "enum": ["5"], "default": "5"},
    {"not": {"properties": {"a": NUMBER}}},
    {"not": {"type": "object", "properties": {"a": NUMBER}, "required": ["b"]}},
    {"type": "object", "properties": {}, "patternProperties": {"^b": NUMBER}, "required": ["b"]},
    {"type": "array", "items": {"type": "object", "properties": {"prompt": {"type": "string"}}}},
    {"type": "array", "items": True},
    {"type": "array", "items": {"x-media": {"kind": "image"}}},
    {"type": "array", "items": {"type": "object", "properties": {"type": {"type": "string"}}}},
]
