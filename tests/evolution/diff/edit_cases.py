"""Table of keyword x edit: what each edit does to the values of an input, and waived cells.

A cell is `(old, new, verdict for a request, verdict for a response)`; both schemas are
those of one field. A verdict depends only on the accepted values, never on the edit's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from evolution.diff.edit_verdicts import (
    NO_EFFECT,
    PAIR,
    UNDECIDED,
    VALUES_GAINED,
    VALUES_LOST,
    VALUES_LOST_AND_GAINED,
    WHOLE,
    A,
    EditCase,
    N,
    S,
    annotation_cases,
    bound_cases,
)
from evolution.diff.object_edit_cases import OBJECT_EDIT_CASES

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
    "multipleOf": bound_cases(N, "multipleOf", 2, 4, 3),
    "maximum": bound_cases(N, "maximum", 5, 4),
    "exclusiveMaximum": bound_cases(N, "exclusiveMaximum", 5, 4),
    "minimum": bound_cases(N, "minimum", 4, 5),
    "exclusiveMinimum": bound_cases(N, "exclusiveMinimum", 4, 5),
    "maxLength": bound_cases(S, "maxLength", 5, 4),
    "minLength": bound_cases(S, "minLength", 4, 5),
    "pattern": {
        "added": (S, {**S, "pattern": "^a+$"}, *VALUES_LOST),
        "removed": ({**S, "pattern": "^a+$"}, S, *VALUES_GAINED),
        "changed": ({**S, "pattern": "^a+$"}, {**S, "pattern": "^b+$"}, *VALUES_LOST_AND_GAINED),
    },
    "maxItems": bound_cases(A, "maxItems", 5, 4),
    "minItems": bound_cases(A, "minItems", 4, 5),
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
    "minContains": bound_cases({**A, "contains": WHOLE}, "minContains", 2, 3),
    "maxContains": bound_cases({**A, "contains": WHOLE}, "maxContains", 3, 2),
    "prefixItems": bound_cases(
        PAIR, "prefixItems", [{**N, "minimum": 1}], [{**N, "minimum": 2}], [{**N, "maximum": 1}]
    ),
    "items": bound_cases(
        {"type": "array"}, "items", {"type": "number"}, {"type": "integer"}, {"type": "string"}
    ),
    **OBJECT_EDIT_CASES,
    "x-media": bound_cases(
        S,
        "x-media",
        {"kind": "image"},
        {"kind": "image", "formats": ["png"]},
        {"kind": "video"},
    ),
    "title": annotation_cases("title", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "description": annotation_cases("description", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "examples": annotation_cases("examples", ["a"], ["b"], NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "$comment": annotation_cases("$comment", "a", "b", NO_EFFECT, NO_EFFECT, NO_EFFECT),
    "$schema": annotation_cases(
        "$schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2020-12/schema#",
        NO_EFFECT,
        NO_EFFECT,
        NO_EFFECT,
    ),
    "default": annotation_cases(
        "default", "a", "b", ("compatible", "compatible"), ("warning", "none"), ("warning", "none")
    ),
    **{
        word: annotation_cases(word, True, True, UNDECIDED, ("compatible", "compatible"), UNDECIDED)
        for word in ("deprecated", "readOnly", "writeOnly")
    },
    **{
        word: annotation_cases(word, one, two, UNDECIDED, UNDECIDED, UNDECIDED)
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
