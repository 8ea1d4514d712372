"""The keywords of JSON Schema 2020-12, and what clientwright does with each.

`ASSERTION_KEYWORDS` are enforced by every generated package as in the standard (by the pydantic
models where those are exact, else by the runtime's interpreter). `ANNOTATION_KEYWORDS` are for
people. `UNSUPPORTED_KEYWORDS` are not generated: a problem reports keyword and line. Anything else
is not a keyword.
"""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.schema.keywords import BY_KEYWORD, CONSTRAINTS

ASSERTION_KEYWORDS = frozenset(
    keyword for constraint in CONSTRAINTS if constraint.asserts for keyword in constraint.keywords
)
ANNOTATION_KEYWORDS = frozenset(BY_KEYWORD) - ASSERTION_KEYWORDS
UNSUPPORTED_KEYWORDS: Mapping[str, str] = {
    "unevaluatedItems": "it depends on what other keywords have evaluated",
    "unevaluatedProperties": "it depends on what other keywords have evaluated",
    "$dynamicRef": "references are resolved before generation",
    "$dynamicAnchor": "references are resolved before generation",
    "$anchor": "references are resolved before generation",
    "$id": "a spec is a single document without a URL of its own",
    "$vocabulary": "a spec is not a meta-schema",
    "$recursiveRef": "it is not part of JSON Schema 2020-12",
    "$recursiveAnchor": "it is not part of JSON Schema 2020-12",
}
REFERENCE_KEYWORDS = frozenset(("$ref", "$defs"))
"""Keywords replaced by their targets before anything else reads the schema."""

ALL_KEYWORDS = (
    ASSERTION_KEYWORDS | ANNOTATION_KEYWORDS | frozenset(UNSUPPORTED_KEYWORDS) | REFERENCE_KEYWORDS
)
