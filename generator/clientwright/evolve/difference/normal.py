"""The normal form of a schema: one spelling for what means the same.

References are replaced, `allOf` is joined where that is exact, `const` is a list of
one, a single type is a word, `3.0` is 3, and what asserts nothing is gone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from clientwright.evolve.difference.kinds import SPEAKS_OF, TYPES, kind_of, kinds_of
from clientwright.json_types import is_dict, is_list
from clientwright.lint.schema_validator import make_validator
from clientwright.normalize.json_equality import canonical_json
from clientwright.rules.numbers import is_number, to_fraction
from clientwright.specs.json_text import Schema
from clientwright.specs.references import inline_references
from clientwright.specs.schema_keywords import (
    ANNOTATION_KEYWORDS,
    ASSERTION_KEYWORDS,
    MEDIA_KEYWORD,
    map_subschemas,
    walk_schemas,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.intersection import intersect_schemas

_TOGETHER = frozenset("if then else contains minContains maxContains not".split())
"""Keywords that only mean something beside each other, and so stay in their branch."""
_EMPTY: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    **dict.fromkeys(("required", "allOf"), ([],)),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "patternProperties"), ({},)),
    **dict.fromkeys(("items", "propertyNames"), ({},)),
    "prefixItems": ([],),
    "uniqueItems": (False,),
}
"""Values of keywords that assert nothing."""
_MOST = 4096
_KNOWN: dict[str, Any] = {}
"""Normal forms by the spelling of a schema: most of a schema is on both sides, and below a schema that is asked twice."""
MARKS = ("deprecated", "readOnly", "writeOnly")


def normal(schema: Schema) -> Schema:
    """Give a whole schema in its normal form.

    Raises:
        BadReference: a reference in it is not followed.
    """
    found = normalised(inline_references(schema))
    return found if is_dict(found) else {"not": {}}


def normalised(schema: Any) -> Any:
    """Give a schema without references in its normal form; True is the empty schema."""
    key = repr(schema)
    if key not in _KNOWN:
        found = _once(schema)
        while (again := _once(found)) != found:
            found = again
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        _KNOWN[key] = _KNOWN[repr(found)] = found
    return _KNOWN[key]


def _once(schema: Any) -> Any:
    if not is_dict(schema):
        return {} if schema is True else schema
    if schema.get("not") == {} or schema.get("not") is True:
        return False
    found = _merged(schema)
    for step in _STEPS:
        found = step(found)
    return plain(found)


def plain(value: Any) -> Any:
    """Write whole numbers as integers, everywhere in a value."""
    if is_dict(value):
        return {key: plain(inner) for key, inner in value.items()}
    if is_list(value):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def same(one: Any, other: Any) -> bool:
    """Tell whether two normal schemas are one."""
    return canonical_json(one) == canonical_json(other)


def _merged(schema: Schema) -> Schema:
    """Join the branches of `allOf` that can be joined exactly; a single branch of a choice is one of them."""
    base, left = {k: v for k, v in schema.items() if k != "allOf"}, list[Any]()
    parts, shut = [*schema.get("allOf", ())], _is_shut(schema)
    for word in ("anyOf", "oneOf"):
        if len(base.get(word, ())) == 1 and not _names_fields(base[word][0]):
            parts += base.pop(word)
    for part in parts:
        if part is True or part == {}:
            continue
        inner = _merged(part) if is_dict(part) else part
        base, rest = (base, [inner]) if shut and _widens(base, inner) else _joined(base, inner)
        left += rest
    unique = {canonical_json(part): part for part in left}
    return {**base, "allOf": [unique[key] for key in sorted(unique)]} if unique else base


def _is_shut(schema: Schema) -> bool:
    """Tell whether unknown fields are refused because of the fields that a schema itself names."""
    open_words = ("additionalProperties", "patternProperties")
    return bool(schema.get("properties")) and not any(word in schema for word in open_words)


def _names_fields(branch: Any) -> bool:
    """Tell whether a branch holds objects that might refuse unknown fields, if they stood outside of it."""
    return is_dict(branch) and any(sub.get("properties") for _, sub in walk_schemas(branch))


def _widens(base: Schema, part: Any) -> bool:
    """Tell whether a branch would open such a schema, or name more fields, if it were written into it."""
    if not is_dict(part):
        return False
    more = part.get("properties", {}).keys() - base["properties"].keys()
    return bool(more) or "additionalProperties" in part or "patternProperties" in part


def _joined(base: Schema, part: Any) -> tuple[Schema, list[Any]]:
    apart = not is_dict(part) or _TOGETHER & part.keys() or {"allOf"} & part.keys()
    if not apart:
        with suppress(GenerationError):
            return intersect_schemas(base, part, ""), []
    return base, [part]


def _below(schema: Schema) -> Schema:
    return map_subschemas(schema, lambda _, sub: normalised(sub))


def _listed(schema: Schema) -> Schema:
    """Make `const` an `enum`; of scalars, keep those that the rest of the schema takes, and nothing else."""
    if "const" in schema:
        rest = {word: value for word, value in schema.items() if word != "const"}
        known = [schema["const"]]
        if "enum" in rest:
            known = [v for v in known if make_validator({"enum": rest["enum"]}).is_valid(v)]
        schema = {**rest, "enum": known}
    if "enum" not in schema:
        return schema
    unique = {canonical_json(plain(value)): plain(value) for value in schema["enum"]}
    values = [unique[key] for key in sorted(unique)]
    if any(isinstance(value, (dict, list)) for value in values):
        return {**schema, "enum": values}
    rest = {word: value for word, value in schema.items() if word != "enum"}
    fits = make_validator(rest)
    kept = [value for value in values if fits.is_valid(value)]
    spared = {
        word: v
        for word, v in rest.items()
        if word not in ASSERTION_KEYWORDS or word == MEDIA_KEYWORD
    }
    return {**spared, "type": [kind_of(value) for value in kept], "enum": kept}


def _types(schema: Schema) -> Schema:
    if "type" not in schema:
        return schema
    kinds = kinds_of(schema)
    rest = {word: value for word, value in schema.items() if word != "type"}
    if kinds == frozenset(TYPES) - {"integer"}:
        return rest
    return {**rest, "type": next(iter(kinds)) if len(kinds) == 1 else sorted(kinds)}


def _spoken_of(schema: Schema) -> Schema:
    """Leave out keywords that speak of types which the schema does not take."""
    kinds = kinds_of(schema)
    return {
        word: value
        for word, value in schema.items()
        if word not in SPEAKS_OF or SPEAKS_OF[word] & kinds
    }


def _bounds(schema: Schema) -> Schema:
    """Keep the tighter of two bounds; of whole numbers, the last one that is allowed."""
    found = dict(schema)
    for at, beyond, away in (
        ("minimum", "exclusiveMinimum", 1),
        ("maximum", "exclusiveMaximum", -1),
    ):
        ends = [found.pop(word, None) for word in (at, beyond)]
        known = [(to_fraction(v) * away, n, v) for n, v in enumerate(ends) if is_number(v)]
        if not known:
            continue
        _, is_open, value = max(known, key=lambda k: k[:2])
        if kinds_of(schema) == {"integer"} or (kinds_of(schema) & {"integer", "number"}) == {
            "integer"
        }:
            found[at] = _whole(value, bool(is_open), away)
        else:
            found[(at, beyond)[is_open]] = value
    return found


def _whole(value: Any, is_open: bool, away: int) -> int:
    number = to_fraction(value)
    nearest = math.ceil(number) if away > 0 else math.floor(number)
    return nearest + away if is_open and nearest == number else nearest


def _multiple(schema: Schema) -> Schema:
    of = schema.get("multipleOf")
    idle = (
        is_number(of)
        and "number" not in kinds_of(schema)
        and (1 / to_fraction(of)).denominator == 1
    )
    return {k: v for k, v in schema.items() if k != "multipleOf"} if idle else schema


def _conditions(schema: Schema) -> Schema:
    """Leave out parts of `if` and `contains` that stand alone."""
    gone: set[str] = set()
    if "if" not in schema:
        gone |= {"then", "else"}
    elif schema.get("then", {}) == {} and schema.get("else", {}) == {}:
        gone |= {"if", "then", "else"}
    if "contains" not in schema:
        gone |= {"minContains", "maxContains"}
    return {word: value for word, value in schema.items() if word not in gone}


def _choices(schema: Schema) -> Schema:
    """Sort branches; branches of `oneOf` that no value fits together are those of an `anyOf`."""
    found = dict(schema)
    for word in ("anyOf", "oneOf"):
        if word in found:
            found[word] = sorted(found[word], key=canonical_json)
    if "oneOf" in found and "anyOf" not in found and _apart(found["oneOf"]):
        found["anyOf"] = found.pop("oneOf")
    if any(branch == {} for branch in found.get("anyOf", ())):
        del found["anyOf"]
    return found


def _apart(branches: list[Any]) -> bool:
    kinds = [kinds_of(branch) for branch in branches if is_dict(branch)]
    wide = [found | ({"integer"} if "number" in found else frozenset()) for found in kinds]
    return len(wide) == len(branches) and sum(map(len, wide)) == len(frozenset().union(*wide))


def _idle(schema: Schema) -> Schema:
    """Leave out what asserts nothing, and put sets in order."""
    found = {
        word: value
        for word, value in schema.items()
        if not any(type(value) is type(idle) and value == idle for idle in _EMPTY.get(word, ()))
    }
    for word in MARKS:
        if found.get(word) is False:
            del found[word]
    if "required" in found:
        found["required"] = sorted(set(found["required"]))
    if "dependentRequired" in found:
        needs = found["dependentRequired"].items()
        found["dependentRequired"] = {k: sorted(set(v)) for k, v in needs if v}
    return found


_STEPS: tuple[Callable[[Schema], Schema], ...] = (
    _below,
    _listed,
    _types,
    _spoken_of,
    _bounds,
    _multiple,
    _conditions,
    _choices,
    _idle,
)
ANNOTATIONS = ANNOTATION_KEYWORDS
