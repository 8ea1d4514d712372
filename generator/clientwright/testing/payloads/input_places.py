"""The places of an input that rules have no spelling for.

A place is a value of a tuple, a property without a name of its own, or a value in the shape of a
branch. It knows which values it selects, and narrows a schema to inputs that have one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.rules.json_path import escape_token
from clientwright.schema.additional_properties import matches_name
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.possible_names import possible_names
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import SEMANTICS, ValueGenerator

Narrow = Callable[[Any], Any]
"""Narrows the schema at a place."""
Found = tuple[str, Any]
"""A value with its JSON Pointer."""


class Place(ABC):
    """A step of a path for which a rule has no spelling."""

    in_place = False
    """Whether it selects the value itself, of which a branch or a condition says more."""

    @property
    @abstractmethod
    def tokens(self) -> tuple[str, ...]:
        """The steps from a schema to the schema of the place."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The step in reports and ids."""

    @abstractmethod
    def select(self, at: str, value: Any) -> Iterator[Found]:
        """Yield the values that the place has in a value at a pointer."""

    @abstractmethod
    def narrow(self, schema: Schema, inner: Narrow) -> Schema:
        """Return a schema of values that have one at the place, of a schema that is narrowed too.

        Raises:
            GenerationError: no such schema can be made.
        """


@dataclass(frozen=True, slots=True)
class TupleItem(Place):
    """One of the first items of an array, or all that follow them (`n` is their number)."""

    n: int
    follows: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """The steps to its schema."""
        return ("items",) if self.follows else ("prefixItems", str(self.n))

    @property
    def name(self) -> str:
        """Its position."""
        return f"[{self.n}+]" if self.follows else f"[{self.n}]"

    def select(self, at: str, value: Any) -> Iterator[Found]:
        """Yield the items."""
        last = None if self.follows else self.n + 1
        items = list(enumerate(value))[self.n : last] if is_list(value) else []
        yield from ((f"{at}/{n}", item) for n, item in items)

    def narrow(self, schema: Schema, inner: Narrow) -> Schema:
        """Require so many items."""
        least = {"type": "array", "minItems": max(self.n + 1, schema.get("minItems", 0))}
        if self.follows:
            return {**schema, **least, "items": inner(schema["items"])}
        first = list(schema["prefixItems"])
        first[self.n] = inner(first[self.n])
        return {**schema, **least, "prefixItems": first}


@dataclass(frozen=True, slots=True)
class UnnamedProperty(Place):
    """The properties that a schema does not name: those of a pattern, or all others."""

    named: tuple[str, ...]
    patterns: tuple[str, ...]
    pattern: str | None = None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The steps to their schema."""
        if self.pattern is None:
            return ("additionalProperties",)
        return ("patternProperties", self.pattern)

    @property
    def name(self) -> str:
        """A star, or the pattern."""
        return ".*" if self.pattern is None else f".({self.pattern})"

    def select(self, at: str, value: Any) -> Iterator[Found]:
        """Yield the values of these properties."""
        for name in value if is_dict(value) else ():
            if self._has(name):
                yield f"{at}/{escape_token(name)}", value[name]

    def narrow(self, schema: Schema, inner: Narrow) -> Schema:
        """Require one more property, of a name that the schema allows."""
        word = self.tokens[0]
        name = self._free_name(schema)
        required = [*dict.fromkeys([*schema.get("required", ()), name])]
        narrowed: Any = inner(schema[word] if self.pattern is None else schema[word][self.pattern])
        if self.pattern is not None:
            narrowed = {**schema[word], self.pattern: narrowed}
        return {**schema, "type": "object", "required": required, word: narrowed}

    def _has(self, name: str) -> bool:
        if self.pattern is not None:
            return name not in self.named and matches_name(self.pattern, name)
        return name not in self.named and not any(matches_name(one, name) for one in self.patterns)

    def _free_name(self, schema: Schema) -> str:
        for name in possible_names(ValueGenerator(SimplestChoiceSource()), schema):
            if self._has(name):
                return name
        raise GenerationError("", f"no name is known for {join_pointer('', *self.tokens)}")


@dataclass(frozen=True, slots=True)
class Applied(Place):
    """A schema that says more of the value itself: a branch, the part of a condition, a dependent schema."""

    tokens: tuple[str, ...]
    in_place = True

    @property
    def name(self) -> str:
        """The keyword and which of its schemas it is."""
        return f"({'-'.join(self.tokens)})"

    def select(self, at: str, value: Any) -> Iterator[Found]:
        """Yield the value itself."""
        yield at, value

    def narrow(self, schema: Schema, inner: Narrow) -> Schema:
        """Merge the schema with what stands beside it."""
        keyword, *rest = self.tokens
        parts: list[Any]
        if keyword in ("then", "else"):
            base = _without(schema, "if", "then", "else")
            condition = schema["if"] if keyword == "then" else {"not": schema["if"]}
            parts = [condition, schema[keyword]]
        else:
            base = _without(schema, keyword)
            parts = [schema[keyword][rest[0] if is_dict(schema[keyword]) else int(rest[0])]]
        if keyword == "allOf":
            others = [one for n, one in enumerate(schema[keyword]) if n != int(rest[0])]
            base = {**base, keyword: others} if others else base
        if keyword == "dependentSchemas":
            left = {name: one for name, one in schema[keyword].items() if name != rest[0]}
            base = {**base, **({keyword: left} if left else {})}
            base["required"] = [*dict.fromkeys([*base.get("required", ()), rest[0]])]
            base["type"] = "object"
        *before, last = parts
        return merged_schema(base, *before, inner(last))


def _without(schema: Schema, *keywords: str) -> dict[str, Any]:
    return {word: value for word, value in schema.items() if word not in keywords}


def merged_schema(base: Schema, *parts: Any) -> Schema:
    """Return the intersection of schemas, in which keywords are merged where they can be."""
    found: Schema = dict(base)
    for part in parts:
        if part is False:
            return {**found, "not": {}}
        if is_dict(part):
            try:
                found = SEMANTICS.intersect(found, part)
            except GenerationError:
                found = {"allOf": [found, part]}
    return found
