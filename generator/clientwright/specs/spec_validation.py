"""Validate documents against their meta-schemas, and describe in English what these expect."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from clientwright.errors import ProblemsError
from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict
from clientwright.problems import Location, Problem, escape_unprintable, nearest_name, quote_value
from clientwright.rules import kinds
from clientwright.schema.quick_validator import make_quick_validator
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.problems import NotASpec
from clientwright.specs.violation_messages import (
    TYPE_WORDS,
    describe_violation,
    missing_told_once,
    without_consequences,
)

MetaSchema = Mapping[str, Any]
_PAGES = {"service": "docs/providers.md", "endpoint": "docs/specs.md"}
_LONGEST_FORM = 300


def validate_document(document: Any, path: Path, kind: str) -> None:
    """Validate a document against its meta-schema, and the paths of its rules.

    Raises:
        ProblemsError: it is not valid; one problem for each violation.
    """
    errors = [] if _quick_validator(kind)(document) else _iter_errors(meta_schema(kind), document)
    problems = [
        NotASpec(
            Location(str(path), join_pointer("", *cause.absolute_path)),
            kind,
            _shorten(_validator_message(cause)),
            _advice(cause, kind),
        )
        for cause in errors
    ]
    found: list[Problem] = [*problems] or list(_bad_rules(document, path, kind))
    if found:
        raise ProblemsError(found)


def _advice(cause: Any, kind: str) -> str:
    """Return what is expected; not a long list of keys where those that are missing are told."""
    form = describe_expected(cause.schema, meta_schema(kind), tuple(cause.absolute_path))
    is_long = cause.validator == "required" and len(form) > _LONGEST_FORM
    return f"Add what is missing, as {_PAGES[kind]} describes it." if is_long else form


@cache
def _quick_validator(kind: str) -> Callable[[Any], bool]:
    return make_quick_validator({**meta_schema(kind)})


def _validator_message(error: Any) -> str:
    """Return a validator's message, with values written as JSON."""
    if error.validator == "const":
        return f"{json.dumps(error.validator_value)} was expected"
    if error.validator == "enum" and isinstance(error.instance, str):
        return _unknown_value_message(error)
    return describe_violation(error)


def _unknown_value_message(error: Any) -> str:
    """Return the message about an unlisted text: the nearest listed one, since `form` lists all."""
    what = "a kind of rule" if _is_rule_kind(error.absolute_path) else "a known value"
    nearest = nearest_name(error.instance, map(str, error.validator_value))
    hint = f", did you mean {nearest!r}?" if nearest else ""
    return f"{quote_value(error.instance)} is not {what}{hint}"


def _is_rule_kind(path: Sequence[str | int]) -> bool:
    return [*path][-1:] == ["kind"] and len(path) in (1, 3)


def _bad_rules(document: Any, path: Path, kind: str) -> Iterator[Problem]:
    """Yield a problem for each rule with an invalid path, which a meta-schema cannot detect.

    The rules of a service's file are also held against the meta-schema of endpoints, which has their form.
    """
    shared = kind == "service"
    for n, listed in enumerate(document.get("rules", ())):
        at = join_pointer("/rules", n)
        yield from rule_problems(
            listed["rule"] if shared else listed,
            Location(str(path), f"{at}/rule" if shared else at),
            kind,
            form_is_checked=not shared,
        )


def rule_problems(
    rule: Any, location: Location, kind: str, *, form_is_checked: bool = False
) -> Iterator[Problem]:
    """Yield a problem for each violation of a rule's form, or for a path in it that cannot be parsed."""
    root = meta_schema("endpoint")
    document = {"$ref": "#/$defs/rule", "$defs": root["$defs"]}
    errors = [] if form_is_checked else _iter_errors(document, rule)
    for cause in errors:
        pointer = join_pointer(location.pointer, *cause.absolute_path)
        reason = _shorten(_validator_message(cause))
        form = describe_expected(cause.schema, root, ("rules", 0, *cause.absolute_path))
        yield NotASpec(location.at(pointer), kind, reason, form)
    if errors:
        return
    try:
        kinds.from_json(rule)
    except (KeyError, ValueError) as error:
        form = describe_expected(root["$defs"][rule["kind"]], root)
        yield NotASpec(location, kind, _shorten(str(error)), form)


def _iter_errors(schema: Any, document: Any) -> list[Any]:
    """Return what is wrong with a document, each with the error that says most, by place."""
    jsonschema: Any = importlib.import_module("jsonschema")
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(document),
        key=lambda e: list(map(str, e.absolute_path)),
    )
    best = [jsonschema.exceptions.best_match([error]) or error for error in errors]
    return missing_told_once(without_consequences(best))


def _shorten(message: str) -> str:
    return escape_unprintable(message if len(message) <= 200 else message[:199] + "…")


def describe_expected(schema: MetaSchema, root: MetaSchema, path: Sequence[str | int] = ()) -> str:
    """Describe what belongs where a document violates `schema`, a part of the meta-schema `root`.

    `path` leads to the location in the document.
    """
    top = root.get("properties", {}).get(path[0], {}) if path else root
    here = schema if _describes_value(schema, root) else top
    own, above = (
        str(_resolve_reference(part, root).get("description", "")) for part in (here, top)
    )
    return f"Expected {_describe(here, root)}. {own or above}".rstrip()


def _describe(schema: MetaSchema, root: MetaSchema) -> str:
    schema = _resolve_reference(schema, root)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "properties" in schema:
        return f"an object with {', '.join(_describe_keys(schema))}"
    if is_dict(values := schema.get("additionalProperties")) and values:
        return f"an object, each value {_describe(values, root)}"
    if is_dict(items := schema.get("items")):
        least = schema.get("minItems", 0)
        minimum = f" of at least {least}" if least > 1 else ""
        return f"a list{minimum}, each item {_describe(items, root)}"
    return TYPE_WORDS.get(str(schema.get("type", "")), "a value")


def _describe_keys(schema: MetaSchema) -> Iterator[str]:
    """Yield the keys of an object: required ones first, then those of which one is required."""
    required = list(schema.get("required", ()))
    choice = [
        name
        for keyword in ("anyOf", "oneOf")
        for branch in schema.get(keyword, ())
        for name in branch.get("required", ())
    ]
    yield from (f"{name} (required)" for name in required)
    if choice:
        yield f"{' or '.join(choice)} (required)"
    yield from (name for name in schema["properties"] if name not in {*required, *choice})


def _describes_value(schema: MetaSchema, root: MetaSchema) -> bool:
    """Return whether a part of a meta-schema describes a value, and not only its spelling."""
    known = _resolve_reference(schema, root)
    return any(keyword in known for keyword in ("type", "properties", "enum", "const"))


def _resolve_reference(schema: MetaSchema, root: MetaSchema) -> MetaSchema:
    """Return a schema merged with the target of its `$ref`; its own keywords win."""
    if not isinstance(target := schema.get("$ref"), str):
        return schema
    own = {key: value for key, value in schema.items() if key != "$ref"}
    found: MetaSchema = root.get("$defs", {}).get(target.removeprefix("#/$defs/"), {})
    return {**_resolve_reference(found, root), **own}
