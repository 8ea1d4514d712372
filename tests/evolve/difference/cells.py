"""The completeness table: keyword × edit, what each edit does to the values of an input, and what is left out.

A cell is `(old, new, verdict for a request, verdict for an answer)`; both schemas are
those of one field. The law does not speak of the edit's name: only of what it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cell = tuple[Any, Any, str, str]
EDITS = ("added", "removed", "tightened", "loosened", "changed")

BREAKS = ("breaking", "compatible")
"""Values are taken away: a request breaks, an answer does not."""
FITS = ("compatible", "breaking")
"""Values are won."""
BOTH = ("breaking", "breaking")
OPEN = ("warning", "warning")
"""It cannot be decided from the spec."""
NOTHING = ("none", "none")

S: Any = {"type": "string"}
N: Any = {"type": "number"}
A: Any = {"type": "array", "items": {"type": "integer"}}
FIELDS: Any = {
    "type": "object",
    "properties": {"x": S, "y": S, "z": S},
}
OPEN_OBJECT: Any = {"type": "object", "additionalProperties": True}


def _of(base: Any, word: str, loose: Any, tight: Any, other: Any = None) -> dict[str, Cell]:
    """Give the cells of a keyword whose presence takes values away, from a looser and a tighter value."""
    wide, narrow = {**base, word: loose}, {**base, word: tight}
    cells = {
        "added": (base, wide, *BREAKS),
        "removed": (wide, base, *FITS),
        "tightened": (wide, narrow, *BREAKS),
        "loosened": (narrow, wide, *FITS),
    }
    if other is not None:
        cells["changed"] = (wide, {**base, word: other}, *BOTH)
    return cells


def _marks(word: str, one: Any, two: Any, *verdicts: tuple[str, str]) -> dict[str, Cell]:
    added, removed, changed = verdicts
    first, second = {**S, word: one}, {**S, word: two}
    found = {"added": (S, first, *added), "removed": (first, S, *removed)}
    return {**found, "changed": (first, second, *changed)} if one != two else found


WHOLE: Any = {"type": "integer"}
PAIR: Any = {"type": "array", "items": N}
CELLS: Mapping[str, Mapping[str, Cell]] = {
    "type": {
        "added": ({}, S, *BREAKS),
        "removed": (S, {}, *FITS),
        "tightened": ({"type": ["string", "null"]}, S, *BREAKS),
        "loosened": (WHOLE, N, *FITS),
        "changed": (S, WHOLE, *BOTH),
    },
    "enum": {
        "added": (S, {"enum": ["a", "b"]}, *BREAKS),
        "removed": ({"enum": ["a", "b"]}, S, *FITS),
        "tightened": ({"enum": ["a", "b"]}, {"enum": ["a"]}, *BREAKS),
        "loosened": ({"enum": ["a"]}, {"enum": ["a", "b"]}, *FITS),
        "changed": ({"enum": ["a", "b"]}, {"enum": ["a", "c"]}, *BOTH),
    },
    "const": {
        "added": (S, {"const": "a"}, *BREAKS),
        "removed": ({"const": "a"}, S, *FITS),
        "tightened": ({"enum": ["a", "b"]}, {"const": "a"}, *BREAKS),
        "loosened": ({"const": "a"}, {"enum": ["a", "b"]}, *FITS),
        "changed": ({"const": "a"}, {"const": "b"}, *BOTH),
    },
    "multipleOf": _of(N, "multipleOf", 2, 4, 3),
    "maximum": _of(N, "maximum", 5, 4),
    "exclusiveMaximum": _of(N, "exclusiveMaximum", 5, 4),
    "minimum": _of(N, "minimum", 4, 5),
    "exclusiveMinimum": _of(N, "exclusiveMinimum", 4, 5),
    "maxLength": _of(S, "maxLength", 5, 4),
    "minLength": _of(S, "minLength", 4, 5),
    "pattern": {
        "added": (S, {**S, "pattern": "^a+$"}, *BREAKS),
        "removed": ({**S, "pattern": "^a+$"}, S, *FITS),
        "changed": ({**S, "pattern": "^a+$"}, {**S, "pattern": "^b+$"}, *BOTH),
    },
    "maxItems": _of(A, "maxItems", 5, 4),
    "minItems": _of(A, "minItems", 4, 5),
    "uniqueItems": {
        "added": (A, {**A, "uniqueItems": True}, *BREAKS),
        "removed": ({**A, "uniqueItems": True}, {**A, "uniqueItems": False}, *FITS),
    },
    "contains": {
        "added": (PAIR, {**PAIR, "contains": WHOLE}, *BREAKS),
        "removed": ({**PAIR, "contains": WHOLE}, PAIR, *FITS),
        "tightened": ({**PAIR, "contains": N}, {**PAIR, "contains": WHOLE}, *BREAKS),
        "loosened": ({**PAIR, "contains": WHOLE}, {**PAIR, "contains": N}, *FITS),
        "changed": (
            {**PAIR, "contains": {"const": 1}},
            {**PAIR, "contains": {"const": 2}},
            *BOTH,
        ),
    },
    "minContains": _of({**A, "contains": WHOLE}, "minContains", 2, 3),
    "maxContains": _of({**A, "contains": WHOLE}, "maxContains", 3, 2),
    "maxProperties": _of(FIELDS, "maxProperties", 2, 1),
    "minProperties": _of(FIELDS, "minProperties", 1, 2),
    "required": _of(FIELDS, "required", ["x"], ["x", "y"], ["y"]),
    "dependentRequired": _of(
        FIELDS, "dependentRequired", {"x": ["y"]}, {"x": ["y", "z"]}, {"y": ["x"]}
    ),
    "prefixItems": _of(
        PAIR, "prefixItems", [{**N, "minimum": 1}], [{**N, "minimum": 2}], [{**N, "maximum": 1}]
    ),
    "items": _of(
        {"type": "array"}, "items", {"type": "number"}, {"type": "integer"}, {"type": "string"}
    ),
    "additionalProperties": {
        "added": ({"type": "object"}, {"type": "object", "additionalProperties": False}, *BREAKS),
        "removed": ({"type": "object", "additionalProperties": S}, {"type": "object"}, *FITS),
        "tightened": (OPEN_OBJECT, {"type": "object", "additionalProperties": S}, *BREAKS),
        "loosened": ({"type": "object", "additionalProperties": False}, OPEN_OBJECT, *FITS),
        "changed": (
            {"type": "object", "additionalProperties": S},
            {"type": "object", "additionalProperties": WHOLE},
            *BOTH,
        ),
    },
    "properties": {
        "added": ({**FIELDS, "properties": {"x": S}}, FIELDS, "compatible", "compatible"),
        "removed": (FIELDS, {**FIELDS, "properties": {"x": S}}, "breaking", "breaking"),
        "tightened": (
            {**FIELDS, "properties": {"x": {}}},
            {**FIELDS, "properties": {"x": S}},
            *BREAKS,
        ),
        "loosened": (
            {**FIELDS, "properties": {"x": S}},
            {**FIELDS, "properties": {"x": {}}},
            *FITS,
        ),
        "changed": (
            {**FIELDS, "properties": {"x": S}},
            {**FIELDS, "properties": {"x": WHOLE}},
            *BOTH,
        ),
    },
    "patternProperties": {
        "added": (
            OPEN_OBJECT,
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            "breaking",
            "warning",
        ),
        "removed": (
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            OPEN_OBJECT,
            "warning",
            "breaking",
        ),
        "tightened": (
            {**OPEN_OBJECT, "patternProperties": {"^a": N}},
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            *BREAKS,
        ),
        "loosened": (
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            {**OPEN_OBJECT, "patternProperties": {"^a": N}},
            *FITS,
        ),
        "changed": (
            {**OPEN_OBJECT, "patternProperties": {"^a": WHOLE}},
            {**OPEN_OBJECT, "patternProperties": {"^a": S}},
            *BOTH,
        ),
    },
    "dependentSchemas": _of(
        FIELDS,
        "dependentSchemas",
        {"x": {"required": ["y"]}},
        {"x": {"required": ["y", "z"]}},
        {"y": {"required": ["x"]}},
    ),
    "propertyNames": _of(
        OPEN_OBJECT, "propertyNames", {"maxLength": 5}, {"maxLength": 4}, {"minLength": 5}
    ),
    "if": {
        "added": (N, {**N, "if": {"minimum": 5}, "then": {"maximum": 6}}, *BREAKS),
        "removed": ({**N, "if": {"minimum": 5}, "then": {"maximum": 6}}, N, *FITS),
        "changed": (
            {**N, "if": {"minimum": 5}, "then": {"multipleOf": 2}},
            {**N, "if": {"maximum": 5}, "then": {"multipleOf": 2}},
            *BOTH,
        ),
    },
    "then": _of(
        {**N, "if": {"minimum": 5}, "else": {"maximum": 3}},
        "then",
        {"maximum": 8},
        {"maximum": 6},
        {"minimum": 7},
    ),
    "else": _of(
        {**N, "if": {"minimum": 5}, "then": {"maximum": 8}},
        "else",
        {"minimum": 1},
        {"minimum": 3},
        {"maximum": 2},
    ),
    "allOf": {
        "added": (S, {**S, "allOf": [{"pattern": "^a"}, {"pattern": "b$"}]}, *BREAKS),
        "removed": ({**S, "allOf": [{"pattern": "^a"}, {"pattern": "b$"}]}, S, *FITS),
        "tightened": (
            {**S, "allOf": [{"not": {"const": "a"}}]},
            {**S, "allOf": [{"not": {"const": "a"}}, {"not": {"const": "b"}}]},
            *BREAKS,
        ),
        "loosened": (
            {**S, "allOf": [{"not": {"const": "a"}}, {"not": {"const": "b"}}]},
            {**S, "allOf": [{"not": {"const": "a"}}]},
            *FITS,
        ),
        "changed": (
            {**S, "allOf": [{"not": {"const": "a"}}]},
            {**S, "allOf": [{"not": {"const": "b"}}]},
            *BOTH,
        ),
    },
    "anyOf": {
        "added": ({}, {"anyOf": [S, WHOLE]}, *BREAKS),
        "removed": ({"anyOf": [S, WHOLE]}, {}, *FITS),
        "tightened": ({"anyOf": [S, WHOLE, {"type": "null"}]}, {"anyOf": [S, WHOLE]}, *BREAKS),
        "loosened": ({"anyOf": [S, WHOLE]}, {"anyOf": [S, WHOLE, {"type": "null"}]}, *FITS),
        "changed": ({"anyOf": [S, WHOLE]}, {"anyOf": [S, {"type": "null"}]}, *BOTH),
    },
    "oneOf": {
        "added": (N, {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]}, *BREAKS),
        "removed": ({**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]}, N, *FITS),
        "tightened": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]},
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 7}]},
            "breaking",
            "warning",
        ),
        "loosened": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 7}]},
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 6}]},
            "warning",
            "breaking",
        ),
        "changed": (
            {**N, "oneOf": [{"minimum": 5}, {"maximum": 3}]},
            {**N, "oneOf": [{"minimum": 9}, {"maximum": 4}]},
            *BOTH,
        ),
    },
    "not": {
        "added": (S, {**S, "not": {"const": "a"}}, *BREAKS),
        "removed": ({**S, "not": {"const": "a"}}, S, *FITS),
        "tightened": ({**N, "not": {"minimum": 5}}, {**N, "not": {"minimum": 4}}, *BREAKS),
        "loosened": ({**N, "not": {"minimum": 4}}, {**N, "not": {"minimum": 5}}, *FITS),
        "changed": ({**S, "not": {"const": "a"}}, {**S, "not": {"const": "b"}}, *BOTH),
    },
    "x-media": _of(
        S,
        "x-media",
        {"kind": "image"},
        {"kind": "image", "formats": ["png"]},
        {"kind": "video"},
    ),
    "title": _marks("title", "a", "b", NOTHING, NOTHING, NOTHING),
    "description": _marks("description", "a", "b", NOTHING, NOTHING, NOTHING),
    "examples": _marks("examples", ["a"], ["b"], NOTHING, NOTHING, NOTHING),
    "$comment": _marks("$comment", "a", "b", NOTHING, NOTHING, NOTHING),
    "$schema": _marks(
        "$schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2020-12/schema#",
        NOTHING,
        NOTHING,
        NOTHING,
    ),
    "default": _marks(
        "default", "a", "b", ("compatible", "compatible"), ("warning", "none"), ("warning", "none")
    ),
    **{
        word: _marks(word, True, True, OPEN, ("compatible", "compatible"), OPEN)
        for word in ("deprecated", "readOnly", "writeOnly")
    },
    **{
        word: _marks(word, one, two, OPEN, OPEN, OPEN)
        for word, one, two in (
            ("format", "uri", "email"),
            ("contentEncoding", "base64", "base32"),
            ("contentMediaType", "text/plain", "text/html"),
            ("contentSchema", {"type": "string"}, {"type": "object"}),
        )
    },
}

_ONE_WAY = "two values of it are always ordered: one is the tighter"
_TWO = "it has two values, of which one is its absence"
_IMAGE = "whether one pattern takes all that another takes is not computed: it is a change"
_SAID = "it asserts nothing, so no value of it is tighter than another"
_PART = "another `if` is another question: what it does to values has no order"
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
"""Cells without a case, with the reason; a waiver for a cell that has a case fails the tests."""
