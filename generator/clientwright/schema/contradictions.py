"""Schemas that no value fits, and what nobody can give because of them.

Each constraint knows what it contradicts (`Constraint.contradict`). What is found is certain; what a pattern, a
condition or a format refuses is not looked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.additional_properties import surely_additional_schema, with_additional
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.plain_schemas import is_plain
from clientwright.schema.protocols import Contradiction, Semantics
from clientwright.schema.references import inlined_for_reading
from clientwright.schema.semantics import SEMANTICS, find_merged_form
from clientwright.schema.types import APPLIES_TO_TYPES, accepted_types, listed_values
from clientwright.schema.walk import SUBSCHEMA_KEYWORDS, located_like, written_at

MAX_ASKED = 20_000
"""How many schemas are asked for a contradiction, in all; then nothing more is found."""
Steps = tuple[Any, ...]
"""The keys and indexes that lead to a part."""
_BRANCHING = ("anyOf", "oneOf")
_OF_SAME_VALUE = ("allOf", *_BRANCHING)
_HOLDS_ONE = ("items", "additionalProperties", "contains")
_DESCRIBING = frozenset("allOf anyOf oneOf if dependentSchemas contains patternProperties".split())
"""Keywords whose schemas may describe more fields of what is below the same schema."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A schema, or a type of it, that no value fits: the pointers at which it is written, and why.

    `lost` leads to the outermost schema that no value fits because of it.
    """

    written: tuple[str, ...]
    contradiction: Contradiction
    lost: Steps
    kind: str = ""


@dataclass(slots=True)
class _Effort:
    """How many more schemas are asked: branches multiply."""

    left: int = MAX_ASKED


@dataclass(frozen=True, slots=True)
class SchemaRefuter:
    """Finds contradictions; `closed`: the schema alone decides which fields its objects may have."""

    semantics: Semantics
    closed: bool = True
    effort: _Effort = field(default_factory=_Effort)

    def refute(self, schema: Any, *, beside: bool = False) -> Contradiction | None:
        """Return why no value fits a schema, or None if one may."""
        if not is_dict(schema):
            return Contradiction((), "its schema is false") if schema is False else None
        if is_plain(schema):
            return None
        self.effort.left -= 1
        if self.effort.left < 0:
            return None
        inner, sealed = self.inside(schema, beside=beside)
        refuted = [inner.refute_type(kind, sealed) for kind in sorted(accepted_types(schema))]
        found = [one for one in refuted if one is not None]
        if not refuted:
            keyword = "type" if listed_values(schema) is None else "enum"
            return Contradiction((keyword,), f"{keyword} lists nothing that fits")
        return max(found, key=_depth) if len(found) == len(refuted) else None

    def refute_type(self, kind: str, schema: Schema) -> Contradiction | None:
        """Return why no value of a type fits a schema, or None if one may."""
        found = (
            one.contradict(kind, schema, self) for one in CONSTRAINTS if one.contradict is not None
        )
        return next((one for one in found if one is not None), None)

    def inside(self, schema: Schema, *, beside: bool = False) -> tuple[SchemaRefuter, Schema]:
        """Return the refuter for what is below a schema, and the schema with the fields that it refuses."""
        closed = self.closed and not beside
        below = replace(self, closed=closed and not _DESCRIBING & schema.keys())
        sealed = closed and surely_additional_schema(schema, closed=True) is False
        return below, located_like(with_additional(schema, False), schema) if sealed else schema


def find_impossible(schema: Schema) -> Iterator[Impossible]:
    """Yield what no value fits in a schema, as it is written, and then where branches are merged.

    Raises:
        BadReference: a reference cannot be followed.
    """
    if is_plain(inlined_for_reading(schema)):
        return
    known = set[str]()
    for form in (inlined_for_reading(schema), find_merged_form(schema).schema):
        found = list(_Search(form).below(form, (), SchemaRefuter(SEMANTICS)))
        yield from (one for one in found if not _is_known(one, known))
        known |= {at for one in found for at in one.written}


def _is_known(one: Impossible, known: Collection[str]) -> bool:
    """Return whether the same is reported already, of the schema itself or of one around or inside it."""
    return any(
        f"{at}/".startswith(f"{other}/") or f"{other}/".startswith(f"{at}/")
        for at in one.written
        for other in known
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """The walk over the parts of a schema; what is above a part decides what is lost with it."""

    root: Schema

    def below(self, schema: Any, at: Steps, refuter: SchemaRefuter) -> Iterator[Impossible]:
        """Yield the contradictions of a schema and of the parts below it."""
        if not is_dict(schema) or is_plain(schema):
            return
        found, (inner, sealed) = refuter.refute(schema), refuter.inside(schema)
        refuted = set[Steps]()
        if found is None:
            yield from self._types(sealed, at, inner)
            for branch in self._branches(schema, at, refuter):
                yield branch
                refuted.add(branch.lost)
        elif not _is_of_part(found):
            yield Impossible(written_at(schema), found, self._lost_with(at))
        for step, part in _parts(schema):
            of_value = step[0] in _OF_SAME_VALUE
            if (*at, *step) not in refuted and not (found is not None and step[0] in _BRANCHING):
                below = replace(refuter, closed=False) if of_value else inner
                yield from self.below(part, (*at, *step), below)

    def _branches(self, schema: Schema, at: Steps, refuter: SchemaRefuter) -> Iterator[Impossible]:
        """Yield the branches that no value takes; one that is false is meant so."""
        rest = {word: value for word, value in schema.items() if word not in _BRANCHING}
        beside = rest.pop("allOf", [])
        for step, branch in _parts(schema):
            if step[0] in _BRANCHING and branch is not False:
                found = refuter.refute({**rest, "allOf": [*beside, branch]})
                if found is not None:
                    own = found.steps[:2] == ("allOf", len(beside))
                    inside = Contradiction(found.steps[2:] if own else (), found.reason)
                    yield Impossible(written_at(branch), inside, (*at, *step))

    def _types(self, schema: Schema, at: Steps, refuter: SchemaRefuter) -> Iterator[Impossible]:
        """Yield the types of which no value fits a schema that other values fit."""
        for kind in sorted(accepted_types(schema)) if listed_values(schema) is None else ():
            found = refuter.refute_type(kind, schema)
            if found and not _is_of_part(found) and found.steps[0] in APPLIES_TO_TYPES:
                yield Impossible(written_at(schema), found, at, kind)

    def _lost_with(self, at: Steps) -> Steps:
        """Return the outermost schema that no value fits because nothing fits one inside it."""
        for above, step in reversed(list(_chain(self.root, at))):
            if SchemaRefuter(SEMANTICS).refute(_without_part(above, step)) is None:
                break
            at = at[: -len(step)]
        return at


def _depth(found: Contradiction) -> tuple[int, int]:
    """Return how far a type came before something contradicted it: that one says the most."""
    numbers = [step for step in found.steps if isinstance(step, int)]
    return len(found.steps), max(numbers, default=0)


def _is_of_part(found: Contradiction) -> bool:
    """Return whether a contradiction is inside a part, which is asked by itself."""
    own = 1 if found.steps[0] in _HOLDS_ONE else 2
    return found.steps[0] in SUBSCHEMA_KEYWORDS and len(found.steps) > own


def _parts(schema: Schema) -> Iterator[tuple[Steps, Any]]:
    """Yield the parts that values, or what is in them, must fit or may choose; not conditions."""
    for word in ("properties", "patternProperties"):
        yield from (((word, name), part) for name, part in schema.get(word, {}).items())
    for word in ("prefixItems", *_OF_SAME_VALUE):
        yield from (((word, n), part) for n, part in enumerate(schema.get(word, ())))
    yield from (((word,), schema[word]) for word in _HOLDS_ONE if word in schema)


def _chain(schema: Any, at: Steps) -> Iterator[tuple[Schema, Steps]]:
    """Yield the schemas on the way to a part, each with the steps to the next."""
    while at:
        size = 1 if at[0] in _HOLDS_ONE else 2
        yield schema, at[:size]
        for step in at[:size]:
            schema = schema[step]
        at = at[size:]


def _without_part(schema: Schema, steps: Steps) -> Schema:
    """Return what a schema says of which parts must be there, with one part that nothing fits."""
    found = {word: value for word, value in schema.items() if word not in SUBSCHEMA_KEYWORDS}
    for step, _ in _parts(schema):
        if step[0] not in _OF_SAME_VALUE:
            _set_part(found, step, part=False if step == steps else {})
    if steps[0] == "allOf":
        found["allOf"] = [False]
    return found


def _set_part(schema: dict[str, Any], steps: Steps, *, part: Any) -> None:
    word, *inner = steps
    if not inner:
        schema[word] = part
    elif isinstance(inner[0], int):
        schema[word] = [*schema.get(word, ()), part]
    else:
        schema[word] = {**schema.get(word, {}), inner[0]: part}
