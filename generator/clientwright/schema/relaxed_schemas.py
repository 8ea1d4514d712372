"""Schemas without the keywords that no choice keeps: one for each way in which a value may keep them.

`if` is kept by a value of `then` or of `else`, `not` by a value that breaks what it negates,
`dependentSchemas` by an object without the field that asks for more, or with what it asks for.
Most values of such a schema fit the original; whoever makes one checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Any

from clientwright.schema.complements import complements

TRIED_KEYWORDS = frozenset(("if", "not", "dependentSchemas"))
"""The keywords that no choice keeps: values are made without them, and those that fit are taken."""
MAX_RELAXED = 24
"""The most ways to keep all such keywords of a schema that are tried."""
CONDITIONAL_KEYWORDS = TRIED_KEYWORDS | {"then", "else"}
"""These keywords with those that mean something only beside them."""


def relaxed_schemas(schema: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return schemas without such keywords, of which each value may fit the schema."""
    base = {word: value for word, value in schema.items() if word not in CONDITIONAL_KEYWORDS}
    ways = product(*(list(ways(schema)) for word, ways in _READ.items() if word in schema))
    found = [
        _join(base, [part for way in chosen for part in way])
        for chosen in islice(ways, MAX_RELAXED)
    ]
    return (*found, base)


def _join(base: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
    """Return a schema that also has some parts to fit."""
    return {**base, "allOf": [*base.get("allOf", ()), *parts]} if parts else base


def _keep_condition(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the condition with `then`, and each way to break it with `else`; simpler values come first."""
    condition, then, other = schema["if"], schema.get("then", True), schema.get("else", True)
    held = [] if condition is False or then is False else [[condition, then]]
    broken = [] if other is False else [[wrong, other] for wrong in complements(condition)]
    yield from (*held, *broken, [other])


def _break_negated(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    yield from ([wrong] for wrong in complements(schema["not"]))
    yield []


def _keep_dependencies(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield an object without any of the fields, with each of them alone, and with all."""
    depend: Mapping[str, Any] = schema["dependentSchemas"]
    needed = frozenset(schema.get("required", ()))
    alone = [frozenset((name,)) for name in depend]
    for there in dict.fromkeys(
        one | needed for one in (frozenset[str](), *alone, frozenset(depend))
    ):
        given = [name for name in depend if name in there]
        absent = {name: False for name in depend if name not in there}
        asked = [depend[name] for name in given]
        yield [
            *([{"properties": absent}] if absent else []),
            *([{"required": given}] if given else []),
            *asked,
        ]


_READ: Mapping[str, Callable[[Mapping[str, Any]], Iterator[list[Any]]]] = {
    "if": _keep_condition,
    "not": _break_negated,
    "dependentSchemas": _keep_dependencies,
}
