"""How what applies to the fields that an object does not name compares: patterns of names, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.schema.additional_properties import (
    BRANCHES,
    additional_schema,
    property_schema,
    with_additional,
)
from clientwright.schema.choice_sources import (
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import (
    EditKind,
    IsolateEdit,
    KeywordEdit,
    SchemaPair,
    WitnessSchemas,
    refined_edit_kind,
)
from clientwright.schema.keyword_fault import WRONG_VALUES, Schema
from clientwright.schema.matching_text import generate_match
from clientwright.schema.narrowing import UNNAMED_FIELD, require_value
from clientwright.schema.protocols import GenerationError, Semantics


def compare_pattern_properties(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare pattern properties; a pattern on one side only frees names of what applies to the rest."""
    old, new = (schema.get("patternProperties", {}) for schema in (pair.old, pair.new))
    for pattern in dict.fromkeys([*old, *new]):
        if pattern in old and pattern in new:
            yield from pair.compare_below(old[pattern], new[pattern], "patternProperties", pattern)
        elif pattern in new:
            refused, freed = _effect_of_pattern(pair, new[pattern], pair.old)
            yield _pattern_edit(pair, pattern, EditKind.ADDED, shrinks=refused, grows=freed)
        else:
            refused, freed = _effect_of_pattern(pair, old[pattern], pair.new)
            yield _pattern_edit(pair, pattern, EditKind.REMOVED, shrinks=freed, grows=refused)


def _effect_of_pattern(pair: SchemaPair, own: Any, other: Schema) -> tuple[bool, bool]:
    """Return whether the schema of a pattern refuses what the side without it accepts, and the other way round."""
    if pair.closed and "additionalProperties" not in other and BRANCHES & other.keys():
        return True, True  # a branch may describe some of these names, or close the object
    rest = additional_schema(other, closed=pair.closed)
    matched_too = other.get("patternProperties", {}).values()
    return (
        not all(_is_within(pair, sub, own) for sub in (rest, *matched_too)),
        not _is_within(pair, own, rest),
    )


def _is_within(pair: SchemaPair, one: Any, other: Any) -> bool:
    """Return whether all values of one schema surely fit another."""
    edits = pair.compare_below(pair.semantics.normal_form(one), pair.semantics.normal_form(other))
    return not any(edit.shrinks or edit.undecidable for edit in edits)


def _pattern_edit(
    pair: SchemaPair, pattern: str, edit_kind: EditKind, *, shrinks: bool, grows: bool
) -> KeywordEdit:
    return pair.keyword_edit(
        "patternProperties",
        edit_kind,
        shrinks=shrinks,
        grows=grows,
        values=(pattern, pattern),
        witness_schemas=_matching_fields(pattern, pair.semantics),
    )


def _matching_fields(pattern: str, semantics: Semantics) -> WitnessSchemas:
    """Return witness schemas: objects with a field whose name matches, of its own schema or of any value."""

    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for name in dict.fromkeys(_matching_names(pattern)):
            own = semantics.normal_form(property_schema(accepting, name))
            if own is not False and name not in accepting.get("properties", {}):
                with suppress(GenerationError):
                    yield require_value(accepting, name, semantics.simplest(own))
            for value in WRONG_VALUES:
                if semantics.is_valid(own, value):
                    theirs = property_schema(refusing, name)
                    if not semantics.is_valid(theirs, value):
                        yield require_value(accepting, name, value)

    return narrowed


def _matching_names(pattern: str) -> Iterator[str]:
    draws: tuple[PayloadChoiceSource, ...] = (
        SimplestChoiceSource(),
        *(RandomChoiceSource.from_seed(seed) for seed in "ab"),
    )
    for draw in draws:
        with suppress(GenerationError):
            yield generate_match(draw, pattern, 1, None)


def compare_additional(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the schemas of unnamed fields."""
    word = "additionalProperties"
    old, new = (additional_schema(schema, closed=pair.closed) for schema in (pair.old, pair.new))
    if is_same_schema(old, new):
        return
    if old is False or new is False or {} in (old, new):
        shrinks, grows = new is False or old == {}, old is False or new == {}
        edit_kind = pair.edit_kind(word)
        yield pair.keyword_edit(
            word,
            refined_edit_kind(edit_kind, shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            values=(old, new),
            witness_schemas=_additional_values(pair),
            isolate=_isolate_additional(pair.closed),
        )
    else:
        yield from pair.compare_below(old, new, word)


def _additional_values(pair: SchemaPair) -> WitnessSchemas:
    def narrowed(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
        own, theirs = (
            additional_schema(accepting, closed=pair.closed),
            additional_schema(refusing, closed=pair.closed),
        )
        if own == {}:
            for value in WRONG_VALUES:
                if theirs is False or not pair.semantics.is_valid(theirs, value):
                    yield require_value(accepting, UNNAMED_FIELD, value)
        else:
            given = {**accepting.get("properties", {}), UNNAMED_FIELD: own}
            yield {
                **accepting,
                "properties": given,
                "required": sorted({*accepting.get("required", ()), UNNAMED_FIELD}),
            }

    return narrowed


def _isolate_additional(closed: bool) -> IsolateEdit:
    def isolate(accepting: dict[str, Any], refusing: dict[str, Any]) -> dict[str, Any]:
        return with_additional(accepting, additional_schema(refusing, closed=closed))

    return isolate
