"""Rules over sibling fields, of one object or of each item of an array: their base, schemas and phrases."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from clientwright.rules.base import PATHS, Rule, RuntimeCall, join_words
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.json_edit import MISSING
from clientwright.rules.json_path import JsonPath

SchemaDict = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiblingRule(Rule):
    """A rule whose fields share an object, its base; there is one in each item of an array.

    It tells values apart by presence, equality to its constants, bounds and sizes only: proofs rely on that.
    """

    def refs(self) -> tuple[FieldRef, ...]:
        """Return a reference to each field, in the order of `paths`."""
        return field_refs(self.paths())

    @property
    def scope(self) -> JsonPath:
        """The path of the bases."""
        return self.refs()[0].scope

    def in_scope(self, sentence: str) -> str:
        """Return a sentence that says where it applies."""
        return scope_prefix(self.scope) + sentence

    def scoped(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema of the base as one of the whole input."""
        return scoped_schema(self.scope, schema)

    @abstractmethod
    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the arguments of the runtime's class beside the scope."""

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes for this rule."""
        arguments = {"scope": self.scope.steps, **self.runtime_arguments(schema)}
        return RuntimeCall(type(self).__name__, arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCountRule(SiblingRule):
    """A rule that counts how many of several fields are given."""

    fields: tuple[JsonPath, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, or the fields share no object.
            KeyError: A part is missing.
        """
        fields = parse_paths(data["fields"])
        field_refs(fields)
        return cls(fields=fields)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        return {"kind": self.kind, "fields": [str(field) for field in self.fields]}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the fields."""
        return self.fields

    def labels(self) -> str:
        """Return the names of the fields as a list in a sentence."""
        return join_words([field.label for field in self.refs()])

    def runtime_arguments(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the names of the fields."""
        return {"fields": tuple(field.names for field in self.refs())}


def field_count_form(description: str, least: int) -> Mapping[str, Any]:
    """Return the spec form of a rule that counts fields, of which there are at least so many."""
    several = {"minItems": least} if least > 1 else {}
    fields = {**PATHS, **several}
    return {"description": description, "required": ["fields"], "properties": {"fields": fields}}


def presence_schema(ref: FieldRef, inner: Mapping[str, Any] | None = None) -> SchemaDict:
    """Return a schema that requires a field, which must fit `inner`."""
    *above, last = ref.names
    schema: SchemaDict = {"required": [last]}
    if inner:
        schema["properties"] = {last: dict(inner)}
    for name in reversed(above):
        schema = {"required": [name], "properties": {name: {"type": "object", **schema}}}
    return schema


def if_present_schema(
    ref: FieldRef, inner: Mapping[str, Any], *, needed: bool = False
) -> SchemaDict:
    """Return a schema that a field fits `inner` if it is given; `needed` requires it if its parent is given."""
    *above, last = ref.names
    schema: SchemaDict = {"properties": {last: dict(inner)}}
    if needed:
        schema["required"] = [last]
    for name in reversed(above):
        schema = {"properties": {name: schema}}
    return schema


def effective_value_schema(
    ref: FieldRef, inner: Mapping[str, Any], schema: Mapping[str, Any], by_default: bool
) -> SchemaDict:
    """Return a schema that a field's value fits `inner`; `by_default` allows the field to be absent."""
    parent = ref.parent()
    if not by_default or ref.default(schema) is MISSING:
        return presence_schema(ref, inner)
    last = {"properties": {ref.names[-1]: dict(inner)}}
    return presence_schema(parent, {"type": "object", **last}) if parent else last


def scoped_schema(scope: JsonPath, inner: Mapping[str, Any]) -> SchemaDict:
    """Return a schema that applies `inner` at each base of a scope."""
    scoped = dict(inner)
    for step in reversed(scope.steps):
        scoped = {"items": scoped} if step is None else {"properties": {step: scoped}}
    return scoped


def all_of(*parts: Mapping[str, Any]) -> SchemaDict:
    """Return a schema that combines several conditions."""
    return {"allOf": list(parts)}


def scope_prefix(scope: JsonPath) -> str:
    """Return the start of a sentence about each item of an array; empty for the whole input."""
    return f"In each item of {scope.root}: " if scope.steps else ""


def json_literal(value: Any) -> str:
    """Return a JSON value as it is written in a sentence."""
    return json.dumps(value, ensure_ascii=False)


def item_count_text(n: int) -> str:
    """Return a number of items in words: 1 item, 2 items."""
    return f"{n} item{'' if n == 1 else 's'}"
