"""`dependentRequired` and `dependentSchemas`: what a field requires if it is present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.border_faults import (
    border_faults,
    boundary_pool,
    conjoined,
    exchanged,
    without,
)
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.intersection import keep_equal
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import KeywordFault, Schema, drop_mutations
from clientwright.schema.keywords.annotations import ANNOTATIONS
from clientwright.schema.object_generation import remove_property, valid_with_property
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import OBJECTS, schema_types

REQUIRED, SCHEMAS = "dependentRequired", "dependentSchemas"


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object without each property that another one requires, and one that breaks the schema of each."""
    for name, needs in schema.get(REQUIRED, {}).items() if "object" in schema_types(schema) else ():
        for need in dict.fromkeys(needs):
            if need != name:
                sentence, valid = (
                    f"has {need} where it has {name}",
                    valid_with_property(schema, need, name),
                )
                fault = f"{REQUIRED}-{name}-{need}"
                yield KeywordFault(REQUIRED, fault, sentence, remove_property(need), valid)
    if "object" in schema_types(schema):
        for name, sub in schema.get(SCHEMAS, {}).items():
            yield from _violate_dependent(schema, name, sub, semantics)


def _violate_dependent(
    schema: Schema, name: str, sub: Any, semantics: Semantics
) -> Iterator[KeywordFault]:
    """Yield objects with a property that break the schema which depends on it."""
    left = {other: one for other, one in schema[SCHEMAS].items() if other != name}
    rest = {**without(schema, SCHEMAS), **({SCHEMAS: left} if left else {})}
    needed = {"type": "object", "required": [name]}
    pool = list(
        boundary_pool(
            semantics, conjoined(semantics, rest, needed, sub), conjoined(semantics, rest, needed)
        )
    )
    wrong = [
        one
        for one in pool
        if any(steps[:2] == (SCHEMAS, name) for steps in semantics.broken_steps(schema, one[1]))
    ]
    yield from border_faults(
        schema,
        (*pool, *exchanged(wrong[:_MOST_EXCHANGED], (), [name])),
        f"is what it must be where it has {name}",
        semantics,
        lambda steps, _: steps[:2] == (SCHEMAS, name),
    )


_MOST_EXCHANGED = 6
"""How many objects are also tried without the property."""


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare which other fields a field requires, then which schemas."""
    if not pair.shares(OBJECTS):
        return
    old, new = _dependencies(pair.old), _dependencies(pair.new)
    if old != new:
        shrinks, grows = (
            any(need not in side.get("required", ()) for _, need in more)
            for side, more in ((pair.old, new - old), (pair.new, old - new))
        )
        yield pair.keyword_edit(
            REQUIRED,
            refined_edit_kind(pair.edit_kind(REQUIRED), shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            witness_schemas=_require_each,
        )
    yield from _compare_dependent_schemas(pair)


def _dependencies(schema: Schema) -> set[tuple[str, str]]:
    found = schema.get(REQUIRED, {}).items()
    return {
        (name, dependency) for name, needs in found for dependency in needs if dependency != name
    }


def _compare_dependent_schemas(pair: SchemaPair) -> Iterator[KeywordEdit]:
    old, new = pair.old.get(SCHEMAS, {}), pair.new.get(SCHEMAS, {})
    if old == new:
        return
    below = [
        edit
        for name in {**old, **new}
        for edit in pair.compare_branch(old.get(name, {}), new.get(name, {}), SCHEMAS, name)
    ]
    described = [pair.described(old.get(name), new.get(name)) for name in {**old, **new}]
    shrinks = any(c.shrinks for c in below) or any(fewer for fewer, _ in described)
    grows = any(c.grows for c in below) or any(more for _, more in described)
    edit_kind = refined_edit_kind(pair.edit_kind(SCHEMAS), shrinks, grows)
    yield pair.keyword_edit(
        SCHEMAS, edit_kind, shrinks=shrinks, grows=grows, witness_schemas=_require_each
    )


def _require_each(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield schemas that require each field with a dependency on the rejecting side."""
    for name in {**refusing.get(REQUIRED, {}), **refusing.get(SCHEMAS, {})}:
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each keyword dropped."""
    yield from drop_mutations(schema, (REQUIRED, SCHEMAS))


def intersect(one: Schema, other: Schema, at: str) -> Schema:
    """Return what either requires.

    Raises:
        GenerationError: both have `dependentSchemas`, and other ones.
    """
    found: dict[str, Any] = {}
    if REQUIRED in one or REQUIRED in other:
        needs = [side.get(REQUIRED, {}) for side in (one, other)]
        names = {**needs[0], **needs[1]}
        found[REQUIRED] = {n: [*needs[0].get(n, ()), *needs[1].get(n, ())] for n in names}
    return found | keep_equal(one, other, at, SCHEMAS)


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Name each property once; write schemas that only require others as such; drop what asserts nothing."""
    found = {word: v for word, v in schema.items() if word != SCHEMAS}
    schemas: Mapping[str, Any] = schema.get(SCHEMAS, {})
    plain = {name: sub["required"] for name, sub in schemas.items() if _only_requires(sub)}
    if left := {name: sub for name, sub in schemas.items() if name not in plain and sub != {}}:
        found[SCHEMAS] = left
    if plain:
        known: Mapping[str, Any] = found.get(REQUIRED, {})
        found[REQUIRED] = {n: [*known.get(n, ()), *plain.get(n, ())] for n in {**known, **plain}}
    if REQUIRED in found:
        needs = found.pop(REQUIRED).items()
        found |= (
            {REQUIRED: left} if (left := {k: list(dict.fromkeys(v)) for k, v in needs if v}) else {}
        )
    return found


def _only_requires(schema: Any) -> bool:
    return is_dict(schema) and schema.keys() - ANNOTATIONS.keywords == {"required"}


DEPENDENT_REQUIRED = Constraint(
    "dependent required",
    (REQUIRED, SCHEMAS),
    unsaid=(REQUIRED, SCHEMAS),
    accept=library_checks(REQUIRED, SCHEMAS),
    violate=violate,
    compare=compare,
    mutate=mutate,
    intersect=intersect,
    normalize=normalize,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the objects that `properties` makes have what their properties require",
        "describe": "no phrase says what a property requires",
    },
)
