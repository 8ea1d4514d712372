"""Prove that a rule is kept anyway: that no payload of a side breaks it.

A rule looks at a few fields, and each of them has few values that it can tell apart: none, one
on each side of every constant. If no combination of them that the side accepts breaks the rule,
no payload does. What is not proven here may still be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf, prod
from typing import Any

from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.sum_witness import sum_is_low
from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.base import Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.sibling_rule import SiblingRule
from clientwright.schema import narrowing
from clientwright.schema.additional_properties import field_schema, surely_additional_schema
from clientwright.schema.numbers import is_number
from clientwright.schema.representatives import representatives
from clientwright.schema.types import accepted_types
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas

_MOST_COMBINATIONS = 20_000
_LONGEST_ARRAY = 2_000
_SIZES = ("minItems", "maxItems", "minLength", "maxLength")
_CONDITIONS = frozenset(("dependentRequired", "maxProperties", "allOf", "anyOf", "oneOf", "not"))
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", *_SIZES)
_IF = ("if", "then", "else")
_COUNTS = ("minProperties", "maxProperties")
_READ = _CONDITIONS | {"required", "properties", "type", "enum", "const", *_IF, *_BOUNDS}
"""The keywords of conditions that a combination of fields decides."""
ABSENT: Any = object()


def is_always_kept(rule: Rule, accepting: ComparedSchema, refusing: ComparedSchema) -> bool:
    """Return whether no payload that one side accepts breaks a rule of the other, with its defaults."""
    schema = accepting.schema
    if any(_never_has_items(path, accepting) for path in rule.paths()):
        return True
    names = _names(rule, schema)
    if names is None:
        return sum_is_low(rule, accepting, refusing)
    scope, fields = names
    base: Any = JsonPath(scope).schema(schema)
    own = [
        one
        for one in accepting.endpoint.rules
        if isinstance(one, SiblingRule) and _fields(one, scope) <= set(fields)
    ]
    space = _Space(base if is_dict(base) else {}, fields, accepting.closed, (rule, *own))
    combinations = space.combinations()
    return combinations is not None and not any(
        any(rule.check(payload, refusing.generator.schema))
        for payload in _kept(combinations, own, accepting, scope)
    )


def is_condition_kept(
    pointer: str, keyword: str, accepting: ComparedSchema, refusing: ComparedSchema
) -> bool:
    """Return whether no payload that one side accepts breaks a keyword of the other, beside its rules.

    `pointer` is that of the whole input, or of one of its fields.
    """
    words = _IF if keyword in _IF else (keyword,)
    steps = split_pointer(pointer)
    if not steps and keyword in _COUNTS:
        return _is_count_kept(keyword, accepting, refusing.schema.get(keyword))
    part = narrowing.subschema_at(refusing.schema, steps)
    stated = {word: part[word] for word in words if is_dict(part) and word in part}
    known = _READ if steps else _CONDITIONS.union(_IF, ("required",))
    elsewhere = bool(steps) and (len(steps) != 2 or steps[0] != "properties")
    if elsewhere or keyword not in known or not stated:
        return False
    condition = {"properties": {steps[1]: stated}} if steps else stated
    parts = [part for _, part in walk_schemas(condition)]
    named = tuple(dict.fromkeys(name for part in parts for name in _mentioned(part)))
    rules = [one for one in accepting.endpoint.rules if isinstance(one, SiblingRule)]
    if steps:
        rules = [one for one in rules if steps[1] in _fields(one, ())]
        named = tuple(
            dict.fromkeys([*named, *(name for one in rules for name in _fields(one, ()))])
        )
    own = [one for one in rules if _fields(one, ()) <= set(named)]
    decided = _READ - {"maxProperties"}  # it counts also the fields that no condition names
    if (steps and not own) or not all(part.keys() <= decided for part in parts):
        return False
    space = _Space(accepting.schema, named, accepting.closed, tuple(own), condition)
    combinations = space.combinations()
    fits = make_validator(condition).is_valid
    return combinations is not None and all(map(fits, _kept(combinations, own, accepting, ())))


def _is_count_kept(keyword: str, side: ComparedSchema, bound: Any) -> bool:
    """Return whether the fields that rules speak of, and the others that there may be, keep a bound of their number."""
    rules = [one for one in side.endpoint.rules if isinstance(one, SiblingRule)]
    own = [one for one in rules if all(" " not in name for name in _fields(one, ()))]
    required = side.schema.get("required", ())
    named = tuple(sorted({*required, *(name for one in own for name in _fields(one, ()))}))
    described: Mapping[str, Any] = side.schema.get("properties", {})
    combinations = _Space(side.schema, named, side.closed, tuple(own)).combinations()
    if combinations is None or not own or bound is None:
        return False
    counts = map(len, _kept(combinations, own, side, ()))
    if keyword == "minProperties":
        return all(count >= bound for count in counts)
    others = sum(1 for name, sub in described.items() if name not in named and sub is not False)
    fixed = surely_additional_schema(side.schema, closed=side.closed) is False
    nullable = any("null" in accepted_types(described.get(name, {})) for name in named)
    return (
        fixed
        and not nullable
        and "patternProperties" not in side.schema
        and all(count + others <= bound for count in counts)
    )


def _kept(
    combinations: Iterator[dict[str, Any]],
    rules: Sequence[Rule],
    side: ComparedSchema,
    scope: tuple[Any, ...],
) -> Iterator[Any]:
    """Yield payloads with the combinations that keep a side's rules."""
    for values in combinations:
        payload = {scope[0]: [values]} if scope else values
        if not any(True for rule in rules for _ in rule.check(payload, side.generator.schema)):
            yield payload


def _names(rule: Rule, schema: Schema) -> tuple[tuple[Any, ...], tuple[str, ...]] | None:
    """Return the scope of a rule, and the fields in it, if they are side by side."""
    if not isinstance(rule, SiblingRule):
        return None
    scopes = {path.steps[:-1] for path in rule.paths() if path.steps[-1] is not EACH_ITEM}
    nested = any(EACH_ITEM in scope[:-1] for scope in scopes)
    if len(scopes) != 1 or nested or any(p.steps[-1] is EACH_ITEM for p in rule.paths()):
        return None
    (scope,) = scopes
    if scope and (len(scope) != 2 or scope[1] is not EACH_ITEM or _is_tuple(schema, scope[0])):
        return None
    return scope, tuple(str(path.steps[-1]) for path in rule.paths())


def _fields(rule: Rule, scope: tuple[Any, ...]) -> set[str]:
    """Return the fields of a rule; what is in another scope has a name that no field has."""
    return {str(p.steps[-1]) if p.steps[:-1] == scope else f"{p} elsewhere" for p in rule.paths()}


def _is_tuple(schema: Schema, name: Any) -> bool:
    """Return whether the first items of an array have schemas of their own."""
    array: Any = schema.get("properties", {}).get(name)
    return is_dict(array) and "prefixItems" in array


def _never_has_items(path: JsonPath, side: ComparedSchema) -> bool:
    """Return whether the array of a path is one that no payload has, or is always empty."""
    if EACH_ITEM not in path.steps[1:]:
        return False
    array = field_schema(side.schema, str(path.steps[0]), side.closed)
    return array is False or (is_dict(array) and array.get("maxItems") == 0)


@dataclass(frozen=True, slots=True)
class _Space:
    """The combinations of values that some fields of an object may have."""

    base: Mapping[str, Any]
    fields: tuple[str, ...]
    closed: bool
    rules: tuple[Rule, ...]
    condition: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def combinations(self) -> Iterator[dict[str, Any]] | None:
        """Return every combination that the object may have; None if there are too many."""
        found = [self._values(name) for name in self.fields]
        listed = [values for values in found if values is not None]
        if len(listed) < len(found) or prod(map(len, listed)) > _MOST_COMBINATIONS:
            return None
        return self._accepted(listed)

    def _accepted(self, listed: Sequence[list[Any]]) -> Iterator[dict[str, Any]]:
        fits = make_validator(self._stated()).is_valid
        for values in product(*listed):
            given = {
                name: value
                for name, value in zip(self.fields, values, strict=True)
                if value is not ABSENT
            }
            if fits(given):
                yield given

    def _stated(self) -> dict[str, Any]:
        """Return what the schema states about these fields alone."""
        return {word: v for word, v in self.base.items() if self._is_decided(word, v)}

    def _is_decided(self, keyword: str, value: Any) -> bool:
        if keyword not in _CONDITIONS | {"if", "then", "else"}:
            return False
        parts = [part for _, part in walk_schemas({keyword: value})]
        names = {name for part in parts for name in _mentioned(part)}
        return names <= set(self.fields) and all(part.keys() <= _READ for part in parts)

    def _values(self, name: str) -> list[Any] | None:
        """Return the values of a field that a rule can tell apart, and its absence; None if they are unknown."""
        own = field_schema(self.base, name, self.closed)
        absent = [] if name in self.base.get("required", ()) else [ABSENT]
        if own is False:
            return [ABSENT]
        wide = _decided_part(own)
        constants = [value for rule in self.rules for value in _constants(rule.as_json())]
        named = (sub for part in self._conditions() for sub in _named(part, name))
        others = [sub for sub in named if is_dict(sub)]
        marks = [
            {"enum": constants},
            *({"maxLength": int(n)} for n in constants if is_number(n) and n >= 0),
        ]
        if self._counts_presence():
            return [*absent, True]
        scalar = [{w: v for w, v in sub.items() if w not in _SIZES[:2]} for sub in others]
        known = representatives(wide, *scalar, *marks)
        limits = [limit for sub in others for limit in _constants(sub)]
        sizes = _sizes(own, [*constants, *limits])
        if not known.complete or max(sizes, default=0) > _LONGEST_ARRAY:
            return None
        fits = make_validator(wide).is_valid
        scalars = [value for value in known.values if value != [] and fits(value)]
        return [*absent, *scalars, *([None] * size for size in sizes)]

    def _counts_presence(self) -> bool:
        """Return whether only the presence of fields matters."""
        values = [value for rule in self.rules for value in _constants(rule.as_json())]
        return not values and not any(
            _named(part, name) for part in self._conditions() for name in self.fields
        )

    def _conditions(self) -> Iterator[Mapping[str, Any]]:
        for condition in (self._stated(), self.condition):
            yield from (part for _, part in walk_schemas(condition))


def _decided_part(schema: Any) -> dict[str, Any]:
    """Return the keywords of a schema that representatives decide: it accepts at least as much."""
    if not is_dict(schema):
        return {}
    return {w: v for w, v in schema.items() if representatives({w: v}).complete}


def _sizes(schema: Any, constants: Sequence[Any]) -> list[int]:
    """Return the sizes of an array that a bound tells apart."""
    if not is_dict(schema) or "array" not in accepted_types(schema):
        return []
    least, most = schema.get("minItems", 0), schema.get("maxItems", inf)
    marks = [least, *([most] if most != inf else []), *filter(is_number, constants)]
    sizes = {int(size) + step for size in marks for step in (-1, 0, 1)}
    return sorted(size for size in sizes if max(0, least) <= size <= most)


def _mentioned(part: Mapping[str, Any]) -> Iterator[str]:
    yield from part.get("required", ())
    yield from part.get("properties", {})
    for name, needs in part.get("dependentRequired", {}).items():
        yield from (name, *needs)


def _named(part: Mapping[str, Any], name: str) -> list[Any]:
    named = part.get("properties", {})
    return [named[name]] if name in named else []


def _constants(value: Any, key: str = "") -> Iterator[Any]:
    """Yield the constants of a rule in its spec form, without its kind and its paths."""
    if is_dict(value):
        for name, inner in value.items():
            yield from () if name in ("kind", "origin") else _constants(inner, name)
    elif is_list(value):
        for inner in value:
            yield from _constants(inner, key)
    elif not (isinstance(value, str) and value.startswith("$.")) and key not in ("keyword",):
        yield value
