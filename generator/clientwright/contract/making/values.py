"""A value of any schema, by construction: keywords become choices, none of which is ever taken back.

What no choice can keep (`not`, `if`, `contains` and their like) raises `NoStrategy`
with the place, instead of trying until something fits.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from clientwright.contract.making import arrays, objects, scalars
from clientwright.contract.making.combining import merged
from clientwright.contract.making.draws import Choices
from clientwright.contract.making.media import fits
from clientwright.contract.making.problems import NoStrategy
from clientwright.lint.schema_validator import make_validator
from clientwright.specs.json_text import Schema, join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

BEYOND = frozenset(
    "not if then else contains minContains maxContains dependentSchemas propertyNames".split()
)
"""Keywords that no choice can be read from."""
_join = lru_cache(4096)(join_pointer)
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values; `favoured` are the pointers of schemas whose values rules speak of, made more often.

    `listed` remembers which listed values fit the rest of their schema.
    """

    choices: Choices
    schemes: tuple[str, ...] = ("https",)
    favoured: frozenset[str] = frozenset()
    listed: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])

    def by(self, choices: Choices) -> Maker:
        """Give the same maker with other choices."""
        return self if choices is self.choices else replace(self, choices=choices)

    def make(self, schema: Any, at: str = "") -> Any:
        """Make a value that fits a schema.

        Raises:
            NoStrategy: the schema holds what no choice can keep, or nothing fits it.
        """
        if schema is True or schema == {}:
            return self.choices.pick((None, 0, "", False, [], {}))
        if schema is False:
            raise NoStrategy(at, "nothing fits it")
        beyond = sorted(BEYOND & schema.keys())
        if beyond:
            raise NoStrategy(at, f"no value can be made for {', '.join(beyond)} without trying")
        if "const" in schema or "enum" in schema:
            return copy.deepcopy(self.choices.pick(self._listed(schema, at)))
        if any(word in schema for word in ("allOf", "anyOf", "oneOf")):
            return self.make(merged(schema, self.choices, at), at)
        return _MAKERS[self.choices.pick(types(schema))](self, schema, at)

    def _listed(self, schema: Schema, at: str) -> tuple[Any, ...]:
        key = repr(schema)
        if key not in self.listed:
            listed = [schema["const"]] if "const" in schema else schema["enum"]
            self.listed[key] = tuple(value for value in listed if self._fits(value, schema))
        if not self.listed[key]:
            raise NoStrategy(at, "no listed value fits the rest of the schema")
        return self.listed[key]

    def _fits(self, value: Any, schema: Schema) -> bool:
        media = schema.get(MEDIA_KEYWORD) if isinstance(value, str) else None
        return make_validator(schema).is_valid(value) and (
            media is None or fits(value, media, self.schemes)
        )


def types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the types that a schema allows; where it names none, the ones that its keywords speak of."""
    named = schema.get("type")
    if named is None:
        return tuple(_implied(schema)) or _TYPES
    listed = (named,) if isinstance(named, str) else tuple(named)
    return tuple(name for name in listed if name != "integer" or "number" not in listed)


def _implied(schema: Mapping[str, Any]) -> Iterable[str]:
    words = {
        "string": ("pattern", "minLength", "maxLength", MEDIA_KEYWORD),
        "number": ("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"),
        "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
        "object": ("properties", "required", "additionalProperties", "patternProperties"),
    }
    return (name for name, speak in words.items() if any(word in schema for word in speak))


def _array(maker: Maker, schema: Schema, at: str) -> Any:
    def item(choices: Choices, sub: Any, steps: tuple[Any, ...]) -> Any:
        return maker.by(choices).make(sub, _join(at, *steps))

    return arrays.make(maker.choices, schema, item, at)


def _object(maker: Maker, schema: Schema, at: str) -> Any:
    def make(sub: Any, name: str) -> Any:
        return maker.make(sub, _join(at, "properties", name))

    favoured = [one for one in maker.favoured if one.startswith(at)]
    likely = {
        n
        for n in schema.get("properties", {})
        if favoured and _join(at, "properties", n) in favoured
    }
    return objects.make(maker.choices, schema, make, likely, at)


_MAKERS: Mapping[str, Callable[[Maker, Schema, str], Any]] = {
    "string": lambda maker, schema, at: scalars.string(maker.choices, schema, maker.schemes, at),
    "integer": lambda maker, schema, at: scalars.integer(maker.choices, schema, at),
    "number": lambda maker, schema, at: scalars.number(maker.choices, schema, at),
    "boolean": lambda maker, schema, at: maker.choices.pick((False, True)),
    "null": lambda maker, schema, at: None,
    "array": _array,
    "object": _object,
}
