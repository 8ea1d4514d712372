"""`allOf`, `anyOf`, `oneOf`: one branch is chosen and joined with what stands beside it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from clientwright.contract.making.draws import Choices
from clientwright.contract.making.joining import joined, types_of
from clientwright.contract.making.objects import named
from clientwright.contract.making.problems import NoStrategy
from clientwright.json_types import is_dict
from clientwright.lint.schema_validator import make_validator
from clientwright.specs.json_text import Schema

BRANCHES = ("allOf", "anyOf", "oneOf")


def merged(schema: Schema, choices: Choices, at: str) -> Schema:
    """Give one schema without branches whose values fit a schema with branches.

    Raises:
        NoStrategy: a value of one branch of a `oneOf` could fit another, or keywords cannot be joined.
    """
    base = {word: value for word, value in schema.items() if word not in BRANCHES}
    parts = [*schema.get("allOf", ())]
    if "anyOf" in schema:
        parts.append(choices.pick(schema["anyOf"]))
    if "oneOf" in schema:
        _make_sure_apart(schema["oneOf"], at)
        parts.append(choices.pick(schema["oneOf"]))
    for part in parts:
        if part is False:
            raise NoStrategy(at, "a branch that nothing fits was chosen")
        base = joined(base, merged(part, choices, at), at) if is_dict(part) else base
    return base


def _make_sure_apart(branches: list[Any], at: str) -> None:
    if not all(_apart(one, other) for one, other in combinations(branches, 2)):
        raise NoStrategy(at, "a value of one branch of oneOf could fit another one")


def _apart(one: Any, other: Any) -> bool:
    """Tell whether no value can fit both: other types, or listed values that the other refuses."""
    if not (is_dict(one) and is_dict(other)):
        return one is False or other is False
    for listing, against in ((one, other), (other, one)):
        listed = [listing["const"]] if "const" in listing else listing.get("enum")
        if listed is not None and not any(
            make_validator(against).is_valid(value) for value in listed
        ):
            return True
    kinds = [types_of(schema) for schema in (one, other)]
    return (all(kinds) and not kinds[0] & kinds[1]) or _told_apart(one, other)


def _told_apart(one: Schema, other: Schema) -> bool:
    """Tell whether both are objects with a property that tells them apart."""
    shared = set(one.get("required", ())) & set(other.get("required", ()))
    objects = types_of(one) == types_of(other) == {"object"}
    return objects and any(_apart(named(one, name), named(other, name)) for name in shared)
