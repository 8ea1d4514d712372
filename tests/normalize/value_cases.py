"""Listed values and defaults that are spelled otherwise or mean nothing, before and after their repair."""

from __future__ import annotations

from typing import Any

NUMBER = {"type": "number"}
IMAGE = {"type": "string", "format": "uri", "x-media": {"kind": "image"}}

# As in `repair_cases`.
VALUE_CASES: dict[str, list[tuple[Any, Any]]] = {
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
        (
            {"type": "string", "enum": [5, 8.5, "auto"]},
            {"type": "string", "enum": ["5", "8.5", "auto"]},
        ),
        (
            {"type": ["string", "null"], "enum": [5, "5", None]},
            {"type": ["string", "null"], "enum": ["5", None]},
        ),
        ({"type": "string", "enum": ["auto", True]}, {"type": "string", "enum": ["auto", "true"]}),
        ({"type": "boolean", "enum": ["true"]}, {"type": "boolean", "enum": [True]}),
        ({"type": "string", "const": 5}, {"type": "string", "const": "5"}),
        ({"type": "integer", "const": "5"}, {"type": "integer", "const": 5}),
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
        ({"type": "string", "default": 5}, {"type": "string", "default": "5"}),
        (
            {"type": "string", "enum": ["5", "8"], "default": 5},
            {"type": "string", "enum": ["5", "8"], "default": "5"},
        ),
        (
            {"type": "string", "enum": ["5.0", "8"], "default": 5},
            {"type": "string", "enum": ["5.0", "8"], "default": "5.0"},
        ),
        (
            {"enum": ["True", "False"], "default": True},
            {"enum": ["True", "False"], "default": "True"},
        ),
        ({"enum": [5, 8], "default": "5"}, {"enum": [5, 8], "default": 5}),
        (
            {"type": "integer", "enum": [1, 0], "default": "1"},
            {"type": "integer", "enum": [1, 0], "default": 1},
        ),
        (
            {"type": "string", "enum": ["5", "5.0"], "default": 5},
            {"type": "string", "enum": ["5", "5.0"]},
        ),
        (
            {"type": "string", "enum": ["1", "0"], "default": True},
            {"type": "string", "enum": ["1", "0"]},
        ),
        ({"type": "string", "default": True}, {"type": "string"}),
        (
            {"type": "array", "items": {"type": "integer"}, "default": ["1", 2]},
            {"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
        ),
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
        (
            {"type": "string", "pattern": "^a$", "default": "b"},
            {"type": "string", "pattern": "^a$"},
        ),
        ({"type": "integer", "multipleOf": 8, "default": 9}, {"type": "integer", "multipleOf": 8}),
        (
            {"anyOf": [{"type": "integer", "maximum": 3}, {"type": "null"}], "default": 5},
            {"anyOf": [{"type": "integer", "maximum": 3}, {"type": "null"}]},
        ),
    ],
}
