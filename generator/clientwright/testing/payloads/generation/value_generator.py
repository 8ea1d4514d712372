"""Values for any schema by construction: keywords become choices, and no choice is undone.

Keywords that no choice can keep (`not`, `if`, `contains` and similar) raise `GenerationError`
with their pointer; nothing is tried until it fits.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.schema_validator import make_validator
from clientwright.specs.schema_keywords import MEDIA_KEYWORD
from clientwright.testing.payloads.generation import arrays, objects, scalars
from clientwright.testing.payloads.generation.choice_sources import PayloadChoiceSource
from clientwright.testing.payloads.generation.combinators import merge_branches
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.media import is_valid_media_url

UNSUPPORTED_KEYWORDS = frozenset(
    "not if then else contains minContains maxContains dependentSchemas propertyNames".split()
)
"""Keywords that cannot be turned into choices."""
_join = lru_cache(4096)(join_pointer)
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


@dataclass(frozen=True, slots=True)
class ValueGenerator:
    """Generates values; those at `favoured_pointers`, which rules use, are made more often.

    `enum_cache` stores which listed values fit the rest of their schema.
    """

    choices: PayloadChoiceSource
    schemes: tuple[str, ...] = ("https",)
    favoured_pointers: frozenset[str] = frozenset()
    enum_cache: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])

    def with_choices(self, choices: PayloadChoiceSource) -> ValueGenerator:
        """Return the same generator with other choices."""
        return self if choices is self.choices else replace(self, choices=choices)

    def generate(self, schema: Any, at: str = "") -> Any:
        """Return a value that fits a schema.

        Raises:
            GenerationError: the schema has a keyword that no choice can keep, or nothing fits it.
        """
        if schema is True or schema == {}:
            return self.choices.pick((None, 0, "", False, [], {}))
        if schema is False:
            raise GenerationError(at, "nothing fits it")
        beyond = sorted(UNSUPPORTED_KEYWORDS & schema.keys())
        if beyond:
            raise GenerationError(
                at, f"no value can be made for {', '.join(beyond)} without trying"
            )
        if "const" in schema or "enum" in schema:
            return copy.deepcopy(self.choices.pick(self._valid_enum_values(schema, at)))
        if any(word in schema for word in ("allOf", "anyOf", "oneOf")):
            return self.generate(merge_branches(schema, self.choices, at), at)
        return _TYPE_GENERATORS[self.choices.pick(schema_types(schema))](self, schema, at)

    def _valid_enum_values(self, schema: Schema, at: str) -> tuple[Any, ...]:
        key = repr(schema)
        if key not in self.enum_cache:
            listed = [schema["const"]] if "const" in schema else schema["enum"]
            self.enum_cache[key] = tuple(value for value in listed if self._is_valid(value, schema))
        if not self.enum_cache[key]:
            raise GenerationError(at, "no listed value fits the rest of the schema")
        return self.enum_cache[key]

    def _is_valid(self, value: Any, schema: Schema) -> bool:
        media = schema.get(MEDIA_KEYWORD) if isinstance(value, str) else None
        return make_validator(schema).is_valid(value) and (
            media is None or is_valid_media_url(value, media, self.schemes)
        )


def schema_types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a schema allows; without `type`, those that its keywords apply to."""
    named = schema.get("type")
    if named is None:
        return tuple(_implied_types(schema)) or _TYPES
    listed = (named,) if isinstance(named, str) else tuple(named)
    return tuple(name for name in listed if name != "integer" or "number" not in listed)


def _implied_types(schema: Mapping[str, Any]) -> Iterable[str]:
    words = {
        "string": ("pattern", "minLength", "maxLength", MEDIA_KEYWORD),
        "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"),
        "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
        "object": ("properties", "required", "additionalProperties", "patternProperties"),
    }
    return (name for name, speak in words.items() if any(word in schema for word in speak))


def _generate_array(generator: ValueGenerator, schema: Schema, at: str) -> Any:
    def item(choices: PayloadChoiceSource, sub: Any, steps: tuple[Any, ...]) -> Any:
        return generator.with_choices(choices).generate(sub, _join(at, *steps))

    return arrays.generate_array(generator.choices, schema, item, at)


def _generate_object(generator: ValueGenerator, schema: Schema, at: str) -> Any:
    def make(sub: Any, name: str) -> Any:
        return generator.generate(sub, _join(at, "properties", name))

    favoured = [one for one in generator.favoured_pointers if one.startswith(at)]
    likely = {
        n
        for n in schema.get("properties", {})
        if favoured and _join(at, "properties", n) in favoured
    }
    return objects.generate_object(generator.choices, schema, make, likely, at)


_TYPE_GENERATORS: Mapping[str, Callable[[ValueGenerator, Schema, str], Any]] = {
    "string": lambda generator, schema, at: scalars.generate_string(
        generator.choices, schema, generator.schemes, at
    ),
    "integer": lambda generator, schema, at: scalars.generate_integer(
        generator.choices, schema, at
    ),
    "number": lambda generator, schema, at: scalars.generate_number(generator.choices, schema, at),
    "boolean": lambda generator, schema, at: generator.choices.pick((False, True)),
    "null": lambda generator, schema, at: None,
    "array": _generate_array,
    "object": _generate_object,
}
