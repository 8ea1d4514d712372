"""Closed objects, said in JSON Schema: an input has no field that its schema does not describe.

A spec leaves this unsaid, since it holds for every object of which a schema names properties; other
tools have to be told. JSON Schema cannot say it where a value is described in several places, and
where one of several branches names no fields; there an object stays open, since a document must
never refuse what the service takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.additional_properties import is_closed
from clientwright.schema.walk import map_subschemas, walk_schemas

_ALTERNATIVES = ("anyOf", "oneOf")
_OF_FIELDS = ("properties", "patternProperties", "additionalProperties")
_OF_ITEMS = ("items", "prefixItems", "contains")
_CONDITIONS = ("if", "then", "else")
_APPLIED = ("allOf", *_ALTERNATIVES, *_CONDITIONS, "dependentSchemas")
"""The keywords whose schemas apply to the same value."""


def close_objects(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that refuses fields which it does not describe, as clients do."""
    found: dict[str, Any] = _Closing(schema).value(schema)
    return found


class _Closing:
    """Closes the parts of one document, in which references point."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.definitions_stand_alone = all(
            self._stands_alone(one) for _, one in walk_schemas(document) if "$ref" in one
        )

    def value(self, schema: Any) -> Any:
        """Return a schema of a value that nothing else describes, closed."""
        if not is_dict(schema):
            return schema
        inner = self._inside(schema, [*self._parts(schema, ())])
        if not self._names_fields(schema):
            return inner
        if [*self._parts(schema, ())] == [schema]:
            return {**inner, "additionalProperties": False} if is_closed(schema) else inner
        return {**inner, "unevaluatedProperties": False}

    def _inside(self, schema: Mapping[str, Any], parts: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Return a schema with closed values inside; `parts` is all that applies to the same value."""

        def change(at: str, sub: Any) -> Any:
            keyword, *name = split_pointer(at)
            if keyword in _OF_FIELDS or keyword in ("items", "prefixItems"):
                described = sum(_describes(part, keyword, *name) for part in parts)
                return self.value(sub) if described == 1 else sub
            if keyword == "$defs":
                return self._definition(sub) if self.definitions_stand_alone else sub
            return self._inside(sub, parts) if keyword in _APPLIED and is_dict(sub) else sub

        return map_subschemas(schema, change)

    def _definition(self, schema: Any) -> Any:
        """Return a definition with closed values inside; whoever refers to it closes itself."""
        return self._inside(schema, [*self._parts(schema, ())]) if is_dict(schema) else schema

    def _stands_alone(self, schema: Mapping[str, Any]) -> bool:
        """Return whether a schema with a reference describes nothing itself, nor is part of another one."""
        described = {*_OF_FIELDS, *_OF_ITEMS, *_APPLIED} & schema.keys()
        inside = any(
            schema in _branches(one)
            for _, one in walk_schemas(self.document)
            if _holds_others(one) or {*_OF_FIELDS, *_OF_ITEMS} & one.keys()
        )
        return not described and not inside

    def _parts(self, schema: Any, visited: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
        """Yield a schema and all that may apply to the same value with it."""
        if not is_dict(schema):
            return
        yield schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and reference not in visited:
            yield from self._parts(self._target(reference), (*visited, reference))
        for one in _branches(schema):
            yield from self._parts(one, visited)

    def _names_fields(self, schema: Any) -> bool:
        """Return whether a schema names fields of every object that it applies to."""
        if not is_dict(schema):
            return False
        if schema.get("properties"):
            return True
        reference = schema.get("$ref")
        if isinstance(reference, str) and self._names_fields(self._target(reference)):
            return True
        if any(self._names_fields(one) for one in schema.get("allOf", ())):
            return True
        choices = [schema[word] for word in _ALTERNATIVES if is_list(schema.get(word))]
        if {*_CONDITIONS} <= schema.keys():
            choices.append([schema["then"], schema["else"]])
        return any(self._all_name_fields(one) for one in choices)

    def _all_name_fields(self, branches: list[Any]) -> bool:
        objects = [one for one in branches if not _is_no_object(one)]
        return bool(objects) and all(self._names_fields(one) for one in objects)

    def _target(self, reference: str) -> Any:
        try:
            return resolve_pointer(self.document, reference.removeprefix("#"))
        except LookupError:
            return None


def _branches(schema: Mapping[str, Any]) -> list[Any]:
    """Return the schemas inside a schema that apply to the same value."""
    found: list[Any] = []
    for word in _APPLIED:
        inner = schema.get(word)
        if word == "dependentSchemas":
            found += inner.values() if is_dict(inner) else ()
        elif word in _CONDITIONS:
            found += [inner] if is_dict(inner) else []
        else:
            found += inner if is_list(inner) else []
    return found


def _describes(part: Mapping[str, Any], keyword: str, name: str = "") -> int:
    """Return how often a schema describes the field of that name, or the items if the keyword is about them."""
    if keyword not in _OF_FIELDS:
        return ("items" in part or "prefixItems" in part) + ("contains" in part)
    if keyword != "properties":
        return sum(word in part for word in _OF_FIELDS)
    named = name in part.get("properties", ())
    return named + ("patternProperties" in part) + _describes_others(part, named=named)


def _describes_others(part: Mapping[str, Any], *, named: bool) -> bool:
    return not named and is_dict(part.get("additionalProperties"))


def _holds_others(schema: Mapping[str, Any]) -> bool:
    """Return whether several schemas inside a schema may describe fields or items of one value."""
    return sum(not _is_scalar(one) for one in _branches(schema)) > 1


def _is_scalar(schema: Any) -> bool:
    """Return whether a schema says by its type that it is for neither objects nor arrays."""
    return is_dict(schema) and "type" in schema and not {"object", "array"} & {*_types(schema)}


def _is_no_object(schema: Any) -> bool:
    """Return whether a schema says by its type that it is for no object."""
    return is_dict(schema) and "type" in schema and "object" not in _types(schema)


def _types(schema: Mapping[str, Any]) -> list[Any]:
    kinds = schema["type"]
    return kinds if is_list(kinds) else [kinds]
