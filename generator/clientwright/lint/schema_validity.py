"""Check that schemas are valid JSON Schema 2020-12, `x-media` included, and that clients can enforce them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urldefrag, urljoin

from jsonschema import Draft202012Validator

from clientwright.io.json_pointer import join_pointer, resolve_pointer, split_pointer
from clientwright.io.json_scanner import DEPTH_LIMIT
from clientwright.io.json_text import depth_of
from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.lint.pattern_problems import pattern_problems
from clientwright.lint.problems import (
    IdleKeyword,
    NotASchema,
    UnsupportedKeyword,
)
from clientwright.normalize.keyword_values import KEYWORD_VALUES, TYPES
from clientwright.normalize.problems import BrokenReference
from clientwright.normalize.type_names import types_of
from clientwright.normalize.type_repairs import TYPE_ALIASES
from clientwright.problems import Location, Problem, distinct_problems, nearest_name, quote_value
from clientwright.schema.keywords import ALL_KEYWORDS, UNSUPPORTED_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.quick_validator import make_quick_validator
from clientwright.schema.references import BadReference, inlined_for_reading, list_bad_references
from clientwright.schema.walk import HOLDS_NAMED, walk_schemas, written_at
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.violation_messages import describe_violation

LocationOf = Callable[[str], Location]
_SCHEMA_TYPES = ["object", "boolean"]


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Validate the schemas against the 2020-12 meta-schema, as written and with references inlined."""
    for name, schema in (("input", endpoint.input), ("output", endpoint.output)):
        if schema is not None:
            yield from _check_schema(endpoint.location, f"/{name}", schema)


def check_service(specs: Specs) -> Iterator[Problem]:
    """Validate the output schema that all endpoints share."""
    yield from _check_schema(specs.service.location, "/output", specs.service.output)


def _check_schema(at: LocationOf, root: str, schema: Schema) -> Iterator[Problem]:
    broken = distinct_problems(_schema_errors(at, root, schema))
    yield from broken
    if broken:
        return
    try:
        inlined = inlined_for_reading(schema)
    except BadReference:
        for bad in list_bad_references(schema):
            yield BrokenReference(at(root + bad.pointer), bad.target, bad.reason)
        return
    if inlined != schema:
        yield from distinct_problems(_schema_errors(at, root, inlined))


def _schema_errors(at: LocationOf, root: str, schema: Schema) -> Iterator[Problem]:
    """Yield a problem for every part that is not valid JSON Schema."""
    if depth_of(schema) <= DEPTH_LIMIT and _quick_meta_validator()(schema):
        yield from _further_errors(at, root, schema)
        return
    try:
        for error in list(_meta_validator().iter_errors(schema)):
            steps = [*error.absolute_path]
            yield NotASchema(
                at(root + _written_pointer(schema, steps)), _meta_reason(schema, error)
            )
    except RecursionError:
        yield NotASchema(at(root), "it is nested too deeply to be checked")
        return
    yield from _further_errors(at, root, schema)


def _further_errors(at: LocationOf, root: str, schema: Schema) -> Iterator[Problem]:
    """Yield a problem for each value of `x-media` that is none, and each text that cannot be sent."""
    is_sent = _is_encodable(schema)
    for pointer, sub in walk_schemas(schema, root):
        if MEDIA_KEYWORD in sub and (reason := media_error(sub[MEDIA_KEYWORD])):
            yield NotASchema(at(join_pointer(pointer, MEDIA_KEYWORD)), reason)
        if not is_sent and _has_lone_surrogate(sub):
            yield NotASchema(
                at(pointer),
                "a name or value contains half of a surrogate pair, which cannot be sent",
            )


def without_parts(endpoint: Endpoint, problems: Iterable[Problem]) -> Endpoint:
    """Return an endpoint without what problems of its schemas point at, so that the rest can be checked."""
    faulty = [split_pointer(problem.location.pointer) for problem in problems]
    left = _without({"input": endpoint.input, "output": endpoint.output}, faulty)
    return replace(endpoint, input=left.get("input", {}), output=left.get("output"))


def _without(value: Any, faulty: Sequence[list[str]]) -> Any:
    """Return a value without what paths lead to; a schema of a name or in a list becomes true instead."""
    if is_dict(value):
        left = {name: one for name, one in value.items() if [name] not in faulty}
        found = {name: _without(one, _paths_below(faulty, name)) for name, one in left.items()}
        for keyword in HOLDS_NAMED:
            names = [path[1] for path in faulty if path[0] == keyword and len(path) == 2]
            if names and is_dict(found.get(keyword)):
                found[keyword] |= dict.fromkeys(names, True)
        return found
    if is_list(value):
        return [
            True if [str(n)] in faulty else _without(one, _paths_below(faulty, str(n)))
            for n, one in enumerate(value)
        ]
    return value


def _paths_below(faulty: Sequence[list[str]], name: str) -> list[list[str]]:
    """Return where the paths through a name go on."""
    return [path[1:] for path in faulty if path[0] == name and len(path) > 1]


def _written_pointer(schema: Any, steps: Sequence[str | int]) -> str:
    """Return where a part is written: in the schema itself, or in the target of a reference."""
    place, part = "", schema
    for step in steps:
        part = part[step]
        place = written_at(part)[-1] if written_at(part) else join_pointer(place, step)
    return place


def _meta_reason(schema: Schema, error: Any) -> str:
    """Return what is wrong with a part of a schema, in the words of the importer."""
    steps = [*error.absolute_path]
    if error.validator == "type" and error.validator_value == _SCHEMA_TYPES:
        return f"{quote_value(error.instance)} is not a schema, which is an object, true or false"
    while steps and isinstance(steps[-1], int):
        steps.pop()
    keyword = str(steps[-1]) if steps else ""
    if keyword not in KEYWORD_VALUES:
        return describe_violation(error)
    value = resolve_pointer(schema, join_pointer("", *steps))
    unknown = sorted(types_of({"type": value}) - TYPES) if keyword == "type" else []
    if unknown:
        nearest = nearest_name(unknown[0], TYPES | TYPE_ALIASES.keys())
        hint = f" (did you mean {TYPE_ALIASES.get(nearest, nearest)!r}?)" if nearest else ""
        return f"the type {quote_value(unknown[0])} is unknown{hint}"
    return f"{keyword} is {quote_value(value)}, but must be {KEYWORD_VALUES[keyword][1]}"


@cache
def _meta_validator() -> Any:
    return Draft202012Validator(flat_meta_schema())


@cache
def _quick_meta_validator() -> Callable[[Any], bool]:
    return make_quick_validator(flat_meta_schema())


def flat_meta_schema() -> Schema:
    """Return the meta-schema with its vocabularies in one schema, which is checked several times faster."""
    known: Any = importlib.import_module("jsonschema_specifications").REGISTRY
    whole: Any = Draft202012Validator.META_SCHEMA
    named: list[str] = [part["$ref"] for part in whole["allOf"]]
    parts: list[Any] = [known.contents(urljoin(whole["$id"], name)) for name in named] + [whole]
    merged = {
        word: {name: value for part in parts for name, value in part.get(word, {}).items()}
        for word in ("properties", "$defs")
    }
    return {"type": whole["type"], **_in_one_document(merged)}


def _in_one_document(value: Any) -> Any:
    """Return a part of the meta-schema whose references lead to what is now in the same schema."""
    if is_dict(value):
        if isinstance(value.get("$dynamicRef"), str):
            return {"$ref": "#"}
        inner = {name: _in_one_document(one) for name, one in value.items()}
        reference = inner.get("$ref")
        return (
            {**inner, "$ref": f"#{urldefrag(reference)[1]}"}
            if isinstance(reference, str)
            else inner
        )
    return [_in_one_document(one) for one in value] if is_list(value) else value


def _has_lone_surrogate(schema: Schema) -> bool:
    """Return whether a name or value that clients would send cannot be encoded as UTF-8."""
    sent = [
        schema.get(key) for key in ("properties", "required", "enum", "const", "dependentRequired")
    ]
    names = [list(value) if is_dict(value) else value for value in sent]
    return not _is_encodable(names)


def _is_encodable(value: object) -> bool:
    """Return whether a JSON value can be encoded as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


MEDIA_SCHEMA: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["image", "video", "audio"]},
        "formats": {"type": "array", "items": {"type": "string"}},
        "limits": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["of", "is", "value"],
                "additionalProperties": False,
                "properties": {
                    "of": {"type": "string"},
                    "is": {"type": "string"},
                    "value": {"type": "number"},
                },
            },
        },
    },
}


def media_error(media: object) -> str:
    """Return what is wrong with the value of `x-media`, or an empty string."""
    if _quick_media_validator()(media):
        return ""
    error = next(_validator().iter_errors(media), None)
    return f"{MEDIA_KEYWORD}: {error.message}"[:200] if error else ""


@cache
def _quick_media_validator() -> Callable[[Any], bool]:
    return make_quick_validator(MEDIA_SCHEMA)


@cache
def _validator() -> Any:
    return Draft202012Validator(MEDIA_SCHEMA)


_INSTEAD = {
    "nullable": 'a `type` list with "null"',
    "x-nullable": 'a `type` list with "null"',
    "definitions": "$defs",
}
"""What keywords of other dialects are called in JSON Schema 2020-12."""


_SUPPORTED = frozenset(ALL_KEYWORDS) - UNSUPPORTED_KEYWORDS.keys() - _INSTEAD.keys()


def check_supported(endpoint: Endpoint) -> Iterator[Problem]:
    """Check every keyword and pattern of the input schema."""
    for pointer, schema in walk_schemas(endpoint.input, "/input"):
        for keyword in schema:
            if keyword not in _SUPPORTED:
                yield from _keyword(keyword, endpoint.location(join_pointer(pointer, keyword)))
        yield from pattern_problems(endpoint, pointer, schema)


def _keyword(keyword: str, location: Location) -> Iterator[Problem]:
    if keyword in UNSUPPORTED_KEYWORDS:
        yield UnsupportedKeyword(location, keyword, UNSUPPORTED_KEYWORDS[keyword])
    elif keyword in _INSTEAD or not (keyword in ALL_KEYWORDS or keyword.startswith("x-")):
        yield IdleKeyword(
            location, keyword, _INSTEAD.get(keyword) or nearest_name(keyword, ALL_KEYWORDS)
        )
