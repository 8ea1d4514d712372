"""`propertyNames`: what the names of an object's properties must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import (
    is_open_for,
    property_schema,
    surely_additional_schema,
)
from clientwright.schema.border_faults import Named, border_faults, conjoined
from clientwright.schema.complements import complements
from clientwright.schema.constraint import Constraint, SchemaMutation, library_checks
from clientwright.schema.intersection import intersect_subschemas
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import KeywordFault, MakeInvalid, Schema, drop_mutations
from clientwright.schema.keywords.properties import accepted_properties, can_have
from clientwright.schema.keywords.required import required_names
from clientwright.schema.matching_text import similar_texts
from clientwright.schema.narrowing import UNNAMED_FIELD, require_value
from clientwright.schema.near_misses import near_misses
from clientwright.schema.object_generation import make_extensible
from clientwright.schema.possible_names import sample_names
from clientwright.schema.protocols import (
    Contradiction,
    GenerationError,
    Generator,
    Refuter,
    Semantics,
)
from clientwright.schema.types import OBJECTS, schema_types
from clientwright.schema.wording import show_value

KEYWORD = "propertyNames"
_MOST_SIMILAR = 100
"""How many names are tried that are like one that a pattern matches."""
_TRIED_NAMES = ("", "A", "a", "0", "no such name", "é", "n" * 300)
"""Names that are tried as one that is refused."""


def violate(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object with one more property, of a name that is refused and that a closed object would accept."""
    if KEYWORD not in schema or "object" not in schema_types(schema):
        return
    for name in _other_names(schema, semantics):
        broken = semantics.only_broken(schema[KEYWORD], name)
        if broken and _is_free(schema, name):
            *below, keyword = broken
            sentence, edit = "has no property of another name", _add_property(schema, name)
            yield KeywordFault(
                keyword, KEYWORD, sentence, edit, make_extensible, below=(KEYWORD, *below)
            )
            break
    yield from _near_names(schema, semantics)
    yield from border_faults(
        schema,
        _with_names(schema, semantics),
        "has properties of the right names only",
        semantics,
        lambda steps, _: steps[0] == KEYWORD,
    )


def _is_free(schema: Schema, name: str) -> bool:
    """Return whether an object may have a property of a name, whatever `propertyNames` says."""
    named = name in schema.get("properties", {})
    with suppress(GenerationError):
        return (named or is_open_for(schema, name)) and property_schema(schema, name) is not False
    return False


def _other_names(schema: Schema, semantics: Semantics) -> Iterator[str]:
    """Yield names that may be refused, and those that patterns of a closed object describe."""
    yield from _TRIED_NAMES
    for pattern in schema.get("patternProperties", {}):
        matching = {"type": "string", "pattern": pattern}
        yield from sample_names(pattern)
        for wrong in complements(schema[KEYWORD]):
            with suppress(GenerationError):
                yield semantics.simplest(semantics.normal_form({"allOf": [matching, wrong]}))
        yield from (miss.match for miss in near_misses(pattern))
        yield from similar_texts(sample_names(pattern), _MOST_SIMILAR)


def _near_names(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield objects with one more property, of a name that the pattern of the names just refuses."""
    names = schema[KEYWORD]
    pattern = names.get("pattern") if is_dict(names) else None
    for miss in near_misses(pattern) if isinstance(pattern, str) else ():
        is_alone = semantics.broken_steps(names, miss.text) == (("pattern",),)
        if is_alone and _is_free(schema, miss.text):
            yield KeywordFault(
                "pattern",
                f"{KEYWORD}-pattern-{miss.name}",
                "has no property of a name that its pattern just refuses",
                _add_property(schema, miss.text),
                make_extensible,
                below=(KEYWORD,),
                most_examples=1,
            )


def _with_names(schema: Schema, semantics: Semantics) -> Iterator[Named]:
    """Yield objects with a property of which the name just fits, or just does not."""
    names = conjoined(semantics, schema[KEYWORD], {"type": "string"})
    with suppress(GenerationError):
        bare = semantics.simplest({**schema, "type": "object"})
        few = [(name, bare[name]) for name in bare if name in schema.get("required", ())]
        named = [
            *semantics.boundary(names),
            *(("own", own) for own in schema.get("properties", ())),
        ]
        for label, name in named:
            if isinstance(name, str):
                with suppress(GenerationError):
                    value = semantics.simplest(property_schema(schema, name))
                    yield label, {**bare, name: value}
                    yield label, {**dict(few), name: value}


def _add_property(schema: Schema, name: str) -> MakeInvalid:
    def add(generator: Generator, valid: Any) -> Any:
        return {**valid, name: generator.generate(property_schema(schema, name))}

    return add


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the schemas of the names, which matter as far as an object may have such properties."""
    if not pair.shares(OBJECTS) or pair.old.get(KEYWORD) == pair.new.get(KEYWORD):
        return
    if KEYWORD in pair.old and KEYWORD in pair.new:
        below = list(pair.compare_branch(pair.old[KEYWORD], pair.new[KEYWORD], KEYWORD))
        shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
    else:
        shrinks, grows = KEYWORD in pair.new, KEYWORD in pair.old
    shrinks = shrinks and _may_refuse_name(pair.old, pair.new, pair)
    grows = grows and _may_refuse_name(pair.new, pair.old, pair)
    yield pair.keyword_edit(
        KEYWORD,
        refined_edit_kind(pair.edit_kind(KEYWORD), shrinks, grows),
        shrinks=shrinks,
        grows=grows,
        witness_schemas=_try_names,
    )


def _may_refuse_name(accepting: Schema, refusing: Schema, pair: SchemaPair) -> bool:
    """Return whether one side may have a property whose name the other refuses."""
    others = surely_additional_schema(accepting, closed=pair.closed) is not False
    return bool(others or accepting.get("patternProperties")) or not all(
        pair.semantics.is_valid(refusing.get(KEYWORD, True), name)
        for name in accepted_properties(accepting)
        if can_have(accepting, name, pair.semantics)
    )


def _try_names(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield schemas that require names which the rejecting side may reject."""
    for name in accepted_properties(accepting):
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}
    for name in (UNNAMED_FIELD, "A", ""):
        yield require_value(accepting, name, 0)


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the keyword dropped."""
    yield from drop_mutations(schema, (KEYWORD,))


def intersect(one: Schema, other: Schema, _: str) -> Schema:
    """Return a schema for the names that fit both."""
    return {KEYWORD: intersect_subschemas(*(side.get(KEYWORD, True) for side in (one, other)))}


def normalize(schema: dict[str, Any], _: Semantics) -> dict[str, Any]:
    """Drop it where it accepts every name."""
    return {word: v for word, v in schema.items() if (word, v) != (KEYWORD, {})}


def contradict(kind: str, schema: Schema, refuter: Refuter) -> Contradiction | None:
    """Return that the name of a property that an object must have is refused."""
    names = schema.get(KEYWORD, True)
    for name in required_names(schema) if kind == "object" else ():
        if not refuter.semantics.is_valid(names, name):
            return Contradiction(
                (KEYWORD,),
                f"propertyNames refuses the name {show_value(name)}, which every object must have",
            )
    if kind == "object" and schema.get("minProperties", 0) > 0 and (found := refuter.refute(names)):
        return found.below(KEYWORD)
    return None


PROPERTY_NAMES = Constraint(
    "property names",
    (KEYWORD,),
    unsaid=(KEYWORD,),
    accept=library_checks(KEYWORD),
    violate=violate,
    compare=compare,
    mutate=mutate,
    intersect=intersect,
    normalize=normalize,
    contradict=contradict,
    waived={
        "emit": "no type of a model says it: the residual does",
        "generate": "the objects that `properties` makes have such names",
        "describe": "no phrase says the schema of a name",
    },
)
