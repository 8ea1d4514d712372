"""Schemas in other dialects and in older drafts, before and after their repair."""

from __future__ import annotations

from typing import Any

NUMBER = {"type": "number"}

# As in `repair_cases`.
DIALECT_CASES: dict[str, list[tuple[Any, Any]]] = {
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
        (
            {"type": "object", "dependencies": {"a": "b"}},
            {"type": "object", "dependentRequired": {"a": ["b"]}},
        ),
        ({"type": "integer", "divisibleBy": 8}, {"type": "integer", "multipleOf": 8}),
        ({"type": "any", "maxLength": 3}, {"maxLength": 3}),
        ({"type": ["string", "any"]}, {}),
        (
            {"type": ["string", "null", {"type": "array", "items": NUMBER}]},
            {"anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": NUMBER}]},
        ),
        (
            {"type": ["string", {"type": "integer", "divisibleBy": 2}], "nullable": True},
            {"anyOf": [{"type": "string"}, {"type": "integer", "multipleOf": 2}, {"type": "null"}]},
        ),
        (
            {
                "type": "object",
                "properties": {"a": {**NUMBER, "required": True}, "b": {"required": False}},
            },
            {"type": "object", "properties": {"a": NUMBER, "b": {}}, "required": ["a"]},
        ),
        (
            {"type": "object", "properties": {"a": {"required": True}, "b": {}}, "required": ["b"]},
            {"type": "object", "properties": {"a": {}, "b": {}}, "required": ["b", "a"]},
        ),
        (
            {"type": "array", "items": {**NUMBER, "required": True}},
            {"type": "array", "items": NUMBER},
        ),
    ],
    "keyword-spelling": [
        ({"type": "string", "max_length": 5}, {"type": "string", "maxLength": 5}),
        (
            {"type": "string", "minLen": 2, "maxlength": "5"},
            {"type": "string", "minLength": 2, "maxLength": 5},
        ),
        ({**NUMBER, "ge": 0, "lt": 1.5}, {**NUMBER, "minimum": 0, "exclusiveMaximum": 1.5}),
        (
            {"type": ["int", "null"], "min": 1, "max": 9},
            {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
        ),
        (
            {"type": "array", "max-items": 3, "minLen": 1},
            {"type": "array", "maxItems": 3, "minItems": 1},
        ),
        (
            {**NUMBER, "multiple_of": 0.5, "maximum": 3, "max": 3},
            {**NUMBER, "multipleOf": 0.5, "maximum": 3},
        ),
        (
            {"any_of": [NUMBER, {"type": "string", "regex": "^a$"}]},
            {"anyOf": [NUMBER, {"type": "string", "pattern": "^a$"}]},
        ),
        (
            {"type": "object", "properties": {"a": NUMBER}, "additional_properties": False},
            {"type": "object", "properties": {"a": NUMBER}, "additionalProperties": False},
        ),
    ],
    "unset-keyword": [
        (
            {"type": "string", "maxLength": None, "enum": None, "description": None},
            {"type": "string"},
        ),
        ({"type": "array", "items": None, "minItems": 1}, {"type": "array", "minItems": 1}),
    ],
    "text-value": [
        (
            {
                "type": "integer",
                "minimum": "-9223372036854775808",
                "maximum": "9223372036854775807",
            },
            {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
        ),
        (
            {"type": "string", "minLength": "1", "maxLength": " 300 "},
            {"type": "string", "minLength": 1, "maxLength": 300},
        ),
        (
            {**NUMBER, "multipleOf": "0.1", "minimum": "-1e3"},
            {**NUMBER, "multipleOf": 0.1, "minimum": -1000.0},
        ),
        ({**NUMBER, "maximum": "Infinity", "minimum": "-inf"}, NUMBER),
        ({"type": "array", "uniqueItems": "true"}, {"type": "array", "uniqueItems": True}),
        ({"type": "string", "nullable": "true"}, {"type": ["string", "null"]}),
        ({**NUMBER, "minimum": "0", "exclusiveMinimum": "true"}, {**NUMBER, "exclusiveMinimum": 0}),
        (
            {
                "type": "object",
                "properties": {"a": {"required": "true"}},
                "additionalProperties": "False",
            },
            {
                "type": "object",
                "properties": {"a": {}},
                "required": ["a"],
                "additionalProperties": False,
            },
        ),
    ],
    "rounded-bound": [
        (
            {"type": "integer", "minimum": -9223372036854776000, "maximum": 9223372036854776000},
            {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
        ),
        (
            {"type": "integer", "maximum": 1.8446744073709552e19},
            {"type": "integer", "maximum": 2**64 - 1},
        ),
        (
            {"type": "integer", "maximum": "18446744073709552000"},
            {"type": "integer", "maximum": 2**64 - 1},
        ),
        (
            {"type": "integer", "exclusiveMaximum": 9223372036854776000},
            {"type": "integer", "exclusiveMaximum": 2**63},
        ),
    ],
    "openapi-keyword": [
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        (
            {
                "type": "string",
                "examples": {"one": {"summary": "A letter", "value": "a"}, "two": "b"},
            },
            {"type": "string", "examples": ["a", "b"]},
        ),
        ({"type": "string", "examples": "a"}, {"type": "string", "examples": ["a"]}),
        (
            {
                "type": "object",
                "discriminator": {"propertyName": "a"},
                "xml": {"name": "b"},
                "externalDocs": {"url": "c"},
            },
            {"type": "object"},
        ),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        (
            {"type": ["string", "null"], "format": "binary"},
            {"type": ["string", "null"], "contentMediaType": "application/octet-stream"},
        ),
    ],
    "boolean-exclusive": [
        ({**NUMBER, "minimum": 0, "exclusiveMinimum": True}, {**NUMBER, "exclusiveMinimum": 0}),
        ({**NUMBER, "maximum": 9, "exclusiveMaximum": False}, {**NUMBER, "maximum": 9}),
        ({**NUMBER, "exclusiveMaximum": True}, NUMBER),
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
}
