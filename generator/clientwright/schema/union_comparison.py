"""Compare two schemas by the types of their values, where one of them is a choice (`anyOf`).

`{"type": "string"}` and `{"anyOf": [{"type": "string"}, {"type": "null"}]}` share no keyword, but
are one schema with and without null. Both are read as one alternative or more for each type; then
a type is lost, gained, or compared with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_types import is_dict
from clientwright.schema.additional_properties import describes_fields
from clientwright.schema.equality import canonical_json
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair, changed_edit_kind
from clientwright.schema.keywords.annotations import ANNOTATIONS
from clientwright.schema.keywords.formats import FORMAT
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.types import accepted_types, json_type_of

Alternatives = Mapping[str, list[dict[str, Any]]]
"""The schemas of which a value of each type must fit one."""
_APART = frozenset(("allOf", "oneOf", "not", "if", "then", "else"))
"""Keywords that are not split by type."""
_FINITE: Mapping[str, int] = {"null": 1, "boolean": 2}
"""How many values a type has."""


@dataclass(frozen=True, slots=True)
class UnionPair:
    """Two schemas, at least one of them a choice, as alternatives by type."""

    pair: SchemaPair
    old: Alternatives
    new: Alternatives

    @staticmethod
    def of(pair: SchemaPair) -> UnionPair | None:
        """Return the alternatives of two schemas if exactly one is a choice, else None."""
        if ("anyOf" in pair.old) == ("anyOf" in pair.new):
            return None
        old, new = (_alternatives(side, pair) for side in (pair.old, pair.new))
        if old is None or new is None:
            return None
        return UnionPair(pair, old, new)

    def edits(self) -> Iterator[KeywordEdit]:
        """Yield the types that are lost or gained, then the edits of each type that stays."""
        pair, old, new = self.pair, self.old, self.new
        if old.keys() != new.keys():
            shrinks, grows = bool(old.keys() - new.keys()), bool(new.keys() - old.keys())
            yield pair.keyword_edit(
                "type", changed_edit_kind(shrinks, grows), shrinks=shrinks, grows=grows,
                values=(_type_names(old), _type_names(new)), witness_schemas=self._lost_types,
                isolate=self._without_lost_types,
            )  # fmt: skip
        for kind in sorted(old.keys() & new.keys()):
            if len(old[kind]) == len(new[kind]) == 1:
                yield from pair.compare(
                    old[kind][0], new[kind][0], pair.schema_pointer, pair.closed
                )
            else:
                yield from self._compare_several(kind)
        yield from self._annotations()

    def _annotations(self) -> Iterator[KeywordEdit]:
        """Yield the edits of what is said about the whole."""
        bare = [
            {word: value for word, value in side.items() if word in ANNOTATIONS.keywords}
            for side in (self.pair.old, self.pair.new)
        ]
        yield from self.pair.compare(bare[0], bare[1], self.pair.schema_pointer, False)

    def _compare_several(self, kind: str) -> Iterator[KeywordEdit]:
        """Compare a type that has several alternatives."""
        lost, gained = self._lost(self.old, self.new, kind), self._lost(self.new, self.old, kind)
        if lost or gained:
            yield self.pair.keyword_edit(
                "anyOf", changed_edit_kind(bool(lost), bool(gained)), shrinks=bool(lost), grows=bool(gained),
                witness_schemas=lambda accepting, refusing: lost if accepting is self.pair.old else gained,
                isolate=lambda accepting, refusing: {"anyOf": [
                    *(one for name, found in self._sides(accepting)[0].items() if name != kind for one in found),
                    *self._sides(accepting)[1][kind],
                ]},
            )  # fmt: skip

    def _lost(self, old: Alternatives, new: Alternatives, kind: str) -> list[dict[str, Any]]:
        """Return the alternatives whose values may fit none of the other side.

        Of alternatives that describe fields, a value may fit several: together they close its objects.
        """
        if self.pair.closed and len(old[kind]) > 1 and any(map(describes_fields, old[kind])):
            return old[kind]
        return [one for one in old[kind] if not any(self._within(one, two) for two in new[kind])]

    def _within(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Return whether all values of one schema surely fit another."""
        found = self.pair.compare(one, other, "", self.pair.closed)
        return not any(edit.shrinks or edit.undecidable for edit in found)

    def _sides(self, accepting: Any) -> tuple[Alternatives, Alternatives]:
        return (self.old, self.new) if accepting is self.pair.old else (self.new, self.old)

    def _lost_types(self, accepting: Any, refusing: Any) -> Iterator[dict[str, Any]]:
        own, theirs = self._sides(accepting)
        yield from (one for kind, found in own.items() if kind not in theirs for one in found)

    def _without_lost_types(self, accepting: Any, refusing: Any) -> dict[str, Any]:
        own, theirs = self._sides(accepting)
        return {"anyOf": [one for kind, found in own.items() if kind in theirs for one in found]}


def _type_names(alternatives: Alternatives) -> list[str]:
    """Return the types, `integer` where no number has a fraction."""
    parts = [part for found in alternatives.values() for part in found]
    return sorted({kind for part in parts for kind in accepted_types(part)})


def _alternatives(schema: dict[str, Any], pair: SchemaPair) -> Alternatives | None:
    """Return the alternatives of each type, or None if a keyword is not split by type."""
    if _APART & schema.keys():
        return None
    own = {word: v for word, v in schema.items() if word not in ANNOTATIONS.keywords}
    branches = own.pop("anyOf", None)
    if branches is None:
        return _by_type([own], pair.semantics)
    if own.get("properties") or not all(map(is_dict, branches)):
        return None
    parts = list[dict[str, Any]]()
    for branch in branches:
        found = _flat_choice(branch, own, pair.semantics)
        if found is None:
            return None
        parts += found
    return _by_type(parts, pair.semantics)


def _flat_choice(
    branch: dict[str, Any], beside: dict[str, Any], semantics: Semantics
) -> list[dict[str, Any]] | None:
    """Return a branch with the keywords beside its choice, split where it is a choice itself."""
    try:
        both = semantics.normal_form(semantics.intersect(branch, beside))
    except GenerationError:
        return None
    if both is False:
        return []
    if _APART & both.keys():
        return None
    both = dict(both)
    inner = both.pop("anyOf", None)
    if inner is None:
        return [both]
    if both.get("properties") or not all(map(is_dict, inner)):
        return None
    found = [_flat_choice(one, both, semantics) for one in inner]
    return None if None in found else [part for parts in found for part in parts or ()]


def _by_type(parts: list[dict[str, Any]], semantics: Semantics) -> Alternatives:
    found = dict[str, dict[str, dict[str, Any]]]()
    for part in parts:
        for kind in accepted_types(part):
            one = _of_type(part, kind, semantics)
            if one is not None:
                name = "number" if kind == "integer" else kind
                found.setdefault(name, {})[canonical_json(one)] = one
    return {kind: list(listed.values()) for kind, listed in found.items()}


def _of_type(part: dict[str, Any], kind: str, semantics: Semantics) -> dict[str, Any] | None:
    """Return a schema for the values of one type, or None if there are none."""
    idle = {*ANNOTATIONS.keywords, *(FORMAT.keywords if kind != "string" else ())}
    only = {word: v for word, v in part.items() if word not in idle}
    if "enum" in part:
        wide = ("integer", "number") if kind == "number" else (kind,)
        listed = [value for value in part["enum"] if json_type_of(value) in wide]
        if not listed:
            return None
        only["enum"] = listed
        if len(listed) == _FINITE.get(kind):
            del only["enum"]
    found: Any = semantics.normal_form({**only, "type": kind})
    return found if is_dict(found) else None
