"""The smallest schemas that need each repair, before and after it, and schemas that need none."""

from __future__ import annotations

from typing import Any

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
        ({"items": NUMBER}, {"type": "array", "items": NUMBER}),
    ],
    "nullable": [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True}, {}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "const": "a", "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"anyOf": [NUMBER, {"type": "string"}], "nullable": True},
            {"anyOf": [NUMBER, {"type": "string"}, {"type": "null"}]},
        ),
        (
            {"allOf": [NUMBER], "nullable": True},
            {"anyOf": [{"allOf": [NUMBER]}, {"type": "null"}]},
        ),
        (
            {"anyOf": [NUMBER, {"type": "null"}], "nullable": True},
            {"anyOf": [NUMBER, {"type": "null"}]},
        ),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "x-nullable": False}, {"type": "string"}),
        (
            {"type": "string", "x-nullable": True, "nullable": False},
            {"type": ["string", "null"]},
        ),
        (
            {"oneOf": [NUMBER, {"type": "string", "enum": ["a"]}], "nullable": True},
            {"oneOf": [NUMBER, {"type": "string", "enum": ["a"]}, {"type": "null"}]},
        ),
        (
            {"oneOf": [NUMBER, {"type": ["string", "null"]}], "x-nullable": True},
            {"oneOf": [NUMBER, {"type": ["string", "null"]}]},
        ),
        (
            {"oneOf": [{"minimum": 3}, {"maxLength": 3}], "nullable": True},
            {"anyOf": [{"oneOf": [{"minimum": 3}, {"maxLength": 3}]}, {"type": "null"}]},
        ),
        (
            {"type": "string", "not": {"enum": ["a"]}, "nullable": True},
            {"type": ["string", "null"], "not": {"enum": ["a"]}},
        ),
        (
            {
                "type": "object",
                "if": {"required": ["a"]},
                "then": {"required": ["b"]},
                "nullable": True,
            },
            {"type": ["object", "null"], "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        ),
    ],
    "empty-branches": [
        ({"type": "string", "anyOf": [], "format": "uri"}, {"type": "string", "format": "uri"}),
        ({"enum": [1, "a"], "oneOf": [], "allOf": []}, {"enum": [1, "a"]}),
        ({"type": "string", "anyOf": [], "nullable": True}, {"type": ["string", "null"]}),
    ],
    "older-draft": [
        (
            {"type": "object", "dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {
                "type": "object",
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"c": {"required": ["d"]}},
            },
        ),
        (
            {"type": "object", "dependencies": {"a": True}},
            {"type": "object", "dependentSchemas": {"a": True}},
        ),
        (
            {"type": "array", "items": [NUMBER, True], "additionalItems": False},
            {"type": "array", "prefixItems": [NUMBER, True], "items": False},
        ),
        ({"type": "array", "items": [NUMBER]}, {"type": "array", "prefixItems": [NUMBER]}),
        (
            {"type": "array", "items": NUMBER, "additionalItems": False},
            {"type": "array", "items": NUMBER},
        ),
    ],
    "boolean-exclusive": [
        ({**NUMBER, "minimum": 0, "exclusiveMinimum": True}, {**NUMBER, "exclusiveMinimum": 0}),
        ({**NUMBER, "maximum": 9, "exclusiveMaximum": False}, {**NUMBER, "maximum": 9}),
        ({**NUMBER, "exclusiveMaximum": True}, NUMBER),
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
                    "description": "WAV, mp3; not for .mp4",
                    "format": "audio_uri",
                }
            },
            {**URI, "x-media": {"kind": "audio", "formats": ["mp3", "wav"]}},
        ),
    ],
    "enum-numbers": [
        ({"type": "integer", "enum": ["5", 10, "5.0"]}, {"type": "integer", "enum": [5, 10]}),
        (
            {"type": "number", "enum": ["0.5", "wide"]},
            {"type": "string", "enum": ["0.5", "wide"]},
        ),
        (
            {"type": ["integer", "null"], "enum": [4, "8", "auto"]},
            {"type": ["integer", "null", "string"], "enum": [4, "8", "auto"]},
        ),
    ],
    "demo-default": [
        ({"prompt": {"type": "string", "default": "A red kite."}}, {"type": "string"}),
        ({"negative_prompt_2": {"type": "string", "default": "blur"}}, {"type": "string"}),
        ({"multi_prompt": {"type": "array", "default": [{"prompt": "a"}]}}, {"type": "array"}),
        ({"type": "string", "default": "https://example.com/a.png"}, {"type": "string"}),
        ({"type": "array", "default": [{"at": "https://example.com/a.png"}]}, {"type": "array"}),
        ({"type": "string", "default": "as in the sample"}, {"type": "string"}),
        ({**IMAGE, "default": "kite.png"}, IMAGE),
    ],
    "default-type": [
        ({**NUMBER, "default": "0.5"}, {**NUMBER, "default": 0.5}),
        ({"type": "integer", "default": "5"}, {"type": "integer", "default": 5}),
        ({"type": "boolean", "default": "True"}, {"type": "boolean", "default": True}),
        ({"type": "integer", "default": None}, {"type": "integer"}),
        ({"type": "integer", "default": True}, {"type": "integer"}),
        ({"type": "integer", "default": "many"}, {"type": "integer"}),
    ],
    "default-outside": [
        ({"type": "integer", "maximum": 3, "default": 5}, {"type": "integer", "maximum": 3}),
        ({**NUMBER, "exclusiveMinimum": 0, "default": 0}, {**NUMBER, "exclusiveMinimum": 0}),
        ({"type": "string", "enum": ["a"], "default": "b"}, {"type": "string", "enum": ["a"]}),
        ({"type": "array", "minItems": 1, "default": []}, {"type": "array", "minItems": 1}),
        ({"type": "string", "maxLength": 2, "default": "abc"}, {"type": "string", "maxLength": 2}),
        ({"enum": [1], "default": True}, {"enum": [1]}),
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
