"""The registry: every constraint of JSON Schema, one file for each.

The order is that of reports: what a constraint breaks, describes and mutates comes in it. A new
constraint is a file, a line here, and its keywords in `schema/types.py` and `schema/walk.py`
where they apply to some types or hold schemas.
"""

from __future__ import annotations

from collections.abc import Mapping

from clientwright.schema.constraint import Constraint
from clientwright.schema.keywords.annotations import ANNOTATIONS
from clientwright.schema.keywords.bounds import BOUNDS
from clientwright.schema.keywords.combinators import COMBINATORS
from clientwright.schema.keywords.conditions import CONDITIONS
from clientwright.schema.keywords.contains import CONTAINS
from clientwright.schema.keywords.dependent_required import DEPENDENT_REQUIRED
from clientwright.schema.keywords.enum import ENUM
from clientwright.schema.keywords.formats import FORMAT
from clientwright.schema.keywords.item_counts import ITEM_COUNTS
from clientwright.schema.keywords.items import ITEMS
from clientwright.schema.keywords.lengths import LENGTHS
from clientwright.schema.keywords.media import MEDIA
from clientwright.schema.keywords.multiple_of import MULTIPLE_OF
from clientwright.schema.keywords.pattern import PATTERN
from clientwright.schema.keywords.properties import PROPERTIES
from clientwright.schema.keywords.property_counts import PROPERTY_COUNTS
from clientwright.schema.keywords.property_names import PROPERTY_NAMES
from clientwright.schema.keywords.required import REQUIRED
from clientwright.schema.keywords.type import TYPE
from clientwright.schema.keywords.unique_items import UNIQUE_ITEMS

CONSTRAINTS: tuple[Constraint, ...] = (
    TYPE,
    ENUM,
    BOUNDS,
    MULTIPLE_OF,
    LENGTHS,
    PATTERN,
    MEDIA,
    ITEM_COUNTS,
    UNIQUE_ITEMS,
    ITEMS,
    CONTAINS,
    REQUIRED,
    PROPERTIES,
    PROPERTY_NAMES,
    PROPERTY_COUNTS,
    DEPENDENT_REQUIRED,
    COMBINATORS,
    CONDITIONS,
    FORMAT,
    ANNOTATIONS,
)
BY_KEYWORD: Mapping[str, Constraint] = {
    keyword: constraint for constraint in CONSTRAINTS for keyword in constraint.keywords
}
"""The constraint of each keyword."""


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
