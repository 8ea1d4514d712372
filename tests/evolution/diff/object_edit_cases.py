"""The cells of keywords about objects, of conditions and of combinators."""

from __future__ import annotations

from collections.abc import Mapping

from evolution.diff.edit_verdicts import (
    FIELDS,
    OPEN_OBJECT,
    VALUES_GAINED,
    VALUES_LOST,
    VALUES_LOST_AND_GAINED,
    WHOLE,
    EditCase,
    N,
    S,
    bound_cases,
)

OBJECT_EDIT_CASES: Mapping[str, Mapping[str, EditCase]] = {
    "maxProperties": bound_cases(FIELDS, "maxProperties", 2, 1),
    "minProperties": bound_cases(FIELDS, "minProperties", 1, 2),
    "required": bound_cases(FIELDS, "required", ["x"], ["x", "y"], ["y"]),
    "dependentRequired": bound_cases(
        FIELDS, "dependentRequired", {"x": ["y"]}, {"x": ["y", "z"]}, {"y": ["x"]}
    ),
    "additionalProperties": {
        "added": (
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            *VALUES_LOST,
        ),
        "removed": (
            {"type": "object", "additionalProperties": S},
            {"type": "object"},
            *VALUES_GAINED,
        ),
        "tightened": (OPEN_OBJECT, {"type": "object", "additionalProperties": S}, *VALUES_LOST),
        "loosened": (
            {"type": "object", "additionalProperties": False},
            OPEN_OBJECT,
            *VALUES_GAINED,
        ),
        "changed": (
            {"type": "object", "additionalProperties": S},
            {"type": "object", "additionalProperties": WHOLE},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "properties": {
        "added": ({**FIELDS, "properties": {"x": S}}, FIELDS, "compatible", "compatible"),
        "removed": (FIELDS, {**FIELDS, "properties": {"x": S}}, "breaking", "breaking"),
        "tightened": (
            {**FIELDS, "properties": {"x": {}}},
            {**FIELDS, "properties": {"x": S}},
            *VALUES_LOST,
        ),
        "loosened": (
            {**FIELDS, "properties": {"x": S}},
            {**FIELDS, "properties": {"x": {}}},
            *VALUES_GAINED,
        ),
        "changed": (
            {**FIELDS, "properties": {"x": S}},
            {**FIELDS, "properties": {"x": WHOLE}},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "patternProperties": {
        "added": (
            OPEN_OBJECT,
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            *VALUES_LOST,
        ),
        "removed": (
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            OPEN_OBJECT,
            *VALUES_GAINED,
        ),
        "tightened": (
            {**OPEN_OBJECT, "patternProperties": {"^a": N}},
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            *VALUES_LOST,
        ),
        "loosened": (
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            {**OPEN_OBJECT, "patternProperties": {"^a": N}},
            *VALUES_GAINED,
        ),
        "changed": (
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "dependentSchemas": bound_cases(
        FIELDS,
        "dependentSchemas",
        {"x": {"required": ["y"]}},
        {"x": {"required": ["y", "z"]}},
        {"y": {"required": ["x"]}},
    ),
    "propertyNames": bound_cases(
        OPEN_OBJECT, "propertyNames", {"maxLength": 5}, {"maxLength": 4}, {"minLength": 5}
    ),
    "if": {
        "added": (N, {**N, "if": {"minimum": 5}, "then": {"maximum": 6}}, *VALUES_LOST),
        "removed": ({**N, "if": {"minimum": 5}, "then": {"maximum": 6}}, N, *VALUES_GAINED),
        "changed": (
            {**N, "if": {"minimum": 5}, "then": {"multipleOf": 2}},
            {**N, "if": {"maximum": 5}, "then": {"multipleOf": 2}},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "then": bound_cases(
        {**N, "if": {"minimum": 5}, "else": {"maximum": 3}},
        "then",
        {"maximum": 8},
        {"maximum": 6},
        {"minimum": 7},
    ),
    "else": bound_cases(
        {**N, "if": {"minimum": 5}, "then": {"maximum": 8}},
        "else",
        {"minimum": 1},
        {"minimum": 3},
        {"maximum": 2},
    ),
    "allOf": {
        "added": (S, {**S, "allOf": [{"pattern": "^a"}, {"pattern": "b$"}]}, *VALUES_LOST),
        "removed": ({**S, "allOf": [{"pattern": "^a"}, {"pattern": "b$"}]}, S, *VALUES_GAINED),
        "tightened": (
            {**S, "allOf": [{"not": {"const": "a"}}]},
            {**S, "allOf": [{"not": {"const": "a"}}, {"not": {"const": "b"}}]},
            *VALUES_LOST,
        ),
        "loosened": (
            {**S, "allOf": [{"not": {"const": "a"}}, {"not": {"const": "b"}}]},
            {**S, "allOf": [{"not": {"const": "a"}}]},
            *VALUES_GAINED,
        ),
        "changed": (
            {**S, "allOf": [{"not": {"const": "a"}}]},
            {**S, "allOf": [{"not": {"const": "b"}}]},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "anyOf": {
        "added": ({}, {"anyOf": [S, WHOLE]}, *VALUES_LOST),
        "removed": ({"anyOf": [S, WHOLE]}, {}, *VALUES_GAINED),
        "tightened": ({"anyOf": [S, WHOLE, {"type": "null"}]}, {"anyOf": [S, WHOLE]}, *VALUES_LOST),
        "loosened": (
            {"anyOf": [S, WHOLE]},
            {"anyOf": [S, WHOLE, {"type": "null"}]},
            *VALUES_GAINED,
        ),
        "changed": (
            {"anyOf": [S, WHOLE]},
            {"anyOf": [S, {"type": "null"}]},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "oneOf": {
        "added": (N, {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]}, *VALUES_LOST),
        "removed": ({**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]}, N, *VALUES_GAINED),
        "tightened": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]},
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 7}]},
            *VALUES_LOST,
        ),
        "loosened": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 7}]},
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]},
            *VALUES_GAINED,
        ),
        "changed": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 3}]},
            {**N, "oneOf": [{"minimum": 9}, {"maximum": 4}]},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "not": {
        "added": (S, {**S, "not": {"const": "a"}}, *VALUES_LOST),
        "removed": ({**S, "not": {"const": "a"}}, S, *VALUES_GAINED),
        "tightened": ({**N, "not": {"minimum": 5}}, {**N, "not": {"minimum": 4}}, *VALUES_LOST),
        "loosened": ({**N, "not": {"minimum": 4}}, {**N, "not": {"minimum": 5}}, *VALUES_GAINED),
        "changed": (
            {**S, "not": {"const": "a"}},
            {**S, "not": {"const": "b"}},
            *VALUES_LOST_AND_GAINED,
        ),
    },
}
