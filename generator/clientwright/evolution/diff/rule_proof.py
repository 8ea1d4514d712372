"""Prove that a rule or a condition is kept anyway: that no payload of a side breaks it.

It looks at a few fields, and each of them has few values that it can tell apart: none, one
on each side of every constant. If no combination of them that the side accepts breaks it,
no payload does. What is not proven here may still be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.field_space import (
    CONDITIONS,
    DECIDED_KEYWORDS,
    IF_KEYWORDS,
    FieldSpace,
    mentioned_fields,
)
from clientwright.evolution.diff.sum_witness import sum_is_low
from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.base import Rule
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.sibling_rule import SiblingRule
from clientwright.rules.sum_rule import SumRule
from clientwright.schema import narrowing
from clientwright.schema.additional_properties import (
    BRANCHES,
    described_fields,
    field_schema,
    surely_additional_schema,
)
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import describes_more
from clientwright.schema.types import accepted_types
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas

_COUNTS = ("minProperties", "maxProperties")


def is_always_kept(rule: Rule, accepting: ComparedSchema, refusing: ComparedSchema) -> bool:
    """Return whether no payload that one side accepts breaks a rule of the other, with its defaults."""
    schema = accepting.schema
    if any(_never_has_items(path, accepting) for path in rule.paths()):
        return True
    names = _names(rule, schema)
    if names is None:
        return sum_is_low(rule, accepting, refusing) or _has_no_limit(rule, accepting, refusing)
    scope, fields = names
    base: Any = JsonPath(scope).schema(schema)
    own = [
        one
        for one in accepting.endpoint.rules
        if isinstance(one, SiblingRule) and _fields(one, scope) <= set(fields)
    ]
    space = FieldSpace(base if is_dict(base) else {}, fields, accepting.closed, (rule, *own))
    combinations = space.combinations()
    return combinations is not None and not any(
        any(rule.check(payload, refusing.generator.schema))
        for payload in _kept(combinations, own, accepting, scope)
    )


def _has_no_limit(rule: Rule, accepting: ComparedSchema, refusing: ComparedSchema) -> bool:
    """Return whether no payload has both the addends of a sum and the field that limits it."""
    addends, *limits = rule.paths()
    if not isinstance(rule, SumRule) or [len(path.steps) for path in limits] != [1]:
        return False
    if "default" in (limits[0].schema(refusing.generator.schema) or {}):
        return False
    both = {str(path.steps[0]) for path in (addends, *limits)}
    rules = [one for one in accepting.endpoint.rules if isinstance(one, SiblingRule)]
    own = [one for one in rules if _fields(one, ()) & both and not _reaches_below(one)]
    named = tuple(sorted(both.union(*(_fields(one, ()) for one in own))))
    space = FieldSpace(accepting.schema, named, accepting.closed, tuple(own))
    combinations = space.combinations()
    return combinations is not None and not any(
        both <= payload.keys() for payload in _kept(combinations, own, accepting, ())
    )


def _reaches_below(rule: Rule) -> bool:
    """Return whether a rule looks at more than fields of the whole input."""
    return any(len(path.steps) != 1 for path in rule.paths())


def is_stated_at(side: ComparedSchema, pointer: str, keyword: str, edited: Schema) -> bool:
    """Return whether a keyword of an edited schema is written at its pointer, not in a part of a choice."""
    part = narrowing.subschema_at(side.schema, split_pointer(pointer))
    own: Schema = part if is_dict(part) else {}
    return all(is_same_schema(own.get(w), edited.get(w)) for w in _words(keyword))


def _words(keyword: str) -> tuple[str, ...]:
    """Return the keywords that mean something only together."""
    return IF_KEYWORDS if keyword in IF_KEYWORDS else (keyword,)


def is_condition_kept(
    pointer: str, keyword: str, accepting: ComparedSchema, refusing: ComparedSchema
) -> bool:
    """Return whether no payload that one side accepts breaks a keyword of the other, beside its rules.

    `pointer` is that of the whole input, or of one of its fields.
    """
    steps = split_pointer(pointer)
    if not steps and keyword in _COUNTS:
        return _is_count_kept(keyword, accepting, refusing.schema.get(keyword))
    part = narrowing.subschema_at(refusing.schema, steps)
    stated = {word: part[word] for word in _words(keyword) if is_dict(part) and word in part}
    about_object = CONDITIONS.union(IF_KEYWORDS, ("required",))
    if keyword in about_object and (steps or not accepting.endpoint.rules):
        return _is_kept_by_schema(steps, stated, keyword, accepting, refusing)
    known = DECIDED_KEYWORDS if steps else about_object
    elsewhere = bool(steps) and (len(steps) != 2 or steps[0] != "properties")
    if elsewhere or keyword not in known or not stated:
        return False
    condition = {"properties": {steps[1]: stated}} if steps else stated
    parts = [part for _, part in walk_schemas(condition)]
    named = tuple(dict.fromkeys(name for part in parts for name in mentioned_fields(part)))
    rules = [one for one in accepting.endpoint.rules if isinstance(one, SiblingRule)]
    if steps:
        rules = [one for one in rules if steps[1] in _fields(one, ())]
        named = tuple(
            dict.fromkeys([*named, *(name for one in rules for name in _fields(one, ()))])
        )
    own = [one for one in rules if _fields(one, ()) <= set(named)]
    decided = DECIDED_KEYWORDS - {
        "maxProperties"
    }  # it counts also the fields that no condition names
    if (steps and not own) or not all(part.keys() <= decided for part in parts):
        return False
    space = FieldSpace(accepting.schema, named, accepting.closed, tuple(own), condition)
    combinations = space.combinations()
    fits = make_validator(condition).is_valid
    return combinations is not None and all(map(fits, _kept(combinations, own, accepting, ())))


def _is_kept_by_schema(
    steps: Sequence[str],
    stated: dict[str, Any],
    keyword: str,
    accepting: ComparedSchema,
    refusing: ComparedSchema,
) -> bool:
    """Return whether the rest of an object's schema keeps a condition."""
    base, others = (narrowing.subschema_at(side.schema, steps) for side in (accepting, refusing))
    if not stated or not is_dict(base) or accepted_types(base) != {"object"}:
        return False
    if keyword == "required" and not (CONDITIONS.union(IF_KEYWORDS) & base.keys()):
        return False
    described = described_fields(stated) | described_fields(base.get(keyword))
    if accepting.closed and describes_more(described, others):
        return False
    parts = [part for _, part in walk_schemas(stated)]
    named = tuple(dict.fromkeys(name for part in parts for name in mentioned_fields(part)))
    if not all(part.keys() <= DECIDED_KEYWORDS - {"maxProperties"} for part in parts):
        return False
    alone = not any(
        BRANCHES & narrowing.subschema_at(accepting.schema, steps[:n]).keys()
        for n in range(len(steps))
        if is_dict(narrowing.subschema_at(accepting.schema, steps[:n]))
    )
    space = FieldSpace(base, named, accepting.closed and alone, (), stated)
    combinations = space.combinations()
    return combinations is not None and all(map(make_validator(stated).is_valid, combinations))


def _is_count_kept(keyword: str, side: ComparedSchema, bound: Any) -> bool:
    """Return whether the fields that rules speak of, and the others that there may be, keep a bound of their number."""
    rules = [one for one in side.endpoint.rules if isinstance(one, SiblingRule)]
    own = [one for one in rules if all(" " not in name for name in _fields(one, ()))]
    required = side.schema.get("required", ())
    named = tuple(sorted({*required, *(name for one in own for name in _fields(one, ()))}))
    described: Mapping[str, Any] = side.schema.get("properties", {})
    combinations = FieldSpace(side.schema, named, side.closed, tuple(own)).combinations()
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
