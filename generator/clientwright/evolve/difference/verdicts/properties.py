"""`properties`, `patternProperties`, `additionalProperties`, `propertyNames`: which fields there are.

Where unknown fields are refused, a property that is gone takes its values away; where
they are let pass, it is its bounds that are gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolve.difference.claims import Beyond, Claim, Isolate, Pair, edited
from clientwright.evolve.difference.lifting import OTHER
from clientwright.evolve.difference.normal import normalised, same
from clientwright.evolve.difference.values import Edit
from clientwright.lint.schema_validator import make_validator
from clientwright.specs.json_text import Schema
from clientwright.testing.payloads.generation.objects import property_schema

_SAMPLES: tuple[Any, ...] = (None, 0, "", [], {}, False, "text", 1.5)


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare properties by name, then what is said of all other names."""
    if not pair.speaks("properties"):
        return
    old, new = names(pair.old), names(pair.new)
    for name in dict.fromkeys([*old, *new, *_shut(pair.old), *_shut(pair.new)]):
        if (name in old) == (name in new):
            ends = (_of(schema, name, pair.closed) for schema in (pair.old, pair.new))
            yield from pair.below(*ends, "properties", name)
        else:
            yield from _one_sided(pair, name, Edit.ADDED if name in new else Edit.REMOVED)
    yield from _patterned(pair)
    yield from _rest(pair)
    if pair.old.get("propertyNames") != pair.new.get("propertyNames"):
        yield from _names(pair)


def names(schema: Schema) -> Mapping[str, Any]:
    """Give the properties that a schema names and does not shut."""
    found: Mapping[str, Any] = schema.get("properties", {})
    return {name: sub for name, sub in found.items() if sub is not False}


def _shut(schema: Schema) -> list[str]:
    """Give the properties that a schema names in order to refuse them."""
    return [name for name, sub in schema.get("properties", {}).items() if sub is False]


def rest_of(schema: Schema, closed: bool) -> Any:
    """Give the schema of the fields that nobody names."""
    if "additionalProperties" in schema:
        return schema["additionalProperties"]
    shut = closed and schema.get("properties") and not schema.get("patternProperties")
    return False if shut else {}


def _of(schema: Schema, name: str, closed: bool) -> Any:
    filled = {**schema, "additionalProperties": rest_of(schema, closed)}
    return normalised(property_schema(filled, name))


def _one_sided(pair: Pair, name: str, edit: Edit) -> Iterator[Claim]:
    """Compare a property that one side names with what the other says of such a field."""
    old, new = (_of(schema, name, pair.closed) for schema in (pair.old, pair.new))
    added = edit is Edit.ADDED
    other = old if added else new
    if other is False or same(other, {}):
        own = new if added else old
        wide = own is not False and not same(own, {}) and other == {}
        yield pair.claim(
            "properties",
            edit,
            shrinks=wide if added else other is False,
            grows=other is False if added else wide,
            said=(old, new),
            beyond=_without_bounds(name) if other == {} else _there(name),
            isolate=_with(name, pair.closed),
            name=name,
        )
    else:
        yield from pair.below(old, new, "properties", name)


def _there(name: str) -> Beyond:
    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}

    return narrowed


def _without_bounds(name: str) -> Beyond:
    """Give the field values that its schema on the refusing side does not take."""

    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        fits = make_validator(refusing.get("properties", {}).get(name, {}))
        for value in _SAMPLES:
            if not fits.is_valid(value):
                yield _giving(accepting, name, value)

    return narrowed


def _giving(schema: Schema, name: str, value: Any) -> Schema:
    own = {**schema.get("properties", {}), name: {"enum": [value]}}
    required = sorted({*schema.get("required", ()), name})
    return {**schema, "properties": own, "required": required}


def _with(name: str, closed: bool) -> Isolate:
    """Take one property from the refusing side, or take it away; what was closed stays so, even without a property."""

    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        own = {n: sub for n, sub in accepting.get("properties", {}).items() if n != name}
        theirs = refusing.get("properties", {})
        own |= {name: theirs[name]} if name in theirs else {}
        spared = [n for n in accepting.get("required", ()) if n != name]
        shut = {} if own else {"additionalProperties": rest_of(accepting, closed)}
        return {**accepting, **shut, "properties": own, "required": spared}

    return isolate


def _patterned(pair: Pair) -> Iterator[Claim]:
    """Compare what is said of names by pattern; a pattern on one side alone may do anything."""
    old, new = (schema.get("patternProperties", {}) for schema in (pair.old, pair.new))
    for pattern in dict.fromkeys([*old, *new]):
        if pattern in old and pattern in new:
            yield from pair.below(old[pattern], new[pattern], "patternProperties", pattern)
        else:
            edit = Edit.ADDED if pattern in new else Edit.REMOVED
            yield pair.claim(
                "patternProperties", edit, shrinks=True, grows=True, said=(pattern, pattern)
            )


def _rest(pair: Pair) -> Iterator[Claim]:
    """Compare what is said of all other names."""
    word = "additionalProperties"
    old, new = (rest_of(schema, pair.closed) for schema in (pair.old, pair.new))
    if same(old, new):
        return
    if old is False or new is False or {} in (old, new):
        shrinks, grows = new is False or old == {}, old is False or new == {}
        found = pair.edit(word)
        yield pair.claim(
            word,
            edited(Edit.CHANGED if found is Edit.CHANGED else found, shrinks, grows),
            shrinks=shrinks,
            grows=grows,
            said=(old, new),
            beyond=_unknown(pair),
            isolate=_closing(pair.closed),
        )
    else:
        yield from pair.below(old, new, word)


def _unknown(pair: Pair) -> Beyond:
    def narrowed(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
        own, theirs = rest_of(accepting, pair.closed), rest_of(refusing, pair.closed)
        if own == {}:
            for value in _SAMPLES:
                if theirs is False or not make_validator(theirs).is_valid(value):
                    yield _giving(accepting, OTHER, value)
        else:
            given = {**accepting.get("properties", {}), OTHER: own}
            yield {
                **accepting,
                "properties": given,
                "required": sorted({*accepting.get("required", ()), OTHER}),
            }

    return narrowed


def _closing(closed: bool) -> Isolate:
    def isolate(accepting: Schema, refusing: Schema) -> Schema:
        return {**accepting, "additionalProperties": rest_of(refusing, closed)}

    return isolate


def _names(pair: Pair) -> Iterator[Claim]:
    """Compare what every name must be."""
    word = "propertyNames"
    if word in pair.old and word in pair.new:
        below = list(pair.inside(pair.old[word], pair.new[word], word))
        shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
    else:
        shrinks, grows = word in pair.new, word in pair.old
    yield pair.claim(
        word, edited(pair.edit(word), shrinks, grows), shrinks=shrinks, grows=grows, beyond=_called
    )


def _called(accepting: Schema, refusing: Schema) -> Iterator[Schema]:
    """Name fields in ways that the refusing side may not like: the known ones, one by one."""
    for name in names(accepting):
        yield {**accepting, "required": sorted({*accepting.get("required", ()), name})}
    for name in (OTHER, "A", ""):
        yield _giving(accepting, name, 0)
