"""`allOf`, `anyOf`, `oneOf`: one branch is chosen and joined with what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from clientwright.contract.making.draws import Choices
from clientwright.contract.making.problems import NoStrategy
from clientwright.judge.exact import validator
from clientwright.narrow import is_dict
from clientwright.spec.jsontext import Schema
from clientwright.spec.keywords import ANNOTATES


def merged(schema: Schema, choices: Choices, at: str) -> Schema:
    """Give one schema without branches whose values fit a schema with branches.

    Raises:
        NoStrategy: a value of one branch of a `oneOf` could fit another, or keywords cannot be joined.
    """
    base = {
        word: value for word, value in schema.items() if word not in ("allOf", "anyOf", "oneOf")
    }
    parts = [*schema.get("allOf", ())]
    if "anyOf" in schema:
        parts.append(choices.pick(schema["anyOf"]))
    if "oneOf" in schema:
        _make_sure_apart(schema["oneOf"], at)
        parts.append(choices.pick(schema["oneOf"]))
    for part in parts:
        if part is False:
            raise NoStrategy(at, "a branch that nothing fits was chosen")
        base = _joined(base, part, at) if is_dict(part) else base
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
        if listed is not None and not any(validator(against).is_valid(value) for value in listed):
            return True
    kinds = [_types(schema) for schema in (one, other)]
    return all(kinds) and not kinds[0] & kinds[1]


def _types(schema: Mapping[str, Any]) -> set[str]:
    named = schema.get("type", ())
    found = {named} if isinstance(named, str) else set(named)
    return found | {"integer"} if "number" in found else found


def _joined(one: Schema, other: Schema, at: str) -> Schema:
    found = dict(one)
    for word, value in other.items():
        if word not in found or word in ANNOTATES:
            found.setdefault(word, value)
        elif found[word] != value:
            found[word] = _join(word, found[word], value, at)
    return found


def _join(word: str, one: Any, other: Any, at: str) -> Any:
    if word not in _JOINS:
        raise NoStrategy(at, f"two {word!r} cannot be joined")
    joined = _JOINS[word](one, other, at)
    if joined in ([], ()):
        raise NoStrategy(at, f"nothing fits both {word!r}")
    return joined


def _both_listed(one: Any, other: Any, at: str) -> list[Any]:
    return [value for value in one if validator({"enum": other}).is_valid(value)]


def _both_types(one: Any, other: Any, at: str) -> list[str]:
    both = _types({"type": one}) & _types({"type": other})
    return sorted(both - {"integer"} if "number" in both else both)


def _both_named(one: Any, other: Any, at: str) -> Any:
    return {
        name: _whole(one[name], other[name], at) if name in one and name in other else found
        for name, found in {**one, **other}.items()
    }


def _whole(one: Any, other: Any, at: str) -> Any:
    if is_dict(one) and is_dict(other):
        return _joined(one, other, at)
    return other if one is True else one if other is True else False


_JOINS: Mapping[str, Callable[[Any, Any, str], Any]] = {
    **dict.fromkeys(
        ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
        lambda one, other, _: max(one, other),
    ),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"),
        lambda one, other, _: min(one, other),
    ),
    "required": lambda one, other, _: list(dict.fromkeys([*one, *other])),
    "type": _both_types,
    "enum": _both_listed,
    "properties": _both_named,
    "items": _whole,
    "additionalProperties": _whole,
}
