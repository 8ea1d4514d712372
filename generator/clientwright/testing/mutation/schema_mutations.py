"""The mutations of a schema: bounds off by one, keywords dropped, lists and types widened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.rules.numbers import grid_unit, to_fraction, to_json_number
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

MutableSchema = dict[str, Any]
SchemaMutation = Callable[[MutableSchema], None]


def schema_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield each mutation of a schema: the keyword, a name, and the edit, which changes the schema in place."""
    for keyword in schema:
        for table in (_DROP_MUTATIONS, _BOUND_MUTATIONS, _SIZE_MUTATIONS, _SPECIAL_MUTATIONS):
            for name, edit in table[keyword](schema) if keyword in table else ():
                yield keyword, name, edit


def _drop(keyword: str) -> Callable[[Mapping[str, Any]], Iterator[tuple[str, SchemaMutation]]]:
    def mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
        yield f"{keyword}-dropped", lambda schema: schema.pop(keyword, None)

    return mutations


def _shift(keyword: str, unit: Callable[[Mapping[str, Any]], Any], looser: int) -> Any:
    def mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
        for name, direction in (("looser", looser), ("tighter", -looser)):
            value = to_json_number(
                to_fraction(schema[keyword]) + direction * to_fraction(unit(schema))
            )
            if unit is not _unit_one or value >= 0:
                yield f"{keyword}-{name}", _set(keyword, value)

    return mutations


def _set(keyword: str, value: Any) -> SchemaMutation:
    return lambda schema: schema.update({keyword: value})


def _unit_one(schema: Mapping[str, Any]) -> int:
    return 1


def _numeric_unit(schema: Mapping[str, Any]) -> int | float:
    return to_json_number(grid_unit(schema))


def _enum_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
    listed: list[Any] = schema["enum"]
    folded = [value.swapcase() for value in listed if isinstance(value, str)]
    if set(folded) - set(map(str, listed)):
        yield "enum-case-folded", _set("enum", [*listed, *folded])
    if len(listed) > 1:
        yield "enum-shrunk", _set("enum", listed[:-1])


def _type_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
    kind = schema["type"]
    if kind == "integer":
        yield "type-fractions-taken", _set("type", "number")
    if isinstance(kind, str) and kind != "null":
        yield "type-null-taken", _allow_null(kind)


def _allow_null(kind: str) -> SchemaMutation:
    def edit(schema: MutableSchema) -> None:
        schema["type"] = [kind, "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]

    return edit


def _required_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
    for name in schema["required"]:
        rest = [other for other in schema["required"] if other != name]
        yield f"required-{name}-ignored", _set("required", rest)


def _property_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
    required = schema.get("required", [])
    for name in schema["properties"]:
        if name not in required:
            yield f"{name}-required", _set("required", [*required, name])
            yield f"{name}-unknown", _drop_property(name)


def _drop_property(name: str) -> SchemaMutation:
    def edit(schema: MutableSchema) -> None:
        schema["properties"] = {
            key: sub for key, sub in schema["properties"].items() if key != name
        }

    return edit


def _media_mutations(schema: Mapping[str, Any]) -> Iterator[tuple[str, SchemaMutation]]:
    media: Any = schema[MEDIA_KEYWORD]
    formats = media.get("formats", []) if is_dict(media) else []
    if formats:
        bare = {word: value for word, value in media.items() if word != "formats"}
        yield "formats-dropped", _set(MEDIA_KEYWORD, bare)
    if len(formats) > 1:
        yield "formats-shrunk", _set(MEDIA_KEYWORD, {**media, "formats": formats[1:]})


MutationTable = Mapping[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, SchemaMutation]]]]
_DROP_MUTATIONS: MutationTable = {
    word: _drop(word)
    for word in (
        "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength "
        "minLength pattern maxItems minItems uniqueItems items dependentRequired " + MEDIA_KEYWORD
    ).split()
}
_BOUND_MUTATIONS: MutationTable = {
    "minimum": _shift("minimum", _numeric_unit, -1),
    "exclusiveMinimum": _shift("exclusiveMinimum", _numeric_unit, -1),
    "maximum": _shift("maximum", _numeric_unit, 1),
    "exclusiveMaximum": _shift("exclusiveMaximum", _numeric_unit, 1),
}
_SIZE_MUTATIONS: MutationTable = {
    "minItems": _shift("minItems", _unit_one, -1),
    "maxItems": _shift("maxItems", _unit_one, 1),
    "minLength": _shift("minLength", _unit_one, -1),
    "maxLength": _shift("maxLength", _unit_one, 1),
}
_SPECIAL_MUTATIONS: MutationTable = {
    "enum": _enum_mutations,
    "type": _type_mutations,
    "required": _required_mutations,
    "properties": _property_mutations,
    MEDIA_KEYWORD: _media_mutations,
}
