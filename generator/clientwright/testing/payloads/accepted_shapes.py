"""The shapes that the values of a place may have: each of them has to be accepted by itself.

A shape is one type of several, a branch of a union, an item at a place of its own, a property that
has no name of its own, a number of properties, or an empty array where the documents say that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.schema.additional_properties import applied_to_field, unnamed_schemas
from clientwright.schema.possible_names import SAMPLE_NAMES, can_have_property, usable_sample_names
from clientwright.schema.semantics import SEMANTICS
from clientwright.schema.types import listed_values, schema_types, shown_values

Schema = Mapping[str, Any]
EMPTY = "empty"
"""The name of the shape of an array without items."""
_COUNTS = ("minProperties", "maxProperties")


@dataclass(frozen=True, slots=True)
class AcceptedShape:
    """One shape: its name, the steps to the keyword that allows it, a sentence, and a schema of its values."""

    name: str
    steps: tuple[str, ...]
    sentence: str
    schema: dict[str, Any]


def iter_shapes(schema: Schema, *, is_root: bool = False) -> Iterator[AcceptedShape]:
    """Yield the shapes of the values of a schema; the input itself has one type."""
    if listed_values(schema) is not None:
        return
    if not is_root:
        yield from _types(schema)
    yield from _branches(schema)
    yield from _items(schema)
    yield from _unnamed_properties(schema)
    yield from _counts(schema)


def documents_empty_array(schema: Schema) -> bool:
    """Return whether the documents themselves say that an array may be empty."""
    allowed = "array" in schema_types(schema) and SEMANTICS.is_valid(schema, [])
    return allowed and (schema.get("minItems") == 0 or [] in shown_values(schema))


def _types(schema: Schema) -> Iterator[AcceptedShape]:
    kinds = schema_types(schema) if "type" in schema else ()
    for kind in kinds if len(kinds) > 1 else ():
        sentence = f"may be of type {kind}"
        yield AcceptedShape(f"as-type-{kind}", ("type",), sentence, {**schema, "type": kind})


def _branches(schema: Schema) -> Iterator[AcceptedShape]:
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word, ())
        for n, branch in enumerate(branches if len(branches) > 1 else ()):
            others = [other for m, other in enumerate(branches) if m != n]
            alone = {**schema, word: [branch]}
            if word == "oneOf":
                alone = {**alone, "allOf": [*schema.get("allOf", ()), {"not": {"anyOf": others}}]}
            if branch is not False:
                name, sentence = f"as-{word}-{n}", f"may be as branch {n} of {word} says"
                yield AcceptedShape(name, (word, str(n)), sentence, alone)


def _items(schema: Schema) -> Iterator[AcceptedShape]:
    if "array" not in schema_types(schema):
        return
    first, low = schema.get("prefixItems", ()), schema.get("minItems", 0)
    follow = schema.get("items", False) is not False
    for n in range(len(first) + 1 if first and follow else len(first)):
        steps = ("prefixItems", str(n)) if n < len(first) else ("items",)
        longer = {**schema, "type": "array", "minItems": max(low, n + 1)}
        if schema.get("maxItems", n + 1) > n:
            yield AcceptedShape(_with(steps), steps, f"may have an item {n}", longer)
    if documents_empty_array(schema):
        written = ("minItems",) if "minItems" in schema else ()
        empty = {**schema, "type": "array", "maxItems": 0}
        yield AcceptedShape(EMPTY, written, "may be an empty array", empty)


def _with(steps: tuple[str, ...]) -> str:
    return f"with-{'-'.join(steps)}"


def _unnamed_properties(schema: Schema) -> Iterator[AcceptedShape]:
    """Yield objects with a property of each pattern, and with one that has neither a name nor a pattern."""
    if "object" not in schema_types(schema):
        return
    named = bool(schema.get("properties"))
    for steps, sub in unnamed_schemas(schema):
        if named and sub in (True, {}):
            continue  # that unknown fields are let through is no promise to use them
        names = usable_sample_names(SEMANTICS, schema, steps[1]) if steps[1:] else SAMPLE_NAMES
        free = [name for name in names if _is_free(schema, name, steps)]
        if sub is not False and free:
            required = [*dict.fromkeys([*schema.get("required", ()), free[0]])]
            kind = f"whose name matches {steps[1]}" if steps[1:] else "without a name of its own"
            sentence = f"may have a property {kind}"
            wider = {**schema, "type": "object", "required": required}
            yield AcceptedShape(_with(steps), steps, sentence, wider)


def _is_free(schema: Schema, name: str, steps: tuple[str, ...]) -> bool:
    """Return whether a property of a name is described by what the steps lead to, and may be there."""
    described = [at for at, _ in applied_to_field(schema, name)]
    return described == [steps] and can_have_property(SEMANTICS, schema, name)


def _counts(schema: Schema) -> Iterator[AcceptedShape]:
    for word in _COUNTS if "object" in schema_types(schema) else ():
        if word in schema:
            n = schema[word]
            exact = {**schema, "type": "object", **dict.fromkeys(_COUNTS, n)}
            yield AcceptedShape(f"at-{word}", (word,), f"may equal its bound: {word} {n}", exact)
