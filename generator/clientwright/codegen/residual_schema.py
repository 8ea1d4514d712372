"""The residual of a schema: what the models cannot say, for the runtime's interpreter.

Besides keywords, that is which fields an input may have. An object that names properties rejects all
fields that no schema describes (ARCHITECTURE.md, "Closed objects"). The models do so by themselves
where a whole object is one model. Where properties are named elsewhere (in branches, tuples, mappings,
objects without a type), the package's runtime looks for unknown fields, with the schema that
`described_fields` returns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from clientwright.codegen import code
from clientwright.codegen.code import Code
from clientwright.codegen.shapes import (
    ArrayShape,
    MapShape,
    NullableShape,
    ObjectShape,
    Shape,
    UnionShape,
    holds_shared,
)
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.keywords import ASSERTION_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.regex_translation import to_python_regex
from clientwright.schema.walk import map_subschemas

_EACH_ITEM, _OTHER = 0, None
"""Steps into an array by `items`, and to what has no model: tuples, and fields without a name."""
Steps = tuple[str | int | None, ...]

_LISTS = ("allOf", "anyOf", "oneOf")
_SEVERAL = frozenset((*_LISTS, "dependentSchemas", "if", "then", "else", "patternProperties"))
"""Keywords by which a field may be described in several places."""
_NAMED = ("properties", "dependentSchemas")
_SINGLE = ("items", "additionalProperties", "then", "else")
_WHOLE = ("anyOf", "oneOf", "if", "contains", "patternProperties")
"""Keywords whose subschemas are needed whole: to decide which apply, or with their patterns translated."""


_NAMING = (*_WHOLE, *_NAMED, "allOf", "prefixItems", *_SINGLE)
"""Keywords that may say which fields there are."""


def interpreter_schema(schema: Any) -> Any:
    """Return a schema as the interpreter expects it: no annotations, patterns in Python's dialect.

    A pattern that is another one there is a pair: as it is written, and in Python's dialect.
    """
    if not is_dict(schema):
        return schema
    found = map_subschemas(
        {word: schema[word] for word in sorted(schema) if word in ASSERTION_KEYWORDS},
        lambda _, sub: interpreter_schema(sub),
    )
    for word in ("properties", "patternProperties", "dependentSchemas"):
        if word in found:
            found[word] = dict(sorted(found[word].items()))
    if "pattern" in found:
        written, python = found["pattern"], to_python_regex(found["pattern"])
        found["pattern"] = python if python == written else (written, python)
    if "patternProperties" in found:
        found["patternProperties"] = _translate_names(found["patternProperties"])
    return found


def _translate_names(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return pattern properties in Python's dialect; both schemas apply where two patterns become one."""
    found: dict[str, Any] = {}
    for name, sub in described.items():
        python = to_python_regex(name)
        found[python] = {"allOf": [found[python], sub]} if python in found else sub
    return found


def residual_code(schema: Mapping[str, Any], media: Callable[[Mapping[str, Any]], Code]) -> Code:
    """Return a residual schema as code; `media` returns the call that checks a medium's URL."""
    return code.data(_with_calls(schema, media))


def _with_calls(schema: Any, media: Callable[[Mapping[str, Any]], Code]) -> Any:
    if not is_dict(schema):
        return schema
    found = map_subschemas(schema, lambda _, sub: _with_calls(sub, media))
    if MEDIA_KEYWORD in found:
        found[MEDIA_KEYWORD] = media(found[MEDIA_KEYWORD])
    return found


def described_fields(schema: Schema, shape: Shape) -> Schema | None:
    """Return the part of a schema that says which fields there are, or None if the models of a shape do."""
    if _are_modelled(shape, schema, ()) and not holds_shared(shape):
        return None
    found: Schema = _prune(schema)
    if not _SEVERAL & schema.keys() and isinstance(shape, ObjectShape):
        for field in shape.properties:
            name, sub = field.wire, schema["properties"][field.wire]
            if _are_modelled(shape, sub, (name,)) and not holds_shared(field.shape):
                found["properties"][name] = True
    return found


def share_descriptions(residual: Schema, described: Schema) -> tuple[Schema, ...]:
    """Return a residual and what it describes as one schema, if one says both, else as two."""
    one = _joined(residual, described)
    return (residual, described) if one is None else (one,)


def _joined(residual: Any, described: Any) -> Any:
    """Return a schema that judges as the first one and names the fields of the second one, or None."""
    if residual == described:
        return residual
    if residual is False or described is False:
        return None
    found: Schema = {} if residual is True else {**residual}
    named: Schema = {} if described is True else described
    for word in _NAMING:
        if found.get(word) == named.get(word):
            continue
        if word == "items":
            found[word] = _joined(found.get(word, True), named.get(word, True))
        elif word == "properties" and "additionalProperties" not in found:
            known, fields = found.get(word, {}), named.get(word, {})
            parts = {name: _joined(known.get(name, True), fields[name]) for name in sorted(fields)}
            found[word] = parts if known.keys() <= fields.keys() else None
            if None in parts.values():
                return None
        else:
            return None
        if found[word] is None:
            return None
    return dict(sorted(found.items()))


def _are_modelled(shape: Shape, schema: Any, steps: Steps) -> bool:
    """Return whether the models of a shape have all fields that a schema names, which stands at some steps."""
    return all(_is_modelled(shape, at, names) for at, names in _named_fields(schema, steps))


def _named_fields(schema: Any, steps: Steps) -> Iterator[tuple[Steps, Collection[str]]]:
    """Yield each place whose properties a schema names, with the names."""
    if not isinstance(schema, dict):
        return
    named: Mapping[str, Any] = schema.get("properties", {})
    if named:
        yield steps, named.keys()
    for name, sub in named.items():
        yield from _named_fields(sub, (*steps, name))
    tuple_items = schema.get("prefixItems", ())
    yield from _named_fields(schema.get("items"), (*steps, _OTHER if tuple_items else _EACH_ITEM))
    described = schema.get("patternProperties", {}).values()
    for sub in (*tuple_items, *described, schema.get("additionalProperties")):
        yield from _named_fields(sub, (*steps, _OTHER))
    in_place = [part for word in _LISTS for part in schema.get(word, ())]
    in_place += [
        *schema.get("dependentSchemas", {}).values(),
        schema.get("then"),
        schema.get("else"),
    ]
    for part in in_place:
        yield from _named_fields(part, steps)


def _is_modelled(shape: Shape, steps: Steps, names: Collection[str]) -> bool:
    """Return whether the value at some steps is one model that has these fields."""
    inner = shape.shape if isinstance(shape, NullableShape) else shape
    if isinstance(inner, UnionShape):
        return any(_is_modelled(member, steps, names) for _, member in inner.members)
    if isinstance(inner, MapShape) and steps[:1] == (_OTHER,):
        return _is_modelled(inner.values, steps[1:], names)
    if isinstance(inner, ObjectShape) and not inner.shared:
        fields = {field.wire: field.shape for field in inner.properties}
        if not steps:
            return fields.keys() >= set(names)
        return steps[0] in fields and _is_modelled(fields[str(steps[0])], steps[1:], names)
    if isinstance(inner, ArrayShape) and steps[:1] == (_EACH_ITEM,):
        return _is_modelled(inner.items, steps[1:], names)
    return False


def _prune(schema: Any) -> Any:
    """Return a schema without what says nothing about fields."""
    if not isinstance(schema, dict):
        return schema
    found: Schema = {}
    for word, value in sorted(schema.items()):
        if word in _WHOLE:
            found |= interpreter_schema({word: value})
        elif word in _NAMED:
            found[word] = {name: _prune(sub) for name, sub in sorted(value.items())}
        elif word in ("allOf", "prefixItems"):
            found[word] = [_prune(sub) for sub in value]
        elif word in _SINGLE:
            found[word] = _prune(value)
    return found or True
