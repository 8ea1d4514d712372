"""Objects of a schema: which optional properties are there, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from clientwright.contract.making.draws import Choices
from clientwright.contract.making.problems import NoStrategy

LIKELY = 75
"""How often, of a hundred, an optional property is there that a rule speaks of."""


def make(
    choices: Choices,
    schema: Mapping[str, Any],
    value: Callable[[Any, str], Any],
    likely: Collection[str],
    at: str,
) -> dict[str, Any]:
    """Make an object of the properties that the schema names, no others."""
    named: Mapping[str, Any] = schema.get("properties", {})
    there = _chosen(choices, schema, named, likely, at)
    return {name: value(named[name], name) for name in named if name in there}


def _chosen(
    choices: Choices,
    schema: Mapping[str, Any],
    named: Mapping[str, Any],
    likely: Collection[str],
    at: str,
) -> set[str]:
    required = set(schema.get("required", ()))
    optional = [name for name, sub in named.items() if name not in required and sub is not False]
    there = required | {name for name in optional if name in likely and choices.chance(LIKELY)}
    even = [name for name in optional if name not in likely]
    mask = choices.some(len(even))
    there |= {name for n, name in enumerate(even) if mask >> n & 1}
    there = _closed_over(there, schema.get("dependentRequired", {}))
    if unnamed := sorted(there - named.keys()):
        raise NoStrategy(at, f"no value is known for {', '.join(unnamed)}, which it requires")
    return _counted(there, required, optional, schema, at)


def _closed_over(there: set[str], needs: Mapping[str, Collection[str]]) -> set[str]:
    """Add what the properties that are there require."""
    while more := {need for name in there for need in needs.get(name, ())} - there:
        there = there | more
    return there


def _counted(
    there: set[str],
    required: set[str],
    optional: list[str],
    schema: Mapping[str, Any],
    at: str,
) -> set[str]:
    """Bring the number of properties between its bounds."""
    low, high = schema.get("minProperties", 0), schema.get("maxProperties", len(there))
    spare = [name for name in optional if name not in there]
    there = there | set(spare[: max(0, low - len(there))])
    over = [name for name in reversed(optional) if name in there][: max(0, len(there) - high)]
    there = there - set(over)
    broken = _closed_over(there, schema.get("dependentRequired", {})) != there
    if broken or not low <= len(there) or not required <= there:
        raise NoStrategy(
            at, "the number of its properties cannot be kept together with what they require"
        )
    return there
