"""The meaning of whole schemas: every constraint of the registry together.

Values are made by construction: keywords become choices, and no choice is undone. Only where no
choice keeps a keyword (`not`, `if`, `dependentSchemas`, a pattern that looks ahead, branches of
`oneOf` that may overlap), values are tried, a bounded number of them (`attempted_values.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.schema import attempted_values, normal_form
from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.boundaries import boundary_values
from clientwright.schema.choice_sources import PayloadChoiceSource, SimplestChoiceSource
from clientwright.schema.closed_objects import UnknownField, unknown_fields
from clientwright.schema.constraint import Generate
from clientwright.schema.content_cache import cached_by_content
from clientwright.schema.intersection import keep_equal
from clientwright.schema.keywords import BY_KEYWORD, CONSTRAINTS
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.protocols import GenerationError, Semantics
from clientwright.schema.references import inline_references
from clientwright.schema.relaxed_schemas import tried_keywords
from clientwright.schema.types import listed_values, schema_types, without_list
from clientwright.schema.validator import as_written, make_validator
from clientwright.schema.walk import located_like

MEDIA_SCHEMES = ("https",)
"""The URL schemes of media where no service says others."""
_DECIDING = tuple((one, one.generate) for one in CONSTRAINTS if one.generate)
_MAKERS: Mapping[str, Generate] = {
    kind: make for one in CONSTRAINTS for kind, make in one.makes.items()
}


class SchemaSemantics:
    """Answers what one constraint asks of all."""

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Return whether a value fits a schema."""
        return bool(make_validator(schema).is_valid(value))

    def only_broken(self, schema: Any, value: Any) -> tuple[str, ...]:
        """Return the steps to the only keyword that a value breaks; none if it breaks more, or none."""
        errors = list(make_validator(schema).iter_errors(value))
        return tuple(map(str, errors[0].absolute_schema_path)) if len(errors) == 1 else ()

    def broken_steps(self, schema: Any, value: Any) -> tuple[tuple[str, ...], ...]:
        """Return the steps to each keyword that a value breaks, media and closed objects included."""
        errors = make_validator(schema, MEDIA_SCHEMES).iter_errors(value)
        return (
            *(
                (
                    *map(str, map(as_written, [*error.absolute_schema_path][:-1])),
                    str(error.validator),
                )
                for error in errors
            ),
            *((*split_pointer(one.schema_pointer), CLOSED) for one in _unknown(schema, value)),
        )

    def boundary(self, schema: Any) -> tuple[tuple[str, Any], ...]:
        """Return values that just keep a keyword of a schema or just break it, each with the keyword's name."""
        return _boundary(schema)

    def collide(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Return whether two schemas have different keywords of a group that means something only together."""
        groups = (group for known in CONSTRAINTS for group in known.interdependent)
        sides = (
            [{w: side[w] for w in group if w in side} for side in (one, other)] for group in groups
        )
        return any(all(both) and both[0] != both[1] for both in sides)

    def matters_beside_enum(self, keyword: str) -> bool:
        """Return whether a keyword means something beside a list of scalars."""
        known = BY_KEYWORD.get(keyword)
        return known is None or known.beside_enum or not known.asserts

    def normal_form(self, schema: Any) -> Any:
        """Return the normal form of a schema without references, with sorted lists."""
        return normal_form.sort_lists(normal_form.normalize(schema, self))

    def intersect(
        self, one: Mapping[str, Any], other: Mapping[str, Any], at: str = ""
    ) -> dict[str, Any]:
        """Return a schema that accepts what both accept."""
        return intersect_schemas(one, other, at)

    def simplest(self, schema: Any) -> Any:
        """Return the simplest value that fits a schema."""
        return ValueGenerator(SimplestChoiceSource()).generate(schema)


SEMANTICS = SchemaSemantics()


def _unknown(schema: Any, value: Any) -> Iterator[UnknownField]:
    """Yield the fields that a closed object does not know."""
    return unknown_fields(
        schema, value, lambda part, inner: make_validator(part, MEDIA_SCHEMES).is_valid(inner)
    )


@cached_by_content
def _boundary(schema: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(boundary_values(ValueGenerator(SimplestChoiceSource()), schema))


def normalize_schema(schema: Any) -> Any:
    """Return the normal form of a schema without references, with sorted lists; `True` becomes `{}`."""
    return SEMANTICS.normal_form(schema)


def to_normal_form(schema: Schema) -> Schema:
    """Return the normal form of a whole schema, with sorted lists, to compare it with others.

    Raises:
        BadReference: a reference cannot be followed.
    """
    found = normalize_schema(inline_references(schema))
    return found if is_dict(found) else {"not": {}}


def find_normal_form(schema: Schema) -> NormalForm:
    """Return the normal form of a whole schema in its written order, and where its parts are written.

    Raises:
        BadReference: a reference cannot be followed.
    """
    return normal_form.locate_normal_form(inline_references(schema), SEMANTICS)


def find_merged_form(schema: Schema) -> NormalForm:
    """Return a whole schema with branches merged as in the normal form, and where its parts are written.

    Parts without branches keep their keywords, so that reports speak of these.

    Raises:
        BadReference: a reference cannot be followed.
    """
    return normal_form.locate_normal_form(inline_references(schema), SEMANTICS, only_composed=True)


@dataclass(frozen=True, slots=True)
class ValueGenerator:
    """Generates values; those at `favoured_pointers`, which rules use, are made more often.

    `found` stores what is asked once for a schema, such as which listed values fit the rest of it.
    """

    choices: PayloadChoiceSource
    schemes: tuple[str, ...] = ("https",)
    favoured_pointers: frozenset[str] = frozenset()
    found: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])

    @property
    def semantics(self) -> Semantics:
        """The meaning of whole schemas."""
        return SEMANTICS

    def with_choices(self, choices: PayloadChoiceSource) -> ValueGenerator:
        """Return the same generator with other choices."""
        return self if choices is self.choices else replace(self, choices=choices)

    def generate(self, schema: Any, at: str = "") -> Any:
        """Return a value that fits a schema.

        Raises:
            GenerationError: no choice keeps a keyword, none of the values tried does, or nothing fits.
        """
        if schema is True or schema == {}:
            return self.choices.pick((None, 0, "", False, [], {}))
        if schema is False:
            raise GenerationError(at, "nothing fits it")
        if listed_values(schema) is None and tried_keywords(schema):
            return attempted_values.generate(self, schema, at)
        for constraint, make in _DECIDING:
            if constraint.applies_in(schema):
                return make(self, schema, at)
        return _MAKERS[self.choices.pick(schema_types(schema))](self, schema, at)

    def fits(self, schema: Any, value: Any) -> bool:
        """Return whether a value fits a schema, its media and the fields that it describes included."""
        return self._is_valid(schema, value) and not any(
            True for _ in unknown_fields(schema, value, self._is_valid)
        )

    def _is_valid(self, schema: Any, value: Any) -> bool:
        return bool(make_validator(schema, self.schemes).is_valid(value))

    def remember(self, subject: Any, find: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        """Return what `find` returns, which is asked once for a subject, whatever the choices."""
        key = repr(subject)
        if key not in self.found:
            self.found[key] = find()
        return self.found[key]

    def valid_listed(self, schema: Mapping[str, Any], at: str) -> tuple[Any, ...]:
        """Return the values that a schema lists and accepts.

        Raises:
            GenerationError: there is none.
        """
        found = self.remember(schema, lambda: self._find_listed(schema))
        if not found:
            raise GenerationError(at, "no listed value fits the rest of the schema")
        return found

    def _find_listed(self, schema: Mapping[str, Any]) -> tuple[Any, ...]:
        listed = listed_values(schema) or []
        rest = without_list(schema, "const" if "const" in schema else "enum")
        return tuple(value for value in listed if self._is_valid(rest, value))


def intersect_schemas(
    one: Mapping[str, Any], other: Mapping[str, Any], at: str = ""
) -> dict[str, Any]:
    """Return the intersection of two schemas without branches, with the annotations of the first.

    Raises:
        GenerationError: two keywords cannot be merged, or nothing fits both.
    """
    found: dict[str, Any] = {**other, **one}
    for constraint in CONSTRAINTS:
        if not constraint.asserts:
            continue
        both = constraint.applies_in(one) and constraint.applies_in(other)
        if both and constraint.intersect is not None:
            rest = {word: v for word, v in found.items() if word not in constraint.keywords}
            found = {**rest, **constraint.intersect(one, other, at)}
        elif both:
            found |= keep_equal(one, other, at, *constraint.keywords)
    if found.get("enum") == []:
        raise GenerationError(at, "nothing fits both 'enum'")
    joined: dict[str, Any] = located_like(found, one, other)
    return joined
