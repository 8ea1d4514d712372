"""Sample values of schemas: generated ones, constants, and objects that combine what schemas tell apart.

A condition such as `if`, or a choice of branches, looks at several fields at once. Of each field
one value of every kind that its schemas tell apart is enough; the objects combine them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice, product
from math import prod
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.narrowing import UNNAMED_FIELD
from clientwright.schema.numbers import is_number
from clientwright.schema.protocols import GenerationError
from clientwright.schema.relaxed_schemas import CONDITIONAL_KEYWORDS
from clientwright.schema.representatives import representatives
from clientwright.schema.semantics import ValueGenerator
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import map_subschemas

MAX_SAMPLES = 40
"""How many random values are tried."""
SIMPLE_VALUES: tuple[Any, ...] = (
    "a",
    1,
    0,
    0.5,
    True,
    False,
    None,
    [],
    {},
    "",
    [1],
    ["a", "b"],
    {"a": 1},
)
_MAX_OBJECTS = 1_500
"""How many combinations of field values are tried."""
_MAX_VALUES = 60
"""How many values of a field are sorted by what its schemas tell apart."""
_MAX_LETTERS, _MAX_TEXTS = 6, 300
"""How many characters of a pattern, and how many texts of them, are tried."""
_LENGTHS = frozenset(("minLength", "maxLength"))
_MAX_OTHERS = 4
"""How many fields without a name an object has."""
_COUNTS = ("minProperties", "maxProperties")
_ABSENT: Any = object()
_IN_PLACE_ONE, _IN_PLACE_MANY = ("not", "if", "then", "else"), ("allOf", "anyOf", "oneOf")


def few_choices() -> tuple[PayloadChoiceSource, ...]:
    """Return the choice sources that payloads are generated with, the simplest first; always the same."""
    return (
        SimplestChoiceSource(),
        FullestChoiceSource(),
        *(RandomChoiceSource.from_seed(f"witness:{n}") for n in range(4)),
    )


def sample_differences(
    accepting: Schema, refusing: Any, schemes: tuple[str, ...]
) -> Iterator[Schema]:
    """Yield schemas of single values that only the accepting side accepts."""
    values = (*_generated_values(accepting, schemes), *mentioned_values(accepting, refusing))
    yield from _differences(accepting, refusing, values)
    yield from object_differences(accepting, refusing, schemes)


def object_differences(
    accepting: Schema, refusing: Any, schemes: tuple[str, ...]
) -> Iterator[Schema]:
    """Yield schemas of single objects that only the accepting side accepts, from combined values of their fields."""
    values = sample_objects(accepting, refusing, schemes=schemes)
    yield from _differences(accepting, refusing, values)


def _differences(accepting: Schema, refusing: Any, values: Iterable[Any]) -> Iterator[Schema]:
    fits, theirs = make_validator(accepting), make_validator(refusing)
    seen = list[Any]()
    for value in values:
        if value not in seen and fits.is_valid(value) and not theirs.is_valid(value):
            seen.append(value)
            yield {**accepting, "enum": [value]}


def _generated_values(schema: Schema, schemes: tuple[str, ...]) -> Iterator[Any]:
    """Yield many values of a schema, then a few simple ones."""
    draws = (
        *few_choices(),
        *(RandomChoiceSource.from_seed(f"sample:{n}") for n in range(MAX_SAMPLES)),
    )
    for wanted in (schema, drop_conditions(schema)):
        for draw in draws:
            with suppress(GenerationError):
                yield ValueGenerator(draw, schemes).generate(wanted)
        if wanted == drop_conditions(schema):
            break
    yield from SIMPLE_VALUES


def mentioned_values(*schemas: Any) -> Iterator[Any]:
    """Yield the constants in schemas, the numbers next to them, and each alone in an array."""
    for value in _constants(schemas):
        near = (
            [value, value + 1, value - 1, value + 0.5, value - 0.5] if is_number(value) else [value]
        )
        yield from near
        yield from ([one] for one in near)


def _constants(value: Any) -> Iterator[Any]:
    if is_dict(value):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from _constants(inner)
    else:
        yield value


def drop_conditions(schema: Any) -> Any:
    """Return a schema without the keywords that the generator does not support; values are checked later."""
    if not is_dict(schema):
        return schema
    kept = {word: value for word, value in schema.items() if word not in CONDITIONAL_KEYWORDS}
    if "pattern" in kept and _LENGTHS & kept.keys() and "enum" not in kept:
        return {**kept, "enum": texts} if (texts := list(_matching_texts(kept))) else kept
    return map_subschemas(kept, lambda _, sub: drop_conditions(sub))


def _matching_texts(schema: Schema) -> Iterator[str]:
    """Yield a few short texts of the characters of a pattern that fit it and a length."""
    letters = list(dict.fromkeys([*filter(str.isalnum, schema["pattern"]), "a"]))[:_MAX_LETTERS]
    least = schema.get("minLength", 0)
    fits = make_validator(schema)
    for size in range(least, min(least + 2, schema.get("maxLength", least + 1) + 1)):
        tried = islice(product(letters, repeat=size), _MAX_TEXTS)
        yield from islice((t for t in map("".join, tried) if fits.is_valid(t)), 2)


def sample_objects(*schemas: Any, schemes: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield objects that combine values of the fields that schemas, or conditions in them, speak of."""
    parts = [part for schema in schemas for part in _in_place(schema)]
    fields = dict.fromkeys(name for part in parts for name in _named_fields(part))
    fields |= dict.fromkeys(_other_fields(parts, len(fields)))
    listed = [_telling_values(parts, name, schemes) for name in fields]
    for values in _combinations(listed):
        named = zip(fields, values, strict=True)
        yield {name: value for name, value in named if value is not _ABSENT}


def _in_place(schema: Any) -> Iterator[Schema]:
    """Yield the schemas that may apply to the same value."""
    if not is_dict(schema):
        return
    yield schema
    inside = [schema[word] for word in _IN_PLACE_ONE if word in schema]
    inside += [sub for word in _IN_PLACE_MANY for sub in schema.get(word, ())]
    for sub in (*inside, *schema.get("dependentSchemas", {}).values()):
        yield from _in_place(sub)


def _named_fields(part: Schema) -> Iterator[str]:
    yield from part.get("required", ())
    yield from part.get("properties", {})
    yield from part.get("dependentSchemas", {})
    for name, needs in part.get("dependentRequired", {}).items():
        yield from (name, *needs)


def _other_fields(parts: Sequence[Schema], named: int) -> list[str]:
    """Return the names of fields that no schema names, as many as the bounds of their number tell apart."""
    most = max((part.get(word, 0) for part in parts for word in _COUNTS), default=0)
    missing = min(int(most) + 1 - named, _MAX_OTHERS) if most else 0
    return [f"{UNNAMED_FIELD}_{n}" for n in range(missing)]


def _telling_values(parts: Sequence[Schema], name: str, schemes: tuple[str, ...]) -> list[Any]:
    """Return the absence of a field, and a value for each set of its schemas that accept it."""
    named = [part["properties"][name] for part in parts if name in part.get("properties", {})]
    subs = [sub for n, sub in enumerate(named) if is_dict(sub) and sub not in named[:n]]
    made = [value for sub in subs for value in _few_values(sub, schemes)]
    known = (*made, *mentioned_values(*subs), *representatives(*subs).values, "a")
    validators = [make_validator(sub) for sub in subs]
    found = dict[tuple[bool, ...], Any]()
    for value in known[:_MAX_VALUES]:
        found.setdefault(tuple(one.is_valid(value) for one in validators), value)
    return [_ABSENT, *found.values()]


def _few_values(schema: Schema, schemes: tuple[str, ...]) -> Iterator[Any]:
    for draw in few_choices()[:3]:
        with suppress(GenerationError):
            yield ValueGenerator(draw, schemes).generate(drop_conditions(schema))


def _combinations(listed: Sequence[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield all combinations, or some of too many."""
    if prod(map(len, listed)) <= _MAX_OBJECTS:
        yield from product(*listed)
        return
    draw = RandomChoiceSource.from_seed("objects")
    for _ in range(_MAX_OBJECTS):
        yield tuple(draw.pick(values) for values in listed)
