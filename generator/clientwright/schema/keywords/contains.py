"""`contains`, `minContains`, `maxContains`: how many matching items an array has."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any

from clientwright.schema.border_faults import (
    Named,
    border_faults,
    boundary_pool,
    conjoined,
    values_apart,
)
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.intersection import intersect_subschemas
from clientwright.schema.keyword_edit import (
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
    drop_mutations,
)
from clientwright.schema.keywords.item_counts import largest_size
from clientwright.schema.matching_items import (
    CONTAINS_KEYWORDS,
    MAX_ADDED,
    matching_counts,
    other_items,
)
from clientwright.schema.numbers import format_count
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.size_bounds import size_mutations
from clientwright.schema.types import ARRAYS, schema_types

KEYWORDS = CONTAINS_KEYWORDS


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an array with one matching item too few, and one with one too many."""
    if "contains" not in schema or "array" not in schema_types(schema):
        return
    low, high = (int(n) if n < math.inf else None for n in matching_counts(schema))
    others = other_items(schema, semantics) if low else None
    if low and others:
        keyword = "contains" if low == 1 else "minContains"
        sentence, valid = f"has at least {low} of some items", _array_of_size(low)
        edit = _replace_beyond(schema, semantics, others)
        yield KeywordFault(keyword, keyword, sentence, edit, valid)
    if high is not None:
        sentence, valid = f"has at most {high} of some items", _array_of_size(high)
        edit = _add_matching(schema, semantics)
        yield KeywordFault("maxContains", "maxContains", sentence, edit, valid)
    pool, sentence = _around_items(schema, semantics), "has the right number of some items"
    yield from border_faults(schema, pool, sentence, semantics, lambda at, _: at[0] in KEYWORDS)


def _around_items(schema: Schema, semantics: Semantics) -> Iterator[Named]:
    """Yield arrays of which one item just matches or just does not, beside as many as must match, or may."""
    match, items = schema["contains"], schema.get("items", True)
    first = [*(other_items(schema, semantics) or ())][:-1]
    both = conjoined(semantics, match, items)
    pool = [*semantics.boundary(both), *boundary_pool(semantics, items)]
    matching = [value for _, value in pool if not semantics.broken_steps(both, value)]
    other = [
        value
        for _, value in pool
        if semantics.broken_steps(match, value) and not semantics.broken_steps(items, value)
    ]
    low, high = matching_counts(schema)
    counts = {int(n) for n in (low - 1, low, high) if 0 <= n <= _MOST_ITEMS}
    for label, value in pool:
        for count in sorted(counts) if matching else ():
            beside = (matching * count)[:count]
            fill = max(0, int(schema.get("minItems", 0)) - len(first) - count - 1)
            yield label, [*first, *beside, value, *(other * fill)[:fill]]


def _array_of_size(size: int) -> MakeValid:
    """Return a function that makes arrays of matching items, exactly so many if that is enough."""

    def make(generator: Generator, schema: Schema) -> Any:
        arrays = {**schema, "type": "array"}
        if size and "prefixItems" not in schema:
            arrays["maxItems"] = max(size, schema.get("minItems", 0))
        return generator.generate(arrays)

    return make


def _replace_beyond(schema: Schema, semantics: Semantics, others: Sequence[Any]) -> MakeInvalid:
    """Return an edit that leaves one matching item less than there must be, and replaces those that follow."""
    low, _ = matching_counts(schema)

    def replace_items(_: Generator, valid: Any) -> Any:
        found, matching = list[Any](), 0
        for n, item in enumerate(valid):
            matching += semantics.is_valid(schema["contains"], item)
            found.append(item if matching < low else others[min(n, len(others) - 1)])
        return found

    return replace_items


def _add_matching(schema: Schema, semantics: Semantics) -> MakeInvalid:
    """Return an edit that adds matching items until there is one too many."""
    first = schema.get("prefixItems", ())
    item = intersect_subschemas(schema["contains"], schema.get("items", True))

    def add(generator: Generator, valid: Any) -> Any:
        there = [semantics.is_valid(schema["contains"], item) for item in valid]
        missing = 1 + schema["maxContains"] - (sum(there) if first else len(valid))
        if missing > MAX_ADDED:
            raise GenerationError("", f"no array of {format_count(missing)} items is made")
        found = [*valid, *(generator.generate(sub) for sub in first[len(valid) :])]
        return [*found, *(generator.generate(item) for _ in range(max(1, missing)))]

    return add


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the counts if `contains` is equal; otherwise compare its schemas."""
    if not pair.shares(ARRAYS) or _contains_part(pair.old) == _contains_part(pair.new):
        return
    old, new = pair.old.get("contains"), pair.new.get("contains")
    if old is not None and new is not None and old != new:
        yield _compare_item_schemas(pair)
        return
    (low, high), (low_now, high_now) = matching_counts(pair.old), matching_counts(pair.new)
    item = new if old is None else old
    (least, most), (least_now, most_now) = (
        _possiblematching_counts(side, item, pair) for side in (pair.old, pair.new)
    )
    for count_keyword, differs, tighter, looser in (
        ("minContains", low_now != low, low_now > least, low > least_now),
        ("maxContains", high_now != high, high_now < most, high < most_now),
    ):
        if differs:
            keyword = count_keyword if old is not None and new is not None else "contains"
            edit_kind = refined_edit_kind(pair.edit_kind(keyword), tighter, looser)
            yield pair.keyword_edit(
                keyword,
                edit_kind,
                shrinks=tighter,
                grows=looser,
                keywords=KEYWORDS,
                witness_schemas=_small_arrays(pair.semantics),
            )


def _compare_item_schemas(pair: SchemaPair) -> KeywordEdit:
    """Compare what is counted: of items that match a wider schema there are as many, or more."""
    below = list(pair.compare_branch(pair.old["contains"], pair.new["contains"], "contains"))
    narrower, wider = (
        not any(edit.undecidable or getattr(edit, effect) for edit in below)
        for effect in ("grows", "shrinks")
    )
    (low, high), (low_now, high_now) = matching_counts(pair.old), matching_counts(pair.new)
    fewer, more = pair.described(pair.old["contains"], pair.new["contains"])
    shrinks = (
        fewer or low_now > (low if wider else 0) or high_now < (high if narrower else math.inf)
    )
    grows = more or low > (low_now if narrower else 0) or high < (high_now if wider else math.inf)
    edit_kind = refined_edit_kind(pair.edit_kind("contains"), shrinks, grows)
    return pair.keyword_edit(
        "contains",
        edit_kind,
        shrinks=shrinks,
        grows=grows,
        keywords=KEYWORDS,
        witness_schemas=_small_arrays(pair.semantics),
    )


def _possiblematching_counts(schema: Schema, item: Any, pair: SchemaPair) -> tuple[float, float]:
    """Return how many items of an array match at least and at most, whether `contains` or its size says so."""
    low, high = matching_counts(schema)
    places = [*schema.get("prefixItems", ()), schema.get("items", {})]
    edits = (edit for place in places for edit in pair.compare_branch(place, item))
    all_match = not any(edit.shrinks or edit.undecidable for edit in edits)
    least = max(low, schema.get("minItems", 0)) if all_match else low
    return least, min(high, largest_size(schema))


_MOST_ITEMS = 6
_MOST_ARRAYS = 3


def _small_arrays(semantics: Semantics) -> WitnessSchemas:
    """Return witness schemas: small arrays of items that match one side's schema, both or none."""

    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        matches = [side["contains"] for side in (accepting, refusing) if "contains" in side]
        alike: dict[tuple[bool, ...], list[Any]] = {}
        for value in values_apart([*matches, accepting.get("items", {})], semantics):
            key = tuple(semantics.is_valid(match, value) for match in matches)
            alike.setdefault(key, []).append(value)
        lists = (
            [
                item
                for values, n in zip(alike.values(), counts, strict=True)
                for item in (values * n)[:n]
            ]
            for size in range(_MOST_ITEMS + 1)
            for counts in product(range(size + 1), repeat=len(alike))
            if sum(counts) == size
        )
        lost = (
            {**accepting, "enum": [items]}
            for items in lists
            if semantics.is_valid(accepting, items) and not semantics.is_valid(refusing, items)
        )
        yield from islice(lost, _MOST_ARRAYS)

    return narrowed


def _contains_part(schema: Schema) -> Schema:
    return {keyword: schema[keyword] for keyword in KEYWORDS if keyword in schema}


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each keyword dropped, and each count one looser and one tighter."""
    if "contains" in schema:
        yield from drop_mutations(schema, ("contains",))
        yield from size_mutations(schema, "minContains", "maxContains")


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop the counts that have nothing to count."""
    if "contains" in schema:
        return schema
    return {word: value for word, value in schema.items() if word not in KEYWORDS}


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that more items must match than may match, or than an array may have, or that none can."""
    low, high = matching_counts(schema)
    if kind != "array" or low == 0:
        return None
    if low > high:
        reason = f"no array has at least {low} and at most {high} items that match contains"
        return Contradiction(("minContains",), reason)
    if low > (most := largest_size(schema)):
        reason = f"no array has at least {low} items that match contains, and at most {most} items"
        return Contradiction(("contains",), reason)
    if found := refuter.refute(schema["contains"], beside=True):
        return found.below("contains")
    if "prefixItems" in schema:
        return None
    both = intersect_subschemas(schema["contains"], schema.get("items", True))
    found = refuter.refute(both, beside=True)
    return found and Contradiction(
        ("contains",), f"no item fits both contains and items: {found.reason}"
    )


CONTAINS = Constraint(
    "contains",
    KEYWORDS,
    interdependent=(KEYWORDS,),
    unsaid=("contains",),
    accept=library_checks(*KEYWORDS),
    violate=violate,
    compare=compare,
    mutate=mutate,
    normalize=normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the arrays that `items` makes have matching items only",
        "describe": "no phrase says the schema of the matching items",
    },
)
