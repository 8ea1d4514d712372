"""Schemas without the keywords that no choice keeps: one for each way in which a value may keep them.

`if` is kept by a value of `then` or of `else`, `not` by a value that breaks what it negates,
`dependentSchemas` by an object without the field that asks for more, or with what it asks for.
Most values of such a schema fit the original; whoever makes one checks it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.choice_sources import ChoiceSource
from clientwright.schema.complements import complements

TRIED_KEYWORDS = frozenset(("if", "not", "dependentSchemas"))
"""The keywords that no choice keeps: values are made without them, and those that fit are taken."""
CONDITIONAL_KEYWORDS = TRIED_KEYWORDS | {"then", "else"}
"""These keywords with those that mean something only beside them."""
Way = list[Any]
"""The schemas that a value has to fit besides, to keep a keyword in one way."""


def tried_keywords(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the keywords that no choice keeps of a schema and of the parts that always apply with it."""
    own = TRIED_KEYWORDS & schema.keys()
    return own.union(*map(tried_keywords, filter(is_dict, schema.get("allOf", ()))))


def relaxed_schema(
    schema: Mapping[str, Any], choices: ChoiceSource, turn: int = 0
) -> dict[str, Any]:
    """Return a schema without such keywords, of which each value may fit the schema.

    `turn` rotates the ways to keep each of them, so that a source that always chooses the first one comes to all.
    """
    first, *others = _same_value(schema)
    needed = {
        name for part in (first, *others) if is_dict(part) for name in part.get("required", ())
    }
    joined = [_without_conditions(part) for part in others]
    for part in filter(is_dict, (first, *others)):
        for word, ways in _WAYS.items():
            if word in part:
                found = list(ways(part, needed))
                start = turn % len(found)
                joined += choices.pick([*found[start:], *found[:start]])
    base: dict[str, Any] = _without_conditions(first)
    return {**base, "allOf": joined} if joined else base


def _same_value(schema: Any) -> Iterator[Any]:
    """Yield a schema without its `allOf`, then the parts of that."""
    if not is_dict(schema):
        yield schema
        return
    yield {word: value for word, value in schema.items() if word != "allOf"}
    for part in schema.get("allOf", ()):
        yield from _same_value(part)


def _without_conditions(schema: Any) -> Any:
    if not is_dict(schema):
        return schema
    return {word: value for word, value in schema.items() if word not in CONDITIONAL_KEYWORDS}


def _keep_condition(schema: Mapping[str, Any], _: Collection[str]) -> Iterator[Way]:
    """Yield the condition with `then`, each way to break it with `else`, and `else` alone."""
    condition, then, other = schema["if"], schema.get("then", True), schema.get("else", True)
    if condition is not False and then is not False:
        yield [condition, then]
    yield from ([wrong, other] for wrong in complements(condition) if other is not False)
    yield [other if other is not False else then]


def _break_negated(schema: Mapping[str, Any], _: Collection[str]) -> Iterator[Way]:
    yield from ([wrong] for wrong in complements(schema["not"]))
    yield []


def _keep_dependencies(schema: Mapping[str, Any], needed: Collection[str]) -> Iterator[Way]:
    """Yield what makes an object without the fields, with each of them alone, and with all of them."""
    depend: Mapping[str, Any] = schema["dependentSchemas"]
    must = frozenset(name for name in depend if name in needed)
    chosen = [must, *(must | {name} for name in depend), frozenset(depend)]
    for there in dict.fromkeys(chosen):
        absent = {name: False for name in depend if name not in there}
        given = [name for name in depend if name in there]
        yield [{"properties": absent, "required": given}, *(depend[name] for name in given)]


_WAYS: Mapping[str, Callable[[Mapping[str, Any], Collection[str]], Iterator[Way]]] = {
    "if": _keep_condition,
    "not": _break_negated,
    "dependentSchemas": _keep_dependencies,
}
