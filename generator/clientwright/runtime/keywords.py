"""JSON Schema 2020-12 by keyword, for what the fields of a model cannot say: a table and its interpreter.

A keyword says something only about values of its own types; an unknown keyword says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .exact import canonical, exact
from .plain import Flaw, Path

Schema = Mapping[str, Any] | bool


@dataclass(frozen=True)
class Keywords:
    """What a schema says beyond the fields of a model."""

    schema: Schema

    def faults(self, value: Any) -> Iterator[Flaw]:
        """Find everything in plain JSON data that breaks it."""
        return faults(self.schema, value)


def faults(schema: Schema, value: Any, path: Path = ()) -> Iterator[Flaw]:
    """Find everything in plain JSON data that breaks the schema."""
    if isinstance(schema, bool):
        if not schema:
            yield Flaw(path, "false", "nothing is allowed here")
        return
    kinds = _kinds(value)
    for keyword, argument in schema.items():
        if keyword in _TESTS:
            kind, test, message = _TESTS[keyword]
            if (kind is None or kind in kinds) and not test(value, argument):
                yield Flaw(path, keyword, message.format(argument))
        elif keyword in _WALKS and (_WALKS[keyword][0] or "any") in kinds:
            yield from _WALKS[keyword][1](schema, argument, value, path)


def _kinds(value: Any) -> tuple[str, ...]:
    """Name the JSON types of a value; an integral number is an integer too."""
    if isinstance(value, bool):
        return ("any", "boolean")
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return ("any", "number", "integer")
    kinds = ((str, "string"), (float, "number"), (list, "array"), (dict, "object"))
    found = next((name for kind, name in kinds if isinstance(value, kind)), None)
    return ("any", "null" if value is None else found or "none")


def _fits(schema: Schema, value: Any) -> bool:
    return next(faults(schema, value), None) is None


def _is_type(value: Any, names: Any) -> bool:
    return any(n in _kinds(value) for n in ([names] if isinstance(names, str) else names))


def _depends(value: Any, needs: Any) -> bool:
    return all(name in value for key, names in needs.items() if key in value for name in names)


def _unique(value: Any, wanted: Any) -> bool:
    return not wanted or len(set(map(canonical, value))) == len(value)


Test = tuple[str | None, Callable[[Any, Any], bool], str]
_TESTS: dict[str, Test] = {
    "type": (None, _is_type, "it should be of type {}"),
    "enum": (None, lambda v, a: canonical(v) in map(canonical, a), "it should be one of {}"),
    "const": (None, lambda v, a: canonical(v) == canonical(a), "it should be {!r}"),
    "multipleOf": (
        "number",
        lambda v, a: exact(v) % exact(a) == 0,
        "it should be a multiple of {}",
    ),
    "maximum": ("number", lambda v, a: v <= a, "it should be at most {}"),
    "exclusiveMaximum": ("number", lambda v, a: v < a, "it should be less than {}"),
    "minimum": ("number", lambda v, a: v >= a, "it should be at least {}"),
    "exclusiveMinimum": ("number", lambda v, a: v > a, "it should be more than {}"),
    "maxLength": ("string", lambda v, a: len(v) <= a, "it should have at most {} characters"),
    "minLength": ("string", lambda v, a: len(v) >= a, "it should have at least {} characters"),
    "pattern": ("string", lambda v, a: re.search(a, v) is not None, "it should match {}"),
    "maxItems": ("array", lambda v, a: len(v) <= a, "it should have at most {} items"),
    "minItems": ("array", lambda v, a: len(v) >= a, "it should have at least {} items"),
    "uniqueItems": ("array", _unique, "its items should differ from each other"),
    "maxProperties": ("object", lambda v, a: len(v) <= a, "it should have at most {} fields"),
    "minProperties": ("object", lambda v, a: len(v) >= a, "it should have at least {} fields"),
    "required": ("object", lambda v, a: all(n in v for n in a), "it should have the fields {}"),
    "dependentRequired": ("object", _depends, "fields are missing that others need: {}"),
    "not": (None, lambda v, a: not _fits(a, v), "it should not fit {}"),
    "anyOf": (None, lambda v, a: any(_fits(s, v) for s in a), "it should fit one of {}"),
    "oneOf": (
        None,
        lambda v, a: sum(_fits(s, v) for s in a) == 1,
        "it should fit exactly one of {}",
    ),
}


def _items(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    start = len(schema.get("prefixItems", ()))
    for at, item in enumerate(value[start:], start):
        yield from faults(argument, item, (*path, at))


def _prefix(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for at, (below, item) in enumerate(zip(argument, value, strict=False)):
        yield from faults(below, item, (*path, at))


def _contains(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    found = sum(_fits(argument, item) for item in value)
    least, most = schema.get("minContains", 1), schema.get("maxContains", found)
    if not least <= found <= most:
        text = f"{found} of its items fit {argument}, which should be at least {least}"
        yield Flaw(
            path, "contains", text + (f", at most {most}" if "maxContains" in schema else "")
        )


def _properties(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for name in (name for name in argument if name in value):
        yield from faults(argument[name], value[name], (*path, name))


def _patterns(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for pattern, below in argument.items():
        for name in (name for name in value if re.search(pattern, name)):
            yield from faults(below, value[name], (*path, name))


def _additional(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    patterns: list[str] = [*schema.get("patternProperties", ())]
    named = schema.get("properties", ())
    for name in (name for name in value if name not in named):
        if not any(re.search(pattern, name) for pattern in patterns):
            yield from faults(argument, value[name], (*path, name))


def _names(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for name in value:
        yield from (Flaw((*path, name), "propertyNames", f.message) for f in faults(argument, name))


def _dependent(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for name in (name for name in argument if name in value):
        yield from faults(argument[name], value, path)


def _all(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    for below in argument:
        yield from faults(below, value, path)


def _if(schema: Any, argument: Any, value: Any, path: Path) -> Iterator[Flaw]:
    yield from faults(schema.get("then" if _fits(argument, value) else "else", True), value, path)


Walk = tuple[str | None, Callable[[Any, Any, Any, Path], Iterator[Flaw]]]
_WALKS: dict[str, Walk] = {
    "items": ("array", _items),
    "prefixItems": ("array", _prefix),
    "contains": ("array", _contains),
    "properties": ("object", _properties),
    "patternProperties": ("object", _patterns),
    "additionalProperties": ("object", _additional),
    "propertyNames": ("object", _names),
    "dependentSchemas": ("object", _dependent),
    "allOf": (None, _all),
    "if": (None, _if),
}
