"""Shared by the rules over sibling fields: fields of one object, or of each item of an array."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from clientwright.rules.base import PATHS, Rule, RuntimeCall, join_words
from clientwright.rules.field_refs import FieldRef, field_refs, parse_paths
from clientwright.rules.json_path import JsonPath
from clientwright.rules.schema_and_text import scope_prefix, scoped_schema


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
