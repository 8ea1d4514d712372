"""The proof that two schemas accept the same values, by what the comparison of schemas is sure of."""

from __future__ import annotations

import copy
from itertools import combinations
from typing import Any

from clientwright.schema.additional_properties import describes_fields
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.contradictions import SchemaRefuter
from clientwright.schema.semantics import SEMANTICS
from clientwright.schema.walk import walk_schemas


def surely_accept_the_same(one: Any, other: Any, *, closed: bool = True) -> bool:
    """Return whether two schemas without references surely accept the same values; False if that is not known.

    `closed`: objects that name their fields refuse others.
    """
    first, second = (_plain(SEMANTICS.normal_form(side)) for side in (one, other))
    return first == second or _changes_nothing(first, second, closed)


def _changes_nothing(one: Any, other: Any, closed: bool) -> bool:
    edits = compare_schemas(one, other, closed=closed)
    return not any(edit.shrinks or edit.grows or edit.undecidable for edit in edits)


def _plain(schema: Any) -> Any:
    """Return a normal form with `anyOf` for `oneOf` where branches exclude each other, and without idle branches."""
    found = copy.deepcopy(schema)
    for _, part in walk_schemas(found):
        if "oneOf" in part and "anyOf" not in part and _exclude_each_other(part["oneOf"]):
            part["anyOf"] = part.pop("oneOf")
        if "anyOf" in part:
            part["anyOf"] = _without_idle(part["anyOf"])
    return SEMANTICS.normal_form(found)


def _exclude_each_other(branches: list[Any]) -> bool:
    """Return whether surely no value fits two branches; unknown fields change nothing in that."""
    refuter = SchemaRefuter(SEMANTICS, closed=False)
    return all(
        refuter.refute(SEMANTICS.normal_form({"allOf": list(pair)})) is not None
        for pair in combinations(branches, 2)
    )


def _without_idle(branches: list[Any]) -> list[Any]:
    """Return the branches without those that surely accept nothing more than another one, and describe no fields."""
    left = list(branches)
    for branch in branches:
        others = [one for one in left if one is not branch]
        if not describes_fields(branch) and any(_is_within(branch, one) for one in others):
            left = others
    return left


def _is_within(one: Any, other: Any) -> bool:
    edits = compare_schemas(one, other, closed=False)
    return not any(edit.shrinks or edit.undecidable for edit in edits)
