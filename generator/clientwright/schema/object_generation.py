"""Objects for a schema: which properties they have, their values, and objects without a property or with one more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.schema.additional_properties import (
    CLOSED,
    property_schema,
    unknown_field_constraint,
    unnamed_schemas,
    with_dependencies,
)
from clientwright.schema.choice_sources import PayloadChoiceSource
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
    find_wrong_value,
)
from clientwright.schema.numbers import format_count
from clientwright.schema.possible_names import (
    MAX_PROPERTIES,
    SAMPLE_NAMES,
    allowed_names,
    can_have_property,
    described_names,
    possible_names,
    unknown_name,
    usable_sample_names,
)
from clientwright.schema.protocols import GenerationError, Generator, Semantics
from clientwright.schema.types import schema_types

_join = lru_cache(4096)(join_pointer)
RULE_PROPERTY_PERCENT = 75
"""How often, in percent, an optional property that a rule uses is present."""
UNKNOWN_FIELD = "no_such_field"


def generate_object(generator: Generator, schema: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Return an object with properties that the schema names or describes.

    A property for which no value can be made is left out if it may be absent.
    """
    least = schema.get("minProperties", 0)
    if least > MAX_PROPERTIES:
        reason = (
            f"no object of {format_count(least)} properties is made, only up to {MAX_PROPERTIES:,}"
        )
        raise GenerationError(at, reason)
    while True:
        names = possible_names(generator, schema)
        likely = _favoured_names(generator, schema, at)
        there = _choose_properties(generator, schema, names, likely, at)
        made, left_out = _make_properties(generator, schema, [*names, *there], there, at)
        if left_out is None:
            return made
        schema = {**schema, "properties": {**schema.get("properties", {}), left_out: False}}


def _make_properties(
    generator: Generator,
    schema: Mapping[str, Any],
    order: Sequence[str],
    there: Collection[str],
    at: str,
) -> tuple[dict[str, Any], str | None]:
    """Return the chosen properties, and the name of the first optional one that cannot be made."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    needed = with_dependencies(set(schema.get("required", ())), needs)
    made: dict[str, Any] = {}
    for name in dict.fromkeys(order):
        if name in there:
            try:
                made[name] = generator.generate(
                    property_schema(schema, name), _join(at, "properties", name)
                )
            except GenerationError:
                if name in needed:
                    raise
                return {}, name
    return made, None


def _favoured_names(generator: Generator, schema: Mapping[str, Any], at: str) -> set[str]:
    """Return the names of the properties that are made more often."""
    favoured = [one for one in generator.favoured_pointers if one.startswith(at)]
    names = schema.get("properties", {}) if favoured else ()
    return {n for n in names if _join(at, "properties", n) in favoured}


def _choose_properties(
    generator: Generator,
    schema: Mapping[str, Any],
    names: Sequence[str],
    likely: Collection[str],
    at: str,
) -> set[str]:
    """Choose the properties that are present, each with those it requires."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    low, high = schema.get("minProperties", 0), schema.get("maxProperties")
    there = with_dependencies(required := set(schema.get("required", ())), needs)
    optional = [name for name in names if name not in required]
    wanted = _choose_optional(generator.choices, optional, likely)
    if high is None and not needs and len(there) + len(wanted) >= low:
        there = there.union(wanted)
    else:
        for name in [*wanted, *(name for name in optional if name not in wanted)]:
            more = with_dependencies({*there, name}, needs)
            is_wanted = name in wanted or len(there) < low
            if (
                is_wanted
                and (high is None or len(more) <= high)
                and not _has_forbidden(generator, schema, more)
            ):
                there = more
    if (
        len(there) < low
        or (high is not None and len(there) > high)
        or _has_forbidden(generator, schema, there)
    ):
        raise GenerationError(
            at, "no choice of its properties keeps their number and what they require"
        )
    return there


def _choose_optional(
    choices: PayloadChoiceSource, optional: Sequence[str], likely: Collection[str]
) -> list[str]:
    favoured = {
        name for name in optional if name in likely and choices.chance(RULE_PROPERTY_PERCENT)
    }
    even = [name for name in optional if name not in likely]
    mask = choices.subset_mask(len(even))
    favoured |= {name for n, name in enumerate(even) if mask >> n & 1}
    return [name for name in optional if name in favoured]


def _has_forbidden(generator: Generator, schema: Mapping[str, Any], names: Collection[str]) -> bool:
    """Return whether one of the properties can have no value."""
    return len(allowed_names(generator, schema, names)) < len(names)


def remove_property(name: str) -> MakeInvalid:
    """Return an edit that removes a property."""
    return lambda generator, valid: {key: value for key, value in valid.items() if key != name}


def valid_with_property(schema: Schema, name: str, *others: str) -> MakeValid:
    """Return a function that makes objects with some properties, of which nothing else requires the first."""
    needs: Mapping[str, Collection[str]] = schema.get("dependentRequired", {})
    required = with_dependencies({*schema.get("required", ()), *others, name}, needs) - {name}
    bare: dict[str, Any] = {
        **schema,
        "type": "object",
        "required": sorted(required),
        "properties": {**schema.get("properties", {}), name: False},
        "dependentRequired": {
            one: [need for need in required_names if need != name or one not in others]
            for one, required_names in needs.items()
        },
    }
    if "maxProperties" in schema:
        bare["maxProperties"] = schema["maxProperties"] - 1

    def make(generator: Generator, _: Schema) -> Any:
        try:
            return {
                **generator.generate(bare),
                name: generator.generate(property_schema(schema, name)),
            }
        except GenerationError:
            return generator.generate(
                {**schema, "type": "object", "required": sorted({*required, name})}
            )

    return make


def make_extensible(generator: Generator, schema: Schema) -> Any:
    """Return an object that can have one more property."""
    if schema.get("maxProperties"):
        try:
            return generator.generate(
                {**schema, "type": "object", "maxProperties": schema["maxProperties"] - 1}
            )
        except GenerationError:
            pass
    return generator.generate({**schema, "type": "object"})


def break_unknown_property(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield an object with a property that no schema describes."""
    keyword = unknown_field_constraint(schema) if "object" in schema_types(schema) else None
    if keyword is not None:
        yield KeywordFault(
            keyword,
            "unknown-field",
            "has no undocumented field",
            _set_property(unknown_name(semantics, schema, UNKNOWN_FIELD), 1),
            make_extensible,
            keyword == CLOSED,
        )


def break_other_properties(schema: Schema, semantics: Semantics) -> Iterator[KeywordFault]:
    """Yield objects of which a property that the schema does not name has a wrong value."""
    if "object" not in schema_types(schema):
        return
    places = [
        (steps, sub, name)
        for steps, sub in unnamed_schemas(schema)
        for name in _sample_names(schema, steps, semantics)
    ]
    for steps, sub, name in places:
        wrong = find_wrong_value(sub, semantics) if property_schema(schema, name) is sub else None
        if wrong is not None and name not in schema.get("properties", {}):
            value, (*below, keyword) = wrong
            yield KeywordFault(
                keyword,
                "-".join(steps),
                "is right in properties without a name of their own",
                _set_property(name, value),
                valid_with_property(schema, name),
                below=(*steps, *below),
            )


def _sample_names(schema: Schema, steps: Sequence[str], semantics: Semantics) -> Sequence[str]:
    """Return a name of a property that the steps describe."""
    if steps[1:]:
        return usable_sample_names(semantics, schema, steps[1])
    free = [name for name in SAMPLE_NAMES if can_have_property(semantics, schema, name)]
    return [*free, *described_names(semantics, schema), *SAMPLE_NAMES][:1]


def _set_property(name: str, value: Any) -> MakeInvalid:
    return lambda generator, valid: {**valid, name: value}
