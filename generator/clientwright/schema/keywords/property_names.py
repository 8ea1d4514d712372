"""`propertyNames`: which names the properties of an object may have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.schema.constraint import Constraint
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import Schema
from clientwright.schema.keywords.properties import accepted_properties, can_have
from clientwright.schema.library_checks import library_checks
from clientwright.schema.narrowing import UNNAMED_FIELD
from clientwright.schema.protocols import Semantics
from clientwright.schema.subschema_pairs import intersect_subschemas
from clientwright.schema.types import OBJECTS
from clientwright.schema.unnamed_properties import surely_additional_schema, with_property_value

KEYWORD = "propertyNames"


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the schemas of the names, which matter as far as an object may have such properties."""
    if not pair.shares(OBJECTS) or pair.old.get(KEYWORD) == pair.new.get(KEYWORD):
        return
    if KEYWORD in pair.old and KEYWORD in pair.new:
        below = list(pair.compare_branch(pair.old[KEYWORD], pair.new[KEYWORD], KEYWORD))
        shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
    else:
        shrinks, grows = KEYWORD in pair.new, KEYWORD in pair.old
    shrinks = shrinks and _may_refuse_name(pair.old, pair.new, pair)
    grows = grows and _may_refuse_name(pair.new, pair.old, pair)
    yield pair.keyword_edit(
        KEYWORD,
        refined_edit_kind(pair.edit_kind(KEYWORD), shrinks, grows),
        shrinks=shrinks,
        grows=grows,
        witness_schemas=_try_names,
    )


def _may_refuse_name(accepting: Schema, refusing: Schema, pair: SchemaPair) -> bool:
    """Return whether one side may have a property whose name the other refuses."""
    others = surely_additional_schema(accepting, closed=pair.closed) is not False
    return bool(others or accepting.get("patternProperties")) or not all(
        pair.semantics.is_valid(refusing.get(KEYWORD, True), name)
        for name in accepted_properties(accepting)
        if can_have(accepting, name, pair.semantics)
    )


def _try_names(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield schemas that require names which the rejecting side may reject."""
    for name in accepted_properties(accepting):
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}
    for name in (UNNAMED_FIELD, "A", ""):
        yield with_property_value(accepting, name, 0)


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the schema of the names that both accept."""
    return {KEYWORD: intersect_subschemas(one.get(KEYWORD, True), other.get(KEYWORD, True))}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop it where it accepts every name."""
    return {word: v for word, v in schema.items() if not (word == KEYWORD and v == {})}


PROPERTY_NAMES = Constraint(
    "property names",
    (KEYWORD,),
    unmade=(KEYWORD,),
    unbroken=(KEYWORD,),
    accept=library_checks(KEYWORD),
    compare=compare,
    intersect=intersect,
    normalize=normalize,
    waived={
        "mutate": "no violation would show that an implementation misreads it",
        "generate": "no choice makes a name that fits without trying",
        "violate": "no choice makes a name that does not fit without trying",
        "describe": "the schema of the names is not said in a phrase",
    },
)
