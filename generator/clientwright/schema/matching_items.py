"""The places of an array at which the items that `contains` counts stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from clientwright.schema.intersection import intersect_subschemas
from clientwright.schema.keyword_fault import WRONG_VALUES, Schema
from clientwright.schema.protocols import GenerationError, Semantics

CONTAINS_KEYWORDS = ("contains", "minContains", "maxContains")
MAX_ADDED = 1_000
"""The most items that are added to an array, so that too many match."""


def matching_counts(schema: Schema) -> tuple[float, float]:
    """Return how many items must match at least and at most."""
    if "contains" not in schema:
        return 0, math.inf
    return schema.get("minContains", 1), schema.get("maxContains", math.inf)


def narrow_to_matching(schema: Schema, semantics: Semantics) -> Schema:
    """Return a schema of arrays of which every item matches that can, as many as there must be.

    If fewer may match than there must be items, the first ones match, and the others do not.
    """
    low, high = matching_counts(schema)
    rest = {word: value for word, value in schema.items() if word not in CONTAINS_KEYWORDS}
    if "contains" not in schema or (low, high) == (0, math.inf):
        return rest
    if "prefixItems" in schema:
        return {**rest, **_narrow_places(schema, semantics)}
    match = schema["contains"]
    found: dict[str, Any] = {
        **rest,
        "items": intersect_subschemas(match, schema.get("items", True)),
        "minItems": max(low, schema.get("minItems", 0)),
    }
    if high < found["minItems"] <= schema.get("maxItems", math.inf) and high <= MAX_ADDED:
        others = intersect_subschemas(schema.get("items", True), {"not": match})
        return {**rest, "prefixItems": [found["items"]] * int(high), "items": others}
    most = min(high, schema.get("maxItems", math.inf))
    return found if most == math.inf else {**found, "maxItems": most}


def _narrow_places(schema: Schema, semantics: Semantics) -> dict[str, Any]:
    """Return the keywords of an array whose first items have schemas of their own.

    An item matches where one can, until there are as many as there may be.
    """
    low, high = matching_counts(schema)
    match, rest = schema["contains"], schema.get("items", True)
    first, matching, least = list[Any](), 0, 0
    for n, sub in enumerate(schema["prefixItems"]):
        both = intersect_subschemas(match, sub)
        if matching < high and _has_value(both, semantics):
            first.append(both)
            matching += 1
            least = n + 1 if matching <= low else least
        else:
            first.append(_not_matching(sub, match, high))
    found: dict[str, Any] = {"prefixItems": first, "items": _not_matching(rest, match, high)}
    most = schema.get("maxItems", math.inf)
    if matching < high and _has_value(both := intersect_subschemas(match, rest), semantics):
        found["items"] = both
        most = min(most, len(first) + high - matching)
        least = max(least, int(len(first) + low - matching) if matching < low else 0)
    found["minItems"] = max(least, schema.get("minItems", 0))
    return found if most == math.inf else {**found, "maxItems": most}


def _not_matching(schema: Any, match: Any, most: float) -> Any:
    """Return the schema of an item that need not match, and does not if only so many may."""
    return schema if most == math.inf else intersect_subschemas(schema, {"not": match})


def _has_value(schema: Any, semantics: Semantics) -> bool:
    """Return whether a value of a schema can be made."""
    try:
        semantics.simplest(semantics.normal_form(schema))
    except GenerationError:
        return False
    return True


def other_items(schema: Schema, semantics: Semantics) -> Sequence[Any] | None:
    """Return for each place with a schema of its own, and for all that follow, a value that does not match.

    None if there is none for one of them.
    """
    found = list[Any]()
    for sub in [*schema.get("prefixItems", ()), schema.get("items", True)]:
        tried = [*WRONG_VALUES]
        if "prefixItems" in schema and sub is not False:
            tried += [value for _, value in semantics.boundary(semantics.normal_form(sub))]
        fit = [
            value
            for value in tried
            if not semantics.is_valid(schema["contains"], value) and semantics.is_valid(sub, value)
        ]
        if not fit and sub is not False:
            return None
        found.append(fit[0] if fit else None)
    return found
