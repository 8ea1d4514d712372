"""`required`: a newly required property rejects values without it, even if it has a default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from clientwright.schema.additional_properties import property_schema, with_dependencies
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.keyword_edit import EditKind, IsolateEdit, KeywordEdit, SchemaPair
from clientwright.schema.keyword_fault import KeywordFault, Schema, replace
from clientwright.schema.object_generation import remove_property, valid_with_property
from clientwright.schema.protocols import Contradiction, GenerationError, Refuter, Semantics
from clientwright.schema.types import OBJECTS, schema_types
from clientwright.schema.wording import show_value

KEYWORD = "required"


def violate(schema: Schema, _: Semantics) -> Iterator[KeywordFault]:
    """Yield an object without each required property."""
    for name in schema.get(KEYWORD, ()) if "object" in schema_types(schema) else ():
        edit, valid = remove_property(name), valid_with_property(schema, name)
        yield KeywordFault(KEYWORD, f"{KEYWORD}-{name}", f"has {name}", edit, valid)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the required properties, name by name."""
    if not pair.shares(OBJECTS):
        return
    old, new = set(pair.old.get(KEYWORD, ())), set(pair.new.get(KEYWORD, ()))
    for name in sorted(new - old):
        yield _required_edit(pair, name, EditKind.ADDED)
    for name in sorted(old - new):
        yield _required_edit(pair, name, EditKind.REMOVED)


def _required_edit(pair: SchemaPair, name: str, edit_kind: EditKind) -> KeywordEdit:
    added = edit_kind is EditKind.ADDED
    property_schema = pair.new.get("properties", {}).get(name, {})
    default_value = property_schema.get("default") if isinstance(property_schema, dict) else None
    return pair.keyword_edit(
        KEYWORD,
        edit_kind,
        shrinks=added,
        grows=not added,
        values=(None, default_value),
        witness_schemas=lambda accepting, refusing: [accepting],
        isolate=_isolate_required(name),
        name=name,
    )


def tell(edit: KeywordEdit, field: str) -> str:
    """Tell whether a property must be given, with its documented default."""
    if edit.edit_kind is EditKind.REMOVED:
        return f"{field} is no longer required."
    default = (
        ""
        if edit.new_value is None
        else f" (its documented default is {show_value(edit.new_value)})"
    )
    return f"{field} is now required{default}."


def _isolate_required(name: str) -> IsolateEdit:
    def isolate(accepting: dict[str, Any], refusing: dict[str, Any]) -> dict[str, Any]:
        return {**accepting, KEYWORD: [*accepting.get(KEYWORD, ()), name]}

    return isolate


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each required property as optional, and each optional one as required."""
    required = list(schema.get(KEYWORD, ()))
    for name in required:
        rest = [other for other in required if other != name]
        yield KEYWORD, f"required-{name}-ignored", replace(KEYWORD, rest)
    for name in schema.get("properties", {}):
        if name not in required:
            yield "properties", f"{name}-required", replace(KEYWORD, [*required, name])


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return what either requires."""
    return {KEYWORD: list(dict.fromkeys([*one.get(KEYWORD, ()), *other.get(KEYWORD, ())]))}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Name each property once; drop an empty list."""
    if KEYWORD not in schema:
        return schema
    rest = {word: value for word, value in schema.items() if word != KEYWORD}
    names = list(dict.fromkeys(schema[KEYWORD]))
    return {**rest, KEYWORD: names} if names else rest


def emit(kind: str, schema: Schema) -> Mapping[str, Any] | None:
    """Return the required names, if the model has a field for each."""
    known = schema.get("properties", {})
    return {KEYWORD: schema[KEYWORD]} if all(name in known for name in schema[KEYWORD]) else None


def required_names(schema: Schema) -> list[str]:
    """Return the properties that every object has, with those that they bring."""
    named = dict.fromkeys(schema.get(KEYWORD, ()))
    return [
        *named,
        *sorted(with_dependencies({*named}, schema.get("dependentRequired", {})) - {*named}),
    ]


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that nothing fits a property that an object must have."""
    listed = list(schema.get(KEYWORD, ()))
    for name in required_names(schema) if kind == "object" else ():
        place = (KEYWORD, listed.index(name)) if name in listed else ("dependentRequired",)
        with suppress(GenerationError):
            part = property_schema(schema, name)
            found = refuter.refute(part)
            if found is not None and part is schema.get("properties", {}).get(name, True) and part:
                return found.below("properties", name)
            if found is not None:
                why = (
                    "which it may not have"
                    if part is False
                    else f"which nothing fits: {found.reason}"
                )
                return Contradiction(place, f"every object must have {show_value(name)}, {why}")
    return None


REQUIRED = Constraint(
    "required",
    (KEYWORD,),
    accept=library_checks(KEYWORD),
    violate=violate,
    compare=compare,
    tell=tell,
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "generate": "the objects that `properties` makes have them",
        "describe": "each property says whether it is required",
    },
)
