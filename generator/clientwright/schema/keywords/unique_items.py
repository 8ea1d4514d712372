"""`uniqueItems`: whether all items of an array must differ."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.constraint import Constraint, SchemaMutation, exact_checks
from clientwright.schema.equality import canonical_json
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair, reachable_edits
from clientwright.schema.keyword_fault import KeywordFault, Schema, drop_mutations
from clientwright.schema.keywords.enum import countable_values
from clientwright.schema.keywords.item_counts import SIZES, largest_size
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.types import ARRAYS, listed_values, schema_types
from clientwright.schema.wording import Wording

KEYWORD = "uniqueItems"
_WORDING = Wording(lambda _: "contain no item twice")


def violate(schema: Schema, _: Semantics) -> Iterator[KeywordFault]:
    """Yield an array whose last item equals its first."""
    high = schema.get("maxItems")
    if "array" in schema_types(schema) and schema.get(KEYWORD) and (high is None or high >= 2):
        valid = SIZES.of_size(max(2, schema.get("minItems", 0)))
        yield KeywordFault(KEYWORD, KEYWORD, "has no item twice", _duplicate_item, valid)


def _duplicate_item(_: Generator, valid: Any) -> Any:
    return [*valid[:-1], copy.deepcopy(valid[0])]


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare whether all items must differ: if they must, arrays with equal items are rejected."""
    if not pair.shares(ARRAYS) or pair.old.get(KEYWORD) == pair.new.get(KEYWORD):
        return

    def equal_items(
        accepting: dict[str, Any], refusing: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        with suppress(GenerationError):
            item = pair.semantics.simplest(accepting.get("items", {}))
            yield {**accepting, "enum": [[item] * max(2, accepting.get("minItems", 0))]}

    edit_kind = pair.edit_kind(KEYWORD)
    added = edit_kind is EditKind.ADDED
    edit = pair.keyword_edit(
        KEYWORD, edit_kind, shrinks=added, grows=not added, witness_schemas=equal_items
    )
    several = [largest_size(schema) > 1 for schema in (pair.old, pair.new)]
    yield from reachable_edits([edit], several[0], several[1])


def describe(schema: Schema) -> Iterator[str]:
    """Yield that no item occurs twice."""
    if schema.get(KEYWORD):
        yield "no item twice"


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the keyword dropped."""
    yield from drop_mutations(schema, (KEYWORD,))


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return that items must differ, if one side says so."""
    return {KEYWORD: bool(one.get(KEYWORD) or other.get(KEYWORD))}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop it where it asserts nothing."""
    return {word: v for word, v in schema.items() if not (word == KEYWORD and v is False)}


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that there are fewer different items than an array must have."""
    items, low = schema.get("items"), schema.get("minItems", 0)
    if kind != "array" or not schema.get(KEYWORD) or not is_dict(items):
        return None
    listed = listed_values(items)
    counted = items if listed is None else {**items, "enum": listed}
    values = countable_values(counted, refuter.semantics)
    if values is None:
        return None
    others = len(set(map(canonical_json, values)))
    most = others + len(schema.get("prefixItems", ()))
    reason = f"no array has {low} different items, since only {most} different ones fit"
    return Contradiction((KEYWORD,), reason) if low > most else None


UNIQUE_ITEMS = Constraint(
    "unique items",
    (KEYWORD,),
    accept=exact_checks(KEYWORD),
    violate=violate,
    compare=compare,
    describe=describe,
    wording={KEYWORD: _WORDING},
    mutate=mutate,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the arrays that `items` makes have different items",
    },
)
