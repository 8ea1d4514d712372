"""`properties`, `patternProperties`, `additionalProperties`: which fields there are.

If unknown fields are rejected, a removed property removes values; if they are accepted,
only the constraints of the property disappear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.schema.additional_properties import additional_schema, property_schema
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.equality import is_same_schema
from clientwright.schema.intersection import intersect_subschemas
from clientwright.schema.keyword_edit import (
    EditKind,
    IsolateEdit,
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    reachable_edits,
)
from clientwright.schema.keyword_fault import (
    WRONG_VALUES,
    KeywordFault,
    Schema,
    drop_mutations,
    replace,
)
from clientwright.schema.narrowing import require_value
from clientwright.schema.near_names import break_near_names
from clientwright.schema.object_generation import (
    break_other_properties,
    break_unknown_property,
    generate_object,
)
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import OBJECTS
from clientwright.schema.unnamed_properties import compare_additional, compare_pattern_properties

KEYWORDS = ("properties", "patternProperties", "additionalProperties")


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object of which a property that is not named is wrong, and one with an unknown property."""
    yield from break_other_properties(schema, semantics)
    yield from break_unknown_property(schema, semantics)
    yield from break_near_names(schema, semantics)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare properties by name, then what applies to all other names."""
    if not pair.shares(OBJECTS):
        return
    old, new = accepted_properties(pair.old), accepted_properties(pair.new)
    for name in dict.fromkeys(
        [*old, *new, *_forbidden_names(pair.old), *_forbidden_names(pair.new)]
    ):
        if (name in old) == (name in new):
            ends = (_property_schema(schema, name, pair) for schema in (pair.old, pair.new))
            edits = pair.compare_below(*ends, "properties", name)
        else:
            edits = _compare_one_sided(
                pair, name, EditKind.ADDED if name in new else EditKind.REMOVED
            )
        possible = [can_have(schema, name, pair.semantics) for schema in (pair.old, pair.new)]
        yield from reachable_edits(edits, possible[0], possible[1])
    yield from compare_pattern_properties(pair)
    yield from compare_additional(pair)


def tell(edit: KeywordEdit, field: str) -> str | None:
    """Tell whether a property is new or gone, or what applies to unnamed ones."""
    if edit.keyword == "properties":
        return f"{field} is new." if edit.edit_kind is EditKind.ADDED else f"{field} was removed."
    if edit.keyword != "additionalProperties":
        return None
    if edit.new_value is False:
        return f"{field} no longer accepts fields that it does not name."
    if edit.old_value is False:
        return f"{field} now accepts fields that it does not name."
    return f"{field} accepts other values in the fields that it does not name."


def can_have(schema: Schema, name: str, semantics: Semantics) -> bool:
    """Return whether an object may have a property, as far as its size and the names are bounded."""
    least = len({*schema.get("required", ()), name})
    fits: bool = schema.get("maxProperties", least) >= least
    return fits and semantics.is_valid(schema.get("propertyNames", True), name)


def accepted_properties(schema: Schema) -> Mapping[str, Any]:
    """Return the properties that a schema names and does not forbid."""
    found: Mapping[str, Any] = schema.get("properties", {})
    return {name: sub for name, sub in found.items() if sub is not False}


def _forbidden_names(schema: Schema) -> list[str]:
    """Return the properties that a schema names in order to reject them."""
    return [name for name, sub in schema.get("properties", {}).items() if sub is False]


def _property_schema(schema: Schema, name: str, pair: SchemaPair) -> Any:
    filled = {**schema, "additionalProperties": additional_schema(schema, closed=pair.closed)}
    return pair.semantics.normal_form(property_schema(filled, name))


def _compare_one_sided(pair: SchemaPair, name: str, edit_kind: EditKind) -> Iterator[KeywordEdit]:
    """Compare a property that one side names with the other side's schema for unnamed fields."""
    old, new = (_property_schema(schema, name, pair) for schema in (pair.old, pair.new))
    added = edit_kind is EditKind.ADDED
    other = old if added else new
    if other is False and not any(pair.compare_below(old, new, "properties", name)):
        return  # no value fits it
    if other is False or is_same_schema(other, {}):
        own = new if added else old
        wide = own is not False and not is_same_schema(own, {}) and other == {}
        yield pair.keyword_edit(
            "properties",
            edit_kind,
            shrinks=wide if added else other is False,
            grows=other is False if added else wide,
            values=(old, new),
            witness_schemas=_unbounded_values(name, pair.semantics)
            if other == {}
            else _require_property(name),
            isolate=_isolate_property(name, pair.closed),
            name=name,
        )
    else:
        yield from pair.compare_below(old, new, "properties", name)


def _require_property(name: str) -> WitnessSchemas:
    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}

    return narrowed


def _unbounded_values(name: str, semantics: Semantics) -> WitnessSchemas:
    """Return witness schemas: the field has a value that its schema on the rejecting side rejects."""

    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        theirs = refusing.get("properties", {}).get(name, {})
        for value in WRONG_VALUES:
            if not semantics.is_valid(theirs, value):
                yield require_value(accepting, name, value)

    return narrowed


def _isolate_property(name: str, closed: bool) -> IsolateEdit:
    """Return a function that takes one property from the rejecting side.

    A closed object stays closed, even if its last property is removed.
    """

    def isolate(accepting: dict[str, Any], refusing: dict[str, Any]) -> dict[str, Any]:
        own = {n: sub for n, sub in accepting.get("properties", {}).items() if n != name}
        theirs = refusing.get("properties", {})
        own |= {name: theirs[name]} if name in theirs else {}
        required = [n for n in accepting.get("required", ()) if n != name]
        closing = (
            {} if own else {"additionalProperties": additional_schema(accepting, closed=closed)}
        )
        return {**accepting, **closing, "properties": own, "required": required}

    return isolate


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each optional property unknown, and what applies to properties that are not named dropped."""
    for name in schema.get("properties", {}):
        if name not in schema.get("required", ()):
            yield "properties", f"{name}-unknown", _drop_property(name)
    yield from drop_mutations(schema, ("patternProperties",))
    others = schema.get("additionalProperties", True)
    for name, value in (("any", True), ("refused", False)):
        if others not in (True, {}, value):
            edit = replace("additionalProperties", value)
            yield "additionalProperties", f"additionalProperties-{name}", edit
    for pattern in schema.get("patternProperties", {}):
        without = {**schema["patternProperties"], pattern: False}
        yield "patternProperties", f"{pattern}-refused", replace("patternProperties", without)


def _drop_property(name: str) -> SchemaMutation:
    def edit(schema: dict[str, Any]) -> None:
        own = schema["properties"].items()
        schema["properties"] = {key: sub for key, sub in own if key != name}

    return edit


def intersect(one: Schema, other: Schema, at: str) -> Schema:
    """Intersect the schemas of each property that one side names, and those of all others."""
    names = dict.fromkeys([*one.get("properties", {}), *other.get("properties", {})])
    rest = [side.get("additionalProperties", True) for side in (one, other)]
    patterns = [side.get("patternProperties", {}) for side in (one, other)]
    if any(patterns) and rest != [True, True]:
        raise GenerationError(at, "'patternProperties' and 'additionalProperties' cannot be joined")
    found: dict[str, Any] = {}
    if names:
        found["properties"] = {
            name: intersect_subschemas(property_schema(one, name), property_schema(other, name))
            for name in names
        }
    if any(patterns):
        shared = {
            p: intersect_subschemas(*(side.get(p, True) for side in patterns))
            for p in {**patterns[0], **patterns[1]}
        }
        found["patternProperties"] = shared
    for word in ("additionalProperties", "propertyNames"):  # if true, it still describes fields
        if word in one or word in other:
            found[word] = intersect_subschemas(*(side.get(word, True) for side in (one, other)))
    return found


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop what asserts nothing."""
    return {word: v for word, v in schema.items() if (word, v) != ("patternProperties", {})}


def emit(kind: str, schema: Schema) -> Mapping[str, Any] | None:
    """Return known properties, or the one schema of all values; a model cannot say both at once."""
    said = {word: schema[word] for word in KEYWORDS if word in schema}
    if "patternProperties" in said:
        return None
    others = said.get("additionalProperties", False)
    if said.get("properties"):
        return said if others in (False, {}) else None
    return said if others is not False else None


PROPERTIES = Constraint(
    "properties",
    KEYWORDS,
    unsaid=("patternProperties", "additionalProperties"),
    accept=library_checks(*KEYWORDS),
    makes={"object": generate_object},
    violate=violate,
    compare=compare,
    tell=tell,
    mutate=mutate,
    emit=emit,
    intersect=intersect,
    normalize=normalize,
    waived={"describe": "each property is described by itself"},
)
