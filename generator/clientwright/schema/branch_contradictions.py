"""Whether any value fits both a schema and one of its branches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.equality import canonical_json
from clientwright.schema.protocols import Contradiction, GenerationError, Refuter, Semantics
from clientwright.schema.types import NUMBERS, accepted_types

Schema = Mapping[str, Any]
_BRANCHES = ("allOf", "anyOf", "oneOf")


def contradict_branches(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that a part of `allOf`, or every branch, contradicts what is beside it."""
    base: Schema = {word: value for word, value in schema.items() if word not in _BRANCHES}
    for n, part in enumerate(schema.get("allOf", ())):
        if found := _refute_both(kind, base, part, refuter):
            return found.below("allOf", n)
        base = _join_part(base, part, refuter.semantics)
    for word in _BRANCHES[1:]:
        refuted = [_refute_both(kind, base, part, refuter) for part in schema.get(word, ())]
        if refuted and None not in refuted:
            reasons = "; ".join(dict.fromkeys(one.reason for one in refuted if one))
            return Contradiction((word,), f"no branch of {word} fits: {reasons}")
    twins = Counter(map(canonical_json, schema.get("oneOf", ())))
    if twins and min(twins.values()) > 1:
        return Contradiction(("oneOf",), "a value that fits a branch of oneOf fits its twin too")
    return None


def _join_part(base: Schema, part: Any, semantics: Semantics) -> Schema:
    """Return a schema with a part of its `allOf`, as far as they can be merged."""
    merged = [base]
    if is_dict(part) and not semantics.collide(base, part):
        with suppress(GenerationError):
            merged.append(semantics.intersect(base, part))
    return {word: value for word, value in merged[-1].items() if word not in _BRANCHES}


def _refute_both(kind: str, base: Schema, part: Any, refuter: Refuter) -> Contradiction | None:
    """Return why no value of a type fits a part and the keywords beside it."""
    if not is_dict(part):
        return refuter.refute(part, beside=True)
    kinds = accepted_types(part)
    narrow = _shared_type(kind, kinds)
    if narrow is None:
        return Contradiction((), f"no value is both {kind} and {' or '.join(sorted(kinds))}")
    narrowed = {**part, "type": narrow}
    if found := refuter.refute(narrowed, beside=True):
        return found
    if refuter.semantics.collide(base, part):
        return None
    with suppress(GenerationError):
        both = refuter.semantics.intersect(narrowed, {**base, "type": narrow})
        found = refuter.refute(both, beside=True)
        return found and Contradiction((), found.reason)
    return None


def _shared_type(kind: str, kinds: frozenset[str]) -> str | None:
    """Return the type of the values of a type that others include, if there are any."""
    if kind in NUMBERS and kinds & NUMBERS:
        return "number" if kind == "number" in kinds else "integer"
    return kind if kind in kinds else None
