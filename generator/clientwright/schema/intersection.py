"""The intersection of two schemas: it accepts only what both accept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientwright.schema.generation_error import GenerationError
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.located import located_like
from clientwright.schema.subschema_pairs import keep_equal


def intersect_schemas(
    one: Mapping[str, Any], other: Mapping[str, Any], at: str = ""
) -> dict[str, Any]:
    """Return the intersection of two schemas without branches, with the annotations of the first.

    Raises:
        GenerationError: two keywords cannot be merged, or nothing fits both.
    """
    found: dict[str, Any] = {**other, **one}
    for constraint in CONSTRAINTS:
        if not constraint.asserts:
            continue
        both = constraint.applies_in(one) and constraint.applies_in(other)
        if both and constraint.intersect is not None:
            rest = {word: v for word, v in found.items() if word not in constraint.keywords}
            found = {**rest, **constraint.intersect(one, other, at)}
        elif both:
            found |= keep_equal(one, other, at, *constraint.keywords)
    if found.get("enum") == []:
        raise GenerationError(at, "nothing fits both 'enum'")
    joined: dict[str, Any] = located_like(found, one, other)
    return joined
