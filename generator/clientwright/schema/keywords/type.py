"""`type`: which JSON types are accepted, null among them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.keyword_edit import (
    EditKind,
    KeywordEdit,
    SchemaPair,
    changed_edit_kind,
)
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    Schema,
    drop_mutations,
    make_any_valid,
    replace,
    valid_of_type,
)
from clientwright.schema.numbers import MAX_EXACT
from clientwright.schema.protocols import GenerationError, Generator, Semantics
from clientwright.schema.types import (
    JSON_TYPES,
    accepted_types,
    declared_types,
    listed_values,
    schema_types,
    spell_types,
)
from clientwright.schema.wording import Wording

KEYWORD = "type"
FINITE_NUMBER = "finite"
"""The constraint that a number is finite: JSON has no NaN and no infinities."""

_WRONG_VALUES: Mapping[str, tuple[str, MakeInvalid]] = {
    "text": ("string", lambda generator, valid: "text"),
    "numeric-string": ("string", lambda generator, valid: str(valid).lower()),
    "true": ("boolean", lambda generator, valid: True),
    "false": ("boolean", lambda generator, valid: False),
    "whole": ("integer", lambda generator, valid: 5),
    "zero": ("integer", lambda generator, valid: 0),
    "null": ("null", lambda generator, valid: None),
    "array": ("array", lambda generator, valid: [valid]),
    "object": ("object", lambda generator, valid: {"value": valid}),
}
_EDITS_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "string": ("whole", "true", "null", "array", "object"),
    "integer": ("numeric-string", "text", "fraction", "true", "false", "null", "array", "object"),
    "number": ("numeric-string", "text", "true", "false", "null", "array", "object"),
    "boolean": ("numeric-string", "whole", "zero", "null", "array", "object"),
    "array": ("unwrapped", "object", "text", "null", "zero"),
    "object": ("array", "text", "null", "true"),
    "null": ("text", "zero", "false"),
}
_EDIT_SOURCE_TYPES = {"fraction": "integer", "unwrapped": "array"}
"""The edits that need a value of one type."""
_NON_FINITE: Mapping[str, float] = {
    "nan": math.nan,
    "infinity": math.inf,
    "minus-infinity": -math.inf,
}


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield values of every other type: numbers as strings, `true` for 1, null, NaN."""
    if KEYWORD not in schema:
        return
    allowed = set(schema_types(schema)) | (
        {"integer"} if "number" in schema_types(schema) else set()
    )
    sentence = f"is of type {' or '.join(schema_types(schema))}"
    ways = {
        **_WRONG_VALUES,
        "fraction": ("number", _add_half(schema, semantics)),
        "unwrapped": (_item_type(schema), _unwrap_item(schema)),
    }
    for name in dict.fromkeys(way for kind in schema_types(schema) for way in _EDITS_BY_TYPE[kind]):
        kind, way = ways[name]
        if kind not in allowed:
            source = _EDIT_SOURCE_TYPES.get(name)
            valid = valid_of_type(schema, source) if source else make_any_valid
            yield KeywordFault(KEYWORD, f"type-{name}", sentence, way, valid)
    if allowed & {"integer", "number"}:
        for name, value in _NON_FINITE.items():
            yield KeywordFault(FINITE_NUMBER, name, "is a finite number", _constant_edit(value))


def _constant_edit(value: float) -> MakeInvalid:
    return lambda generator, valid: value


def _unwrap_item(schema: Schema) -> MakeInvalid:
    """Return an edit that replaces an array by its first item."""
    return lambda generator, valid: (
        valid[0] if valid else generator.generate(schema.get("items", {}))
    )


def _item_type(schema: Schema) -> str:
    items = schema.get("items")
    found = schema_types(items) if isinstance(items, dict) else ("array",)
    return found[0] if schema.get("maxItems") != 0 and len(found) == 1 else "array"


def _add_half(schema: Schema, semantics: Semantics) -> MakeInvalid:
    """Return an edit by half a step, downwards above the upper bound: truncated, the number would be valid."""
    rest = {word: value for word, value in schema.items() if word != KEYWORD}

    def between(generator: Generator, valid: Any) -> Any:
        if abs(valid) > MAX_EXACT:
            raise GenerationError("", "no fraction is next to so large a number")
        less, more = valid - 0.5, valid + 0.5
        return less if semantics.is_valid(rest, less) > semantics.is_valid(rest, more) else more

    return between


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the types, including null: a removed type removes its values."""
    old, new = _with_integers(pair.old), _with_integers(pair.new)
    if old == new:
        return
    lost, gained = bool(old - new), bool(new - old)
    edit_kind = (
        changed_edit_kind(lost, gained)
        if {KEYWORD} <= pair.old.keys() & pair.new.keys()
        else pair.edit_kind(KEYWORD)
    )
    if edit_kind is EditKind.CHANGED or lost or gained:
        yield pair.keyword_edit(
            KEYWORD, edit_kind, shrinks=lost, grows=gained, witness_schemas=_refused_types
        )


def tell(edit: KeywordEdit, field: str) -> str | None:
    """Tell which type was added, if none was removed."""
    old, new = (
        [names] if isinstance(names, str) else names for names in (edit.old_value, edit.new_value)
    )
    if edit.edit_kind is EditKind.LOOSENED and old and new and set(old) < set(new):
        more = " or ".join(kind for kind in new if kind not in old)
        return f"{field} may now also be of type {more}."
    return None


def _with_integers(schema: Schema) -> frozenset[str]:
    kinds = accepted_types(schema)
    return kinds | {"integer"} if "number" in kinds else kinds


def _refused_types(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind in sorted(accepted_types(accepting) - _with_integers(refusing)):
        if kind == "number" and "integer" in accepted_types(refusing):
            yield {**accepting, "enum": [math.floor(accepting.get("minimum", 0)) + 0.5]}
        yield {**accepting, KEYWORD: kind}


def _must_be_of_type(kinds: Any) -> str:
    return f"be of type {' or '.join([kinds] if isinstance(kinds, str) else kinds)}"


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the type dropped, fractions taken for integers, null taken, and each of several types refused."""
    yield from drop_mutations(schema, (KEYWORD,))
    kind = schema.get(KEYWORD)
    kinds = schema_types(schema) if isinstance(kind, list) and listed_values(schema) is None else ()
    for one in kinds if len(kinds) > 1 else ():
        left = [name for name in kinds if name != one]
        yield KEYWORD, f"type-{one}-refused", replace(KEYWORD, left)
    if kind == "integer":
        yield KEYWORD, "type-fractions-taken", replace(KEYWORD, "number")
    if isinstance(kind, str) and kind != "null":
        yield KEYWORD, "type-null-taken", _allow_null(kind)


def _allow_null(kind: str) -> Callable[[dict[str, Any]], None]:
    def edit(schema: dict[str, Any]) -> None:
        schema[KEYWORD] = [kind, "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]

    return edit


def intersect(one: Schema, other: Schema, at: str) -> Schema:
    """Return the types that both accept."""
    sides = [side for side in (one, other) if KEYWORD in side]
    if len(sides) == 1 or one.get(KEYWORD) == other.get(KEYWORD):
        return {KEYWORD: sides[0][KEYWORD]}
    both = declared_types(one) & declared_types(other)
    kinds = sorted(both - {"integer"} if "number" in both else both)
    if not kinds:
        raise GenerationError(at, "nothing fits both 'type'")
    return {KEYWORD: kinds}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Spell a single type as a string, several once each, and all of them not at all."""
    if KEYWORD not in schema:
        return schema
    kinds = accepted_types(schema)
    rest = {word: value for word, value in schema.items() if word != KEYWORD}
    if kinds == frozenset(JSON_TYPES) - {"integer"}:
        return rest
    written = schema[KEYWORD]
    named = [written] if isinstance(written, str) else written
    return {**rest, KEYWORD: spell_types(named)}


def emit(kind: str, _: Schema) -> Mapping[str, Any]:
    """Return the type: each has a type of the runtime or a model."""
    return {KEYWORD: kind}


TYPE = Constraint(
    "type",
    (KEYWORD,),
    accept=library_checks(KEYWORD),
    makes={
        "boolean": lambda generator, schema, at: generator.choices.pick((False, True)),
        "null": lambda generator, schema, at: None,
    },
    violate=violate,
    compare=compare,
    tell=tell,
    wording={KEYWORD: Wording(_must_be_of_type)},
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    waived={"describe": "the name of a type stands before the phrases: `schema/describe.py`"},
)
