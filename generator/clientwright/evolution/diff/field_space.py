"""The combinations of values that some fields of an object may have.

A condition or a rule looks at a few fields, and each of them has few values that it can tell
apart: none, one on each side of every constant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf, prod
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.base import Rule
from clientwright.schema.additional_properties import (
    field_schema,
)
from clientwright.schema.numbers import is_number
from clientwright.schema.representatives import representatives
from clientwright.schema.types import accepted_types
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas

_MOST_COMBINATIONS = 20_000
_LONGEST_ARRAY = 2_000
_SIZES = ("minItems", "maxItems", "minLength", "maxLength")
CONDITIONS = frozenset(("dependentRequired", "maxProperties", "allOf", "anyOf", "oneOf", "not"))
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", *_SIZES)
IF_KEYWORDS = ("if", "then", "else")
DECIDED_KEYWORDS = CONDITIONS | {
    "required",
    "properties",
    "type",
    "enum",
    "const",
    *IF_KEYWORDS,
    *_BOUNDS,
}
"""The keywords of conditions that a combination of fields decides."""
ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class FieldSpace:
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
        if keyword not in CONDITIONS | {"if", "then", "else"}:
            return False
        parts = [part for _, part in walk_schemas({keyword: value})]
        names = {name for part in parts for name in mentioned_fields(part)}
        return names <= set(self.fields) and all(part.keys() <= DECIDED_KEYWORDS for part in parts)

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


def mentioned_fields(part: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that a schema by itself speaks of."""
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
