"""Replace each `$ref` by its target, within one document and without cycles."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import unquote

from clientwright.io.json_pointer import resolve_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import depth_of
from clientwright.io.json_types import Schema, is_list
from clientwright.schema import walk
from clientwright.schema.walk import Located, located_like

MAX_SCHEMAS = 50_000
"""Number of schemas to which a document may expand; more are rejected as a reference bomb."""

CIRCULAR = "it refers back to itself"
OUTSIDE = "only references inside the same document are followed"
NOT_A_POINTER = "only JSON Pointers such as #/$defs/size are followed"
MISSING = "there is no such value"
NO_SCHEMA = "its target is not a schema"
_TOO_MANY = f"the references in it multiply to more than {MAX_SCHEMAS} schemas"
_WHOLE = "", "#"
_TOO_DEEP = f"the result nests deeper than {DEPTH_LIMIT} levels"


class BadReference(ValueError):
    """A reference that cannot be followed; `pointer` is its location in the schema."""

    def __init__(self, pointer: str, target: str, reason: str) -> None:
        """Store pointer, target and reason."""
        super().__init__(f"{target}: {reason}")
        self.pointer, self.target, self.reason = pointer, target, reason


class _ExpandsTooFar(BadReference):
    """A reference with which the document becomes too large or too deep."""


def inline_references(schema: Schema) -> Schema:
    """Return the schema with every `$ref` replaced and without `$defs`.

    Each part is `Located`: at its place in the schema that is returned, then where it is written.

    Raises:
        BadReference: a reference leads out of the document, to nothing or in a cycle, or expands too far.
    """
    inliner = _Inliner(schema)
    try:
        inlined = inliner.schema(schema, "", ("",), ())
    except RecursionError:
        raise inliner.too_far(_TOO_DEEP) from None
    inliner.refuse_too_deep(inlined)
    if isinstance(inlined, bool):
        return {} if inlined else {"not": {}}
    return cast(Schema, inlined)


_INLINED: dict[int, tuple[Schema, Schema]] = {}
_MOST_INLINED = 4


def inlined_for_reading(schema: Schema) -> Schema:
    """Return the same, kept for those who ask next: neither schema may be changed.

    Raises:
        BadReference: a reference leads out of the document, to nothing or in a cycle, or expands too far.
    """
    known = _INLINED.get(id(schema))
    if known is None:
        if len(_INLINED) >= _MOST_INLINED:
            _INLINED.pop(next(iter(_INLINED)))
        known = _INLINED[id(schema)] = (schema, inline_references(schema))
    return known[1]


def list_bad_references(schema: Schema) -> list[BadReference]:
    """Return every reference that cannot be followed, or the one with which a document expands too far."""
    known: dict[str, BadReference] = {}
    inliner = _Inliner(schema, known)
    try:
        inlined = inliner.schema(schema, "", ("",), ())
        if not known:
            inliner.refuse_too_deep(inlined)
    except BadReference as bad:
        known.setdefault(bad.pointer, bad)
    except RecursionError:
        known.setdefault(inliner.outermost[0], inliner.too_far(_TOO_DEEP))
    return [*known.values()]


class _Inliner:
    """Rebuilds a document; with `known`, references that cannot be followed are noted there and accept anything."""

    def __init__(self, document: Schema, known: dict[str, BadReference] | None = None) -> None:
        self.document = document
        self.known = known
        self.count = 0
        self.followed: list[tuple[str, str]] = []
        self.deepest, self.depth = _WHOLE, 0

    @property
    def outermost(self) -> tuple[str, str]:
        """The place and target of the reference, outside of all others, that is being followed."""
        return self.followed[0] if self.followed else _WHOLE

    def too_far(self, reason: str) -> BadReference:
        """Return the error of a document that becomes too large or too deep with the present reference."""
        return _ExpandsTooFar(*self.outermost, reason)

    def refuse_too_deep(self, inlined: Any) -> None:
        """Check how deep the document nests without its references.

        Raises:
            BadReference: it nests too deeply.
        """
        if depth_of(inlined) > DEPTH_LIMIT:
            raise _ExpandsTooFar(*self.deepest, _TOO_DEEP)

    def schema(self, value: Any, at: str, places: tuple[str, ...], visited: tuple[str, ...]) -> Any:
        """Rebuild one schema.

        `at` is where it is written, `places` where it is after the references are replaced;
        `visited` are the references followed so far.
        """
        if not isinstance(value, dict):
            return value
        self.count += 1
        if self.count > MAX_SCHEMAS:
            raise self.too_far(_TOO_MANY)
        if (depth := places[0].count("/")) > self.depth:
            self.deepest, self.depth = self.outermost, depth
        found = own = cast(dict[str, Any], value)
        if "$ref" in found or "$defs" in found:
            own = {key: inner for key, inner in found.items() if key not in ("$ref", "$defs")}
        is_in_place = places == (at,)

        def below(steps: str, sub: Any) -> Any:
            inner = at + steps
            moved = (inner,) if is_in_place else tuple(place + steps for place in places)
            return self.schema(sub, inner, moved, visited)

        rebuilt = Located(walk.map_subschemas(own, below), (*places, at))
        if "$ref" not in found:
            return rebuilt
        listed = own["allOf"] if is_list(own.get("allOf")) else []
        beside = tuple(f"{place}/allOf/{len(listed)}" for place in places) if own else places
        outside = len(self.followed)
        try:
            target = self.target(found["$ref"], f"{at}/$ref", beside, visited)
        except BadReference as bad:
            if self.known is None or isinstance(bad, _ExpandsTooFar):
                raise
            self.known.setdefault(bad.pointer, bad)
            del self.followed[outside:]
            return rebuilt
        return _join_target(rebuilt, target)

    def target(
        self, reference: Any, at: str, places: tuple[str, ...], visited: tuple[str, ...]
    ) -> Any:
        """Return the schema that a reference points to."""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise BadReference(at, str(reference), _why_not_followed(reference))
        if reference in visited:
            raise BadReference(at, reference, CIRCULAR)
        try:
            pointer = unquote(reference[1:], errors="strict")
            found = resolve_pointer(self.document, pointer)
        except (LookupError, ValueError):
            raise BadReference(at, reference, MISSING) from None
        if not isinstance(found, (dict, bool)):
            raise BadReference(at, reference, NO_SCHEMA)
        self.followed.append((at, reference))
        schema = self.schema(found, pointer, places, (*visited, reference))
        self.followed.pop()
        return schema


def _why_not_followed(reference: object) -> str:
    """Return why a reference that is no pointer into the document is not followed."""
    if reference == "#":
        return CIRCULAR
    return NOT_A_POINTER if str(reference).startswith("#") else OUTSIDE


def _join_target(rebuilt: dict[str, Any], target: Any) -> Any:
    """Combine the target of a reference with the keywords beside it."""
    if not rebuilt:
        return target
    own: Any = rebuilt.get("allOf", [])
    listed = own if is_list(own) else []
    return located_like({**rebuilt, "allOf": [*listed, target]}, rebuilt)
