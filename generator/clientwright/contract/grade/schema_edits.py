"""One wrong turn for each keyword: bounds off by one either way, keywords dropped, lists and types widened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.json_types import is_dict
from clientwright.rules.numbers import grid_unit, to_fraction, to_json_number
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

Schema = dict[str, Any]
Edit = Callable[[Schema], None]


def edits(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Edit]]:
    """List the ways to get a schema wrong: the keyword, a name, and the edit, which changes the schema it is given."""
    for keyword in schema:
        for table in (_DROPS, _NUMBERS, _SIZES, _OWN):
            for name, edit in table[keyword](schema) if keyword in table else ():
                yield keyword, name, edit


def _dropped(keyword: str) -> Callable[[Mapping[str, Any]], Iterator[tuple[str, Edit]]]:
    def listed(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
        yield f"{keyword}-dropped", lambda found: found.pop(keyword, None)

    return listed


def _moved(keyword: str, unit: Callable[[Mapping[str, Any]], Any], looser: int) -> Any:
    def listed(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
        for name, way in (("looser", looser), ("tighter", -looser)):
            value = to_json_number(to_fraction(schema[keyword]) + way * to_fraction(unit(schema)))
            if unit is not _one or value >= 0:
                yield f"{keyword}-{name}", _setting(keyword, value)

    return listed


def _setting(keyword: str, value: Any) -> Edit:
    return lambda found: found.update({keyword: value})


def _one(schema: Mapping[str, Any]) -> int:
    return 1


def _unit(schema: Mapping[str, Any]) -> int | float:
    return to_json_number(grid_unit(schema))


def _of_enum(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
    listed: list[Any] = schema["enum"]
    folded = [value.swapcase() for value in listed if isinstance(value, str)]
    if set(folded) - set(map(str, listed)):
        yield "enum-case-folded", _setting("enum", [*listed, *folded])
    if len(listed) > 1:
        yield "enum-shrunk", _setting("enum", listed[:-1])


def _of_type(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
    kind = schema["type"]
    if kind == "integer":
        yield "type-fractions-taken", _setting("type", "number")
    if isinstance(kind, str) and kind != "null":
        yield "type-null-taken", _nullable(kind)


def _nullable(kind: str) -> Edit:
    def edit(found: Schema) -> None:
        found["type"] = [kind, "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]

    return edit


def _of_required(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
    for name in schema["required"]:
        rest = [other for other in schema["required"] if other != name]
        yield f"required-{name}-ignored", _setting("required", rest)


def _of_properties(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
    required = schema.get("required", [])
    for name in schema["properties"]:
        if name not in required:
            yield f"{name}-required", _setting("required", [*required, name])
            yield f"{name}-unknown", _without(name)


def _without(name: str) -> Edit:
    def edit(found: Schema) -> None:
        found["properties"] = {key: sub for key, sub in found["properties"].items() if key != name}

    return edit


def _of_media(schema: Mapping[str, Any]) -> Iterator[tuple[str, Edit]]:
    media: Any = schema[MEDIA_KEYWORD]
    formats = media.get("formats", []) if is_dict(media) else []
    if formats:
        bare = {word: value for word, value in media.items() if word != "formats"}
        yield "formats-dropped", _setting(MEDIA_KEYWORD, bare)
    if len(formats) > 1:
        yield "formats-shrunk", _setting(MEDIA_KEYWORD, {**media, "formats": formats[1:]})


Table = Mapping[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, Edit]]]]
_DROPS: Table = {
    word: _dropped(word)
    for word in (
        "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength "
        "minLength pattern maxItems minItems uniqueItems items dependentRequired " + MEDIA_KEYWORD
    ).split()
}
_NUMBERS: Table = {
    "minimum": _moved("minimum", _unit, -1),
    "exclusiveMinimum": _moved("exclusiveMinimum", _unit, -1),
    "maximum": _moved("maximum", _unit, 1),
    "exclusiveMaximum": _moved("exclusiveMaximum", _unit, 1),
}
_SIZES: Table = {
    "minItems": _moved("minItems", _one, -1),
    "maxItems": _moved("maxItems", _one, 1),
    "minLength": _moved("minLength", _one, -1),
    "maxLength": _moved("maxLength", _one, 1),
}
_OWN: Table = {
    "enum": _of_enum,
    "type": _of_type,
    "required": _of_required,
    "properties": _of_properties,
    MEDIA_KEYWORD: _of_media,
}
