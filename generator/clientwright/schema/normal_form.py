"""The normal form of a schema: schemas that mean the same are spelled the same.

References are inlined, `allOf` is merged where that is exact, `const` becomes an `enum` of one, a
single type is a string, `3.0` is 3, and keywords without effect are dropped. A value that may be
null has `null` among its types, and in its `enum` if it has one: the branch of an `anyOf` or
`oneOf` that is only null is merged into the others. Branches of different types become one schema
of several types.

Each constraint knows the normal form of its keywords; here they are applied until nothing changes.
The order of lists stays as it is written; `sort_lists` makes it the same where it means nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.equality import canonical_json
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.numbers import floats_to_integers
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import APPLIES_TO_TYPES, accepted_types
from clientwright.schema.walk import (
    SUBSCHEMA_KEYWORDS,
    located_like,
    map_subschemas,
    walk_schemas,
    written_at,
)

_BRANCHES = frozenset(("allOf", "anyOf", "oneOf"))
_DEFINITIONS = ("/$defs/", "/definitions/")
_BRANCH_POINTERS = tuple(f"/{word}/" for word in sorted(_BRANCHES))
_NORMALIZERS = tuple(
    (frozenset(one.keywords), one.normalize) for one in CONSTRAINTS if one.normalize is not None
)
"""The keywords of each constraint, and their normal form: without them, a schema is as it was."""
_MAX_CACHED = 4096
_NORMAL_FORMS: dict[str, Any] = {}
"""Cache of normal forms by `repr`: both sides share most subschemas, and each is normalized repeatedly."""


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A schema in normal form, and where each of its parts is written.

    `written` maps the pointer of each part to the pointers of the schemas that it was made from,
    in a schema whose references are inlined and in the schema as it is written. The first one
    takes precedence.
    """

    schema: Schema
    written: Mapping[str, tuple[str, ...]]

    def written_pointer(self, pointer: str) -> str:
        """Return the first pointer at which a part is written; its own if that is not known."""
        return next(iter(self.written.get(pointer, ())), pointer)


def definition_name(written: Sequence[str]) -> str | None:
    """Return the name of the definition that is one of the places where a part is written."""
    places = (split_pointer(at) for at in reversed(written) if at.startswith(_DEFINITIONS))
    return next((place[1] for place in places if len(place) == 2), None)


def normalize(schema: Any, semantics: Semantics) -> Any:
    """Return the normal form of a schema without references; `True` becomes `{}`."""
    key = repr(schema)
    if key not in _NORMAL_FORMS:
        found = _until_stable(schema, semantics, lambda _, sub, known: normalize(sub, known))
        if len(_NORMAL_FORMS) >= _MAX_CACHED:
            _NORMAL_FORMS.clear()
        _NORMAL_FORMS[key] = _NORMAL_FORMS[repr(found)] = found
    return _NORMAL_FORMS[key]


def locate_normal_form(
    schema: Any, semantics: Semantics, *, only_composed: bool = False
) -> NormalForm:
    """Return the normal form of a `Located` schema without references, with what it was made from.

    `only_composed`: parts without branches keep the keywords that are written.
    """
    if only_composed and is_dict(schema) and not _has_branches(schema):
        return NormalForm(schema, {at: written_at(part) for at, part in walk_schemas(schema)})
    parts = _LocatedParts(_LocatedParts() if only_composed else None)
    found = parts.normalize(schema, semantics)
    root = found if is_dict(found) else {"not": {}}
    return NormalForm(root, {at: written_at(part) for at, part in walk_schemas(root)})


def _has_branches(schema: Schema) -> bool:
    return any(_BRANCHES & part.keys() for _, part in walk_schemas(schema))


@dataclass(slots=True)
class _LocatedParts:
    """Normal forms by identity: equal schemas at different places stay apart.

    `branches` normalizes the branches of a schema; others keep the keywords that are written.
    """

    branches: _LocatedParts | None = None
    done: dict[int, Any] = field(default_factory=dict[int, Any])

    def normalize(self, schema: Any, semantics: Semantics) -> Any:
        """Return the normal form of one part."""
        if id(schema) not in self.done:
            found = _until_stable(schema, semantics, self._normalize_below, self._is_kept)
            self.done[id(found)] = found
            return found
        return self.done[id(schema)]

    def _normalize_below(self, at: str, schema: Any, semantics: Semantics) -> Any:
        is_branch = self.branches is not None and at.startswith(_BRANCH_POINTERS)
        return (self.branches if is_branch and self.branches else self).normalize(schema, semantics)

    def _is_kept(self, schema: Any) -> bool:
        return self.branches is not None and not (is_dict(schema) and _BRANCHES & schema.keys())


Normalizer = Callable[[str, Any, Semantics], Any]


def _until_stable(
    schema: Any,
    semantics: Semantics,
    below: Normalizer,
    is_kept: Callable[[Any], bool] = lambda schema: False,
) -> Any:
    found, again = schema, _normalize_once(schema, semantics, below, is_kept)
    while again != found:
        found, again = again, _normalize_once(again, semantics, below, is_kept)
    return again


def _normalize_once(
    schema: Any, semantics: Semantics, below: Normalizer, is_kept: Callable[[Any], bool]
) -> Any:
    kept = is_kept(schema)
    if not is_dict(schema):
        return {} if schema is True and not kept else schema
    if not kept and (schema.get("not") == {} or schema.get("not") is True):
        return False
    parts = map_subschemas(schema, lambda at, sub: below(at, sub, semantics))
    found: Any = located_like(parts, schema)
    if kept:
        return found
    for keywords, normalize_own in _NORMALIZERS:
        if keywords.isdisjoint(found):
            continue
        changed = normalize_own(found, semantics)
        if changed is False:
            return False
        found = changed if written_at(changed) else located_like(changed, found)
    return located_like(_spell_numbers(_drop_irrelevant_keywords(found)), found)


def _spell_numbers(schema: Schema) -> Schema:
    """Write each integral number of the schema itself as an integer; its parts are in normal form."""
    return {
        word: value if word in SUBSCHEMA_KEYWORDS else floats_to_integers(value)
        for word, value in schema.items()
    }


def _drop_irrelevant_keywords(schema: Schema) -> Schema:
    """Drop keywords for types that the schema does not accept."""
    kinds = accepted_types(schema)
    return {
        word: value
        for word, value in schema.items()
        if word not in APPLIES_TO_TYPES or APPLIES_TO_TYPES[word] & kinds
    }


def sort_lists(schema: Any) -> Any:
    """Return a schema with those lists sorted whose order means nothing, so that equal schemas are equal."""
    if not is_dict(schema):
        return schema
    found = map_subschemas(schema, lambda _, sub: sort_lists(sub))
    return {word: _sorted_value(word, value) for word, value in found.items()}


def _sorted_value(keyword: str, value: Any) -> Any:
    if keyword == "dependentRequired":
        return {name: sorted(needs) for name, needs in value.items()}
    unordered = keyword in ("enum", "required", "allOf", "anyOf", "oneOf", "type")
    return sorted(value, key=canonical_json) if unordered and isinstance(value, list) else value
