"""The normal form of a schema: schemas that mean the same are spelled the same.

References are inlined, `allOf` is merged where that is exact, `const` becomes an `enum`
of one, a single type is a string, `3.0` is 3, and keywords without effect are dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from clientwright.evolution.diff.model.keyword_types import (
    APPLIES_TO_TYPES,
    JSON_TYPES,
    accepted_types,
    json_type_of,
)
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.lint.schema_validator import make_validator
from clientwright.normalize.json_equality import canonical_json
from clientwright.rules.numbers import is_number, to_fraction
from clientwright.specs.references import inline_references
from clientwright.specs.schema_keywords import (
    ASSERTION_KEYWORDS,
    MEDIA_KEYWORD,
    map_subschemas,
    walk_schemas,
)
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.intersection import intersect_schemas

_CONDITIONAL_KEYWORDS = frozenset("if then else contains minContains maxContains not".split())
"""Keywords that mean something only beside each other, and so stay in their branch."""
_NO_EFFECT: Mapping[str, tuple[Any, ...]] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    **dict.fromkeys(("required", "allOf"), ([],)),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "patternProperties"), ({},)),
    **dict.fromkeys(("items", "propertyNames"), ({},)),
    "prefixItems": ([],),
    "uniqueItems": (False,),
}
"""Keyword values that assert nothing."""
_MAX_CACHED = 4096
_NORMAL_FORMS: dict[str, Any] = {}
"""Cache of normal forms by `repr`: both sides share most subschemas, and each is normalized repeatedly."""
ANNOTATION_FLAGS = ("deprecated", "readOnly", "writeOnly")


def to_normal_form(schema: Schema) -> Schema:
    """Return the normal form of a whole schema.

    Raises:
        BadReference: a reference cannot be followed.
    """
    found = normalize_schema(inline_references(schema))
    return found if is_dict(found) else {"not": {}}


def normalize_schema(schema: Any) -> Any:
    """Return the normal form of a schema without references; `True` becomes `{}`."""
    key = repr(schema)
    if key not in _NORMAL_FORMS:
        found = _normalize_once(schema)
        while (again := _normalize_once(found)) != found:
            found = again
        if len(_NORMAL_FORMS) >= _MAX_CACHED:
            _NORMAL_FORMS.clear()
        _NORMAL_FORMS[key] = _NORMAL_FORMS[repr(found)] = found
    return _NORMAL_FORMS[key]


def _normalize_once(schema: Any) -> Any:
    if not is_dict(schema):
        return {} if schema is True else schema
    if schema.get("not") == {} or schema.get("not") is True:
        return False
    found = _merge_all_of(schema)
    for step in _STEPS:
        found = step(found)
    return floats_to_integers(found)


def floats_to_integers(value: Any) -> Any:
    """Return a copy in which every float with an integral value is an integer."""
    if is_dict(value):
        return {key: floats_to_integers(inner) for key, inner in value.items()}
    if is_list(value):
        return [floats_to_integers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_same_schema(one: Any, other: Any) -> bool:
    """Return whether two schemas in normal form are equal."""
    return canonical_json(one) == canonical_json(other)


def _merge_all_of(schema: Schema) -> Schema:
    """Merge the branches of `allOf` where that is exact, and an `anyOf` or `oneOf` of one branch."""
    base, left = {k: v for k, v in schema.items() if k != "allOf"}, list[Any]()
    parts, closed = [*schema.get("allOf", ())], _is_closed(schema)
    for word in ("anyOf", "oneOf"):
        if len(base.get(word, ())) == 1 and not _names_fields(base[word][0]):
            parts += base.pop(word)
    for part in parts:
        if part is True or part == {}:
            continue
        inner = _merge_all_of(part) if is_dict(part) else part
        base, rest = (
            (base, [inner]) if closed and _would_open(base, inner) else _intersect(base, inner)
        )
        left += rest
    unique = {canonical_json(part): part for part in left}
    return {**base, "allOf": [unique[key] for key in sorted(unique)]} if unique else base


def _is_closed(schema: Schema) -> bool:
    """Return whether a schema rejects unknown fields because it lists its own."""
    open_words = ("additionalProperties", "patternProperties")
    return bool(schema.get("properties")) and not any(word in schema for word in open_words)


def _names_fields(branch: Any) -> bool:
    """Return whether a branch contains objects that would reject unknown fields if merged."""
    return is_dict(branch) and any(sub.get("properties") for _, sub in walk_schemas(branch))


def _would_open(base: Schema, part: Any) -> bool:
    """Return whether merging a branch would add fields to a closed schema, or open it."""
    if not is_dict(part):
        return False
    more = part.get("properties", {}).keys() - base["properties"].keys()
    return bool(more) or "additionalProperties" in part or "patternProperties" in part


def _intersect(base: Schema, part: Any) -> tuple[Schema, list[Any]]:
    apart = not is_dict(part) or _CONDITIONAL_KEYWORDS & part.keys() or {"allOf"} & part.keys()
    if not apart:
        with suppress(GenerationError):
            return intersect_schemas(base, part, ""), []
    return base, [part]


def _normalize_subschemas(schema: Schema) -> Schema:
    return map_subschemas(schema, lambda _, sub: normalize_schema(sub))


def _normalize_enum(schema: Schema) -> Schema:
    """Turn `const` into `enum`; keep only listed scalars that the rest of the schema accepts."""
    if "const" in schema:
        rest = {word: value for word, value in schema.items() if word != "const"}
        known = [schema["const"]]
        if "enum" in rest:
            known = [v for v in known if make_validator({"enum": rest["enum"]}).is_valid(v)]
        schema = {**rest, "enum": known}
    if "enum" not in schema:
        return schema
    unique = {
        canonical_json(floats_to_integers(value)): floats_to_integers(value)
        for value in schema["enum"]
    }
    values = [unique[key] for key in sorted(unique)]
    if any(isinstance(value, (dict, list)) for value in values):
        return {**schema, "enum": values}
    rest = {word: value for word, value in schema.items() if word != "enum"}
    fits = make_validator(rest)
    kept = [value for value in values if fits.is_valid(value)]
    untouched = {
        word: v
        for word, v in rest.items()
        if word not in ASSERTION_KEYWORDS or word == MEDIA_KEYWORD
    }
    return {**untouched, "type": [json_type_of(value) for value in kept], "enum": kept}


def _normalize_types(schema: Schema) -> Schema:
    if "type" not in schema:
        return schema
    kinds = accepted_types(schema)
    rest = {word: value for word, value in schema.items() if word != "type"}
    if kinds == frozenset(JSON_TYPES) - {"integer"}:
        return rest
    return {**rest, "type": next(iter(kinds)) if len(kinds) == 1 else sorted(kinds)}


def _drop_irrelevant_keywords(schema: Schema) -> Schema:
    """Drop keywords for types that the schema does not accept."""
    kinds = accepted_types(schema)
    return {
        word: value
        for word, value in schema.items()
        if word not in APPLIES_TO_TYPES or APPLIES_TO_TYPES[word] & kinds
    }


def _normalize_bounds(schema: Schema) -> Schema:
    """Keep the tighter of two bounds; for integers, make it inclusive."""
    found = dict(schema)
    for inclusive, exclusive, sign in (
        ("minimum", "exclusiveMinimum", 1),
        ("maximum", "exclusiveMaximum", -1),
    ):
        ends = [found.pop(word, None) for word in (inclusive, exclusive)]
        known = [(to_fraction(v) * sign, n, v) for n, v in enumerate(ends) if is_number(v)]
        if not known:
            continue
        _, is_open, value = max(known, key=lambda k: k[:2])
        if accepted_types(schema) == {"integer"} or (
            accepted_types(schema) & {"integer", "number"}
        ) == {"integer"}:
            found[inclusive] = _integer_bound(value, bool(is_open), sign)
        else:
            found[(inclusive, exclusive)[is_open]] = value
    return found


def _integer_bound(value: Any, is_open: bool, sign: int) -> int:
    number = to_fraction(value)
    nearest = math.ceil(number) if sign > 0 else math.floor(number)
    return nearest + sign if is_open and nearest == number else nearest


def _normalize_multiple_of(schema: Schema) -> Schema:
    of = schema.get("multipleOf")
    idle = (
        is_number(of)
        and "number" not in accepted_types(schema)
        and (1 / to_fraction(of)).denominator == 1
    )
    return {k: v for k, v in schema.items() if k != "multipleOf"} if idle else schema


def _drop_idle_conditions(schema: Schema) -> Schema:
    """Drop parts of `if` and `contains` that have no effect alone."""
    dropped: set[str] = set()
    if "if" not in schema:
        dropped |= {"then", "else"}
    elif schema.get("then", {}) == {} and schema.get("else", {}) == {}:
        dropped |= {"if", "then", "else"}
    if "contains" not in schema:
        dropped |= {"minContains", "maxContains"}
    return {word: value for word, value in schema.items() if word not in dropped}


def _normalize_branches(schema: Schema) -> Schema:
    """Sort branches; turn `oneOf` into `anyOf` where no value can match two branches."""
    found = dict(schema)
    for word in ("anyOf", "oneOf"):
        if word in found:
            found[word] = sorted(found[word], key=canonical_json)
    if "oneOf" in found and "anyOf" not in found and _are_disjoint(found["oneOf"]):
        found["anyOf"] = found.pop("oneOf")
    if any(branch == {} for branch in found.get("anyOf", ())):
        del found["anyOf"]
    return found


def _are_disjoint(branches: list[Any]) -> bool:
    kinds = [accepted_types(branch) for branch in branches if is_dict(branch)]
    wide = [found | ({"integer"} if "number" in found else frozenset()) for found in kinds]
    return len(wide) == len(branches) and sum(map(len, wide)) == len(frozenset().union(*wide))


def _drop_no_effect(schema: Schema) -> Schema:
    """Drop keywords that assert nothing, and sort sets."""
    found = {
        word: value
        for word, value in schema.items()
        if not any(type(value) is type(idle) and value == idle for idle in _NO_EFFECT.get(word, ()))
    }
    for word in ANNOTATION_FLAGS:
        if found.get(word) is False:
            del found[word]
    if "required" in found:
        found["required"] = sorted(set(found["required"]))
    if "dependentRequired" in found:
        needs = found["dependentRequired"].items()
        found["dependentRequired"] = {k: sorted(set(v)) for k, v in needs if v}
    return found


_STEPS: tuple[Callable[[Schema], Schema], ...] = (
    _normalize_subschemas,
    _normalize_enum,
    _normalize_types,
    _drop_irrelevant_keywords,
    _normalize_bounds,
    _normalize_multiple_of,
    _drop_idle_conditions,
    _normalize_branches,
    _drop_no_effect,
)
