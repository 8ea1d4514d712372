"""Check that the input can become Python arguments: an object with properties, required ones and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.lint.problems import (
    DefaultOutside,
    HiddenProperties,
    InputNotObject,
    RequiredUnknown,
)
from clientwright.problems import Problem, nearest_name
from clientwright.schema.additional_properties import (
    applied_to_field,
    describes_unnamed,
    is_closed,
    matches_name,
    unnamed_schemas,
)
from clientwright.schema.plain_schemas import is_plain, surely_fits
from clientwright.schema.references import inlined_for_reading
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.types import declared_types
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint
from clientwright.specs.violation_messages import describe_violation

_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Check the root, and every closed object of which a schema beside its own describes further properties."""
    written = inlined_for_reading(endpoint.input)
    if is_plain(written) and written.get("type") == "object" and "properties" in written:
        return
    form = find_normal_form(endpoint.input)
    if form.schema.get("type") != "object" or "properties" not in form.schema:
        yield InputNotObject(endpoint.location("/input"))
    hidden: dict[str, set[str]] = {}
    for pointer, schema in model_schemas(form.schema, ""):
        for own, beside, at in _beside(schema, pointer):
            for place, name in _hidden_properties(own, beside, at):
                hidden.setdefault(place, set()).add(name)
    for place, names in hidden.items():
        location = endpoint.location(f"/input{form.written_pointer(place)}")
        yield HiddenProperties(location, tuple(sorted(names)))


def _beside(schema: dict[str, Any], pointer: str) -> Iterator[tuple[Any, Any, str]]:
    """Yield the pairs of schemas that apply to the same value: the one that becomes a model, and another."""
    for keyword in _IN_PLACE:
        yield from ((schema, part, pointer) for part in _branches(keyword, schema.get(keyword)))
    if "contains" in schema:
        yield schema.get("items"), schema["contains"], f"{pointer}/items"
    for pattern, part in schema.get("patternProperties", {}).items():
        for name, own in schema.get("properties", {}).items():
            if matches_name(pattern, name):
                yield own, part, join_pointer(pointer, "properties", name)


def _hidden_properties(own: Any, beside: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield what a schema describes of an object that becomes a closed model without it."""
    if not (is_dict(own) and is_dict(beside)):
        return
    named: dict[str, Any] = own.get("properties", {})
    if is_closed(own) and declared_types(own) - {"null"} == {"object"}:
        hidden = [name for name in beside.get("properties", {}) if name not in named]
        hidden += [steps[0] for steps, sub in unnamed_schemas(beside) if sub is not False]
        yield from ((pointer, name) for name in hidden)
    for name, inner in named.items():
        for _, part in applied_to_field(beside, name):
            yield from _hidden_properties(inner, part, join_pointer(pointer, "properties", name))
    yield from _hidden_properties(own.get("items"), beside.get("items"), f"{pointer}/items")
    for keyword in _IN_PLACE:
        for part in _branches(keyword, beside.get(keyword)):
            yield from _hidden_properties(own, part, pointer)


def model_schemas(schema: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects and arrays that become models: those reached through properties and items."""
    if is_dict(schema):
        yield pointer, schema
        for name, sub in schema.get("properties", {}).items():
            yield from model_schemas(sub, join_pointer(pointer, "properties", name))
        yield from model_schemas(schema.get("items"), f"{pointer}/items")


def branch_properties(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the properties named by subschemas that apply to the same object."""
    for keyword in _IN_PLACE:
        for branch in _branches(keyword, schema.get(keyword)):
            if is_dict(branch):
                yield from branch.get("properties", {})
                yield from branch_properties(branch)


def _branches(keyword: str, value: Any) -> list[Any]:
    if is_list(value):
        return value
    return list(value.values()) if keyword == "dependentSchemas" and is_dict(value) else [value]


def check_required(endpoint: Endpoint) -> Iterator[Problem]:
    """Compare `required` with the properties of every closed object, those of its branches included."""
    for pointer, schema in model_schemas(inlined_for_reading(endpoint.input), "/input"):
        properties: dict[str, Any] = schema.get("properties", {})
        if not properties or describes_unnamed(schema):
            continue
        known = {*properties, *branch_properties(schema)}
        for n, name in enumerate(schema.get("required", ())):
            if name not in known:
                location = endpoint.location(join_pointer(pointer, "required", n))
                yield RequiredUnknown(location, name, nearest_name(name, known))


def check_defaults(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield a problem for every default that its own schema rejects."""
    for pointer, schema in walk_schemas(inlined_for_reading(endpoint.input), "/input"):
        if "default" not in schema or surely_fits(schema, schema["default"]):
            continue
        if error := _first_error(schema):
            location = endpoint.location(join_pointer(pointer, "default"))
            keyword = str(error.validator)
            yield DefaultOutside(location, schema["default"], keyword, describe_violation(error))


def _first_error(schema: dict[str, Any]) -> Any:
    return next(make_validator(schema).iter_errors(schema["default"]), None)
