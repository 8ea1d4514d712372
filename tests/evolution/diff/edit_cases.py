"""Table of keyword x edit: what each edit does to the values of an input, and waived cells.

A cell is `(old, new, verdict for a request, verdict for a response)`; both schemas are
those of one field. A verdict depends only on the accepted values, never on the edit's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EditCase = tuple[Any, Any, str, str]
EDITS = ("added", "removed", "tightened", "loosened", "changed")

VALUES_LOST = ("breaking", "compatible")
"""Values are removed: a request breaks, a response does not."""
VALUES_GAINED = ("compatible", "breaking")
"""Values are added."""
VALUES_LOST_AND_GAINED = ("breaking", "breaking")
UNDECIDED = ("warning", "warning")
"""The spec does not decide it."""
NO_EFFECT = ("none", "none")

S: Any = {"type": "string"}
N: Any = {"type": "number"}
A: Any = {"type": "array", "items": {"type": "integer"}}
FIELDS: Any = {
    "type": "object",
    "properties": {"x": S, "y": S, "z": S},
}
OPEN_OBJECT: Any = {"type": "object", "additionalProperties": True}


def _bound_cases(
    base: Any, word: str, loose: Any, tight: Any, other: Any = None
) -> dict[str, EditCase]:
    """Return the cells of a keyword that removes values, from a looser and a tighter value."""
    wide, narrow = {**base, word: loose}, {**base, word: tight}
    cells = {
        "added": (base, wide, *VALUES_LOST),
        "removed": (wide, base, *VALUES_GAINED),
        "tightened": (wide, narrow, *VALUES_LOST),
        "loosened": (narrow, wide, *VALUES_GAINED),
    }
    if other is not None:
        cells["changed"] = (wide, {**base, word: other}, *VALUES_LOST_AND_GAINED)
    return cells


def _annotation_cases(
    word: str, one: Any, two: Any, *verdicts: tuple[str, str]
) -> dict[str, EditCase]:
    added, removed, changed = verdicts
    first, second = {**S, word: one}, {**S, word: two}
    found = {"added": (S, first, *added), "removed": (first, S, *removed)}
    return {**found, "changed": (first, second, *changed)} if one != two else found


WHOLE: Any = {"type": "integer"}
PAIR: Any = {"type": "array", "items": N}
EDIT_CASES: Mapping[str, Mapping[str, EditCase]] = {
    "type": {
        "added": ({}, S, *VALUES_LOST),
        "removed": (S, {}, *VALUES_GAINED),
        "tightened": ({"type": ["string", "null"]}, S, *VALUES_LOST),
        "loosened": (WHOLE, N, *VALUES_GAINED),
        "changed": (S, WHOLE, *VALUES_LOST_AND_GAINED),
    },
    "enum": {
        "added": (S, {"enum": ["a", "b"]}, *VALUES_LOST),
        "removed": ({"enum": ["a", "b"]}, S, *VALUES_GAINED),
        "tightened": ({"enum": ["a", "b"]}, {"enum": ["a"]}, *VALUES_LOST),
        "loosened": ({"enum": ["a"]}, {"enum": ["a", "b"]}, *VALUES_GAINED),
        "changed": ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, *VALUES_LOST_AND_GAINED),
    },
    "const": {
        "added": (S, {"const": "a"}, *VALUES_LOST),
        "removed": ({"const": "a"}, S, *VALUES_GAINED),
        "tightened": ({"enum": ["a", "b"]}, {"const": "a"}, *VALUES_LOST),
        "loosened": ({"const": "a"}, {"enum": ["a", "b"]}, *VALUES_GAINED),
        "changed": ({"const": "a"}, {"const": "b"}, *VALUES_LOST_AND_GAINED),
    },
    "multipleOf": _bound_cases(N, "multipleOf", 2, 4, 3),
    "maximum": _bound_cases(N, "maximum", 5, 4),
    "exclusiveMaximum": _bound_cases(N, "exclusiveMaximum", 5, 4),
    "minimum": _bound_cases(N, "minimum", 4, 5),
    "exclusiveMinimum": _bound_cases(N, "exclusiveMinimum", 4, 5),
    "maxLength": _bound_cases(S, "maxLength", 5, 4),
    "minLength": _bound_cases(S, "minLength", 4, 5),
    "pattern": {
        "added": (S, {**S, "pattern": "^a+$"}, *VALUES_LOST),
        "removed": ({**S, "pattern": "^a+$"}, S, *VALUES_GAINED),
        "changed": ({**S, "pattern": "^a+$"}, {**S, "pattern": "^b+$"}, *VALUES_LOST_AND_GAINED),
    },
    "maxItems": _bound_cases(A, "maxItems", 5, 4),
    "minItems": _bound_cases(A, "minItems", 4, 5),
    "uniqueItems": {
        "added": (A, {**A, "uniqueItems": True}, *VALUES_LOST),
        "removed": ({**A, "uniqueItems": True}, {**A, "uniqueItems": False}, *VALUES_GAINED),
    },
    "contains": {
        "added": (PAIR, {**PAIR, "contains": WHOLE}, *VALUES_LOST),
        "removed": ({**PAIR, "contains": WHOLE}, PAIR, *VALUES_GAINED),
        "tightened": ({**PAIR, "contains": N}, {**PAIR, "contains": WHOLE}, *VALUES_LOST),
        "loosened": ({**PAIR, "contains": WHOLE}, {**PAIR, "contains": N}, *VALUES_GAINED),
        "changed": (
            {**PAIR, "contains": {"const": 1}},
            {**PAIR, "contains": {"const": 2}},
            *VALUES_LOST_AND_GAINED,
        ),
    },
    "minContains": _bound_cases({**A, "contains": WHOLE}, "minContains", 2, 3),
    "maxContains": _bound_cases({**A, "contains": WHOLE}, "maxContains", 3, 2),
    "maxProperties": _bound_cases(FIELDS, "maxProperties", 2, 1),
    "minProperties": _bound_cases(FIELDS, "minProperties", 1, 2),
    "required": _bound_cases(FIELDS, "required", ["x"], ["x", "y"], ["y"]),
    "dependentRequired": _bound_cases(
        FIELDS, "dependentRequired", {"x": ["y"]}, {"x": ["y", "z"]}, {"y": ["x"]}
    ),
    "prefixItems": _bound_cases(
        PAIR, "prefixItems", [{**N, "minimum": 1}], [{**N, "minimum": 2}], [{**N, "maximum": 1}]
    ),
    "items": _bound_cases(
        {"type": "array"}, "items", {"type": "number"}, {"type": "integer"}, {"type": "string"}
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
    "dependentSchemas": _bound_cases(
        FIELDS,
        "dependentSchemas",
        {"x": {"required": ["y"]}},
        {"x": {"required": ["y", "z"]}},
        {"y": {"required": ["x"]}},
    ),
    "propertyNames": _bound_cases(
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
    "then": _bound_cases(
        {**N, "if": {"minimum": 5}, "else": {"maximum": 3}},
        "then",
        {"maximum": 8},
        {"maximum": 6},
        {"minimum": 7},
    ),
    "else": _bound_cases(
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
    "x-media": _bound_cases(
        S,
        "x-media",
        {"kind": "image"},
        {"kind": "image", "formats": ["png"]},
        {"kind": "video"},
    ),
    "title": _annotation_cases("title", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "description": _annotation_cases("description", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "examples": _annotation_cases("examples", ["a"], ["b"], NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "$comment": _annotation_cases("$comment", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "$schema": _annotation_cases(
        "$schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2020-12/schema#",
        NO_EFFECT,
        NO_EFFECT,
        NO_EFFECT,
    ),
    "default": _annotation_cases(
        "default", "a", "b", ("compatible", "compatible"), ("warning", "none"), ("warning", "none")
    ),
    **{
        word: _annotation_cases(
            word, True, True, UNDECIDED, ("compatible", "compatible"), UNDECIDED
        )
        for word in ("deprecated", "readOnly", "writeOnly")
    },
    **{
        word: _annotation_cases(word, one, two, UNDECIDED, UNDECIDED, UNDECIDED)
        for word, one, two in (
            ("format", "uri", "email"),
            ("contentEncoding", "base64", "base32"),
            ("contentMediaType", "text/plain", "text/html"),
            ("contentSchema", {"type": "string"}, {"type": "object"}),
        )
    },
}

_ONE_WAY = "of two values, one is always the tighter"
_TWO = "it has only two values, one of which is its absence"
_IMAGE = "whether one pattern contains another is not computed: it is a change"
_SAID = "it asserts nothing, so no value is tighter than another"
_PART = "the effects of two different `if` have no order"
WAIVED: Mapping[tuple[str, str], str] = {
    **{
        (w, "changed"): _ONE_WAY
        for w in "maximum exclusiveMaximum minimum exclusiveMinimum".split()
    },
    **{(w, "changed"): _ONE_WAY for w in "maxLength minLength maxItems minItems".split()},
    **{(w, "changed"): _ONE_WAY for w in "minContains maxContains".split()},
    **{(w, "changed"): _ONE_WAY for w in "maxProperties minProperties".split()},
    **{("uniqueItems", edit): _TWO for edit in ("tightened", "loosened", "changed")},
    **{(w, "changed"): _TWO for w in ("deprecated", "readOnly", "writeOnly")},
    **{("pattern", edit): _IMAGE for edit in ("tightened", "loosened")},
    **{("if", edit): _PART for edit in ("tightened", "loosened")},
    **{
        (word, edit): _SAID
        for word in "title description default deprecated readOnly writeOnly examples format "
        "contentEncoding contentMediaType contentSchema $comment $schema".split()
        for edit in ("tightened", "loosened")
    },
}
"""Cells without a case, with the reason; a cell with both fails the tests."""
