"""`items` and `prefixItems`: the items of an array."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.schema.choice_sources import PayloadChoiceSource
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.equality import equals_any
from clientwright.schema.intersection import intersect_subschemas
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, reachable_edits
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
    drop_mutations,
    find_wrong_value,
    replace,
)
from clientwright.schema.keywords.item_counts import find_distinct, largest_size
from clientwright.schema.matching_items import narrow_to_matching
from clientwright.schema.numbers import format_count
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.types import ARRAYS, schema_types

_join = lru_cache(4096)(join_pointer)
PREFIX_ITEMS = "prefixItems"
EXTRA_ITEMS = 5
"""Usually an array has at most this many items beyond its minimum."""
MAX_FILLED_ITEMS = 60
"""The largest upper bound to which an array is filled."""
MAX_ITEMS = 1_000
"""The most items of any array."""


def generate_array(generator: Generator, schema: Schema, at: str) -> list[Any]:
    """Return an array; sometimes an empty or a full one, if allowed.

    It ends before an item for which no value can be made, if it may.
    """
    schema = narrow_to_matching(schema, generator.semantics)
    first: list[Any] = schema.get(PREFIX_ITEMS, [])
    rest: Any = schema.get("items", {})
    low, most = schema.get("minItems", 0), largest_size(schema)
    high = None if most == math.inf else int(most)
    if high is not None and low > high:
        raise GenerationError(at, f"no array has at least {low} and at most {high} items")
    if low > MAX_ITEMS:
        raise GenerationError(
            at, f"no array of {format_count(low)} items is made, only up to {MAX_ITEMS:,}"
        )
    different, found = schema.get("uniqueItems", False), list[Any]()
    for n in range(_choose_size(generator.choices, low, high)):
        sub, steps = (first[n], (PREFIX_ITEMS, n)) if n < len(first) else (rest, ("items",))
        where = _join(at, *steps)
        try:
            value = generator.generate(sub, where)
        except GenerationError:
            if len(found) < low:
                raise
            return found
        if different and equals_any(value, found):
            try:
                value = find_distinct(found, partial(_generate_with, generator, sub, where))
            except GenerationError:
                return _require_minimum(found, low, at)
        found.append(value)
    return found


def _generate_with(generator: Generator, schema: Any, at: str, choices: PayloadChoiceSource) -> Any:
    return generator.with_choices(choices).generate(schema, at)


def _require_minimum(found: list[Any], low: int, at: str) -> list[Any]:
    if len(found) < low:
        raise GenerationError(at, "too few different items can be made for uniqueItems")
    return found


def _choose_size(choices: PayloadChoiceSource, low: int, high: int | None) -> int:
    """Choose a size by one draw: mostly a few items, sometimes none or the maximum."""
    most = low + EXTRA_ITEMS if high is None else high
    least = low or min(1, most)
    usual = [*range(least, min(most, low + EXTRA_ITEMS) + 1)]
    seldom = [size for size in (low, most) if size <= MAX_FILLED_ITEMS and size not in usual]
    middle = len(usual) // 2 + len(seldom)
    sizes: list[int] = [*usual[:middle], *seldom, *usual[middle:]]
    return sizes[choices.integer(0, len(sizes) - 1)]


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an array with one item too many, and one for each place whose item is wrong.

    Where all items have one schema, its keywords are broken by themselves.
    """
    if "array" not in schema_types(schema):
        return
    first, rest = schema.get(PREFIX_ITEMS, []), schema.get("items", True)
    for n, sub in enumerate([*first, *([rest] if first else [])]):
        wrong = find_wrong_value(sub, semantics) if sub is not False else None
        if wrong is not None:
            value, (*below, keyword) = wrong
            steps = (PREFIX_ITEMS, str(n)) if n < len(first) else ("items",)
            sentence, edit = f"has the right item {n}", _replace_item(n, value)
            fault = "-".join(steps)
            yield KeywordFault(
                keyword, fault, sentence, edit, _with_item(n), below=(*steps, *below)
            )
    if rest is False and schema.get("minItems", 0) <= len(first):
        sentence = f"has at most {len(first)} items"
        yield KeywordFault("items", "items", sentence, lambda _, valid: [*valid, 0], _filled(first))


def _with_item(n: int) -> MakeValid:
    """Return a function that makes arrays with an item at a place."""
    return lambda generator, schema: generator.generate(
        {**schema, "type": "array", "minItems": max(n + 1, schema.get("minItems", 0))}
    )


def _filled(first: list[Any]) -> MakeValid:
    return lambda generator, schema: generator.generate(
        {**schema, "type": "array", "minItems": len(first)}
    )


def _replace_item(n: int, value: Any) -> MakeInvalid:
    return lambda _, valid: [*valid[:n], value, *valid[n + 1 :]]


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the first items one by one, then all that follow."""
    if not pair.shares(ARRAYS):
        return
    count = max(len(schema.get(PREFIX_ITEMS, ())) for schema in (pair.old, pair.new))
    sizes = [largest_size(schema) for schema in (pair.old, pair.new)]
    for n in range(count + 1):
        steps = (PREFIX_ITEMS, n) if n < count else ("items",)
        ends = (_item_schema(side, n) for side in (pair.old, pair.new))
        edits = pair.compare_below(*ends, *steps)
        yield from reachable_edits(edits, n < sizes[0], n < sizes[1])


def _item_schema(schema: Schema, n: int) -> Any:
    first = schema.get(PREFIX_ITEMS, ())
    return first[n] if n < len(first) else schema.get("items", {})


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the schemas of the items dropped, and no item taken at each place of its own."""
    yield from drop_mutations(schema, ("items", PREFIX_ITEMS))
    first: list[Any] = schema.get(PREFIX_ITEMS, [])
    for n in range(len(first)):
        shorter = [*first[:n], False, *first[n + 1 :]]
        yield PREFIX_ITEMS, f"{PREFIX_ITEMS}-{n}-refused", replace(PREFIX_ITEMS, shorter)


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return the intersection of each place, and of all that follow."""
    first = [side.get(PREFIX_ITEMS, []) for side in (one, other)]
    rest = [side.get("items", True) for side in (one, other)]
    places = [
        intersect_subschemas(
            *(own[n] if n < len(own) else left for own, left in zip(first, rest, strict=True))
        )
        for n in range(max(map(len, first)))
    ]
    return {"items": intersect_subschemas(*rest), **({PREFIX_ITEMS: places} if places else {})}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop what accepts every item."""
    idle: Mapping[str, Any] = {"items": {}, PREFIX_ITEMS: []}
    return {word: v for word, v in schema.items() if not (word in idle and v == idle[word])}


def emit(kind: str, schema: Schema) -> Mapping[str, Any] | None:
    """Return the schema of all items, if it is the same for all."""
    return {"items": schema["items"]} if PREFIX_ITEMS not in schema else None


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that nothing fits an item that an array must have."""
    first = schema.get(PREFIX_ITEMS, ())
    for n in range(int(min(schema.get("minItems", 0), len(first) + 1)) if kind == "array" else 0):
        steps = (PREFIX_ITEMS, n) if n < len(first) else ("items",)
        if found := refuter.refute(_item_schema(schema, n)):
            return found.below(*steps)
    return None


ITEMS = Constraint(
    "items",
    ("items", PREFIX_ITEMS),
    unsaid=(PREFIX_ITEMS,),
    accept=library_checks("items", PREFIX_ITEMS),
    makes={"array": generate_array},
    violate=violate,
    compare=compare,
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "describe": "the type names the items, which are described by themselves",
    },
)
