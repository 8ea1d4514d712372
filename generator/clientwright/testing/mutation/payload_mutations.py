"""The mutations of how a server reads inputs: too lenient, or failing."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.types import schema_types
from clientwright.testing.mutation.server_mutation import (
    InterceptedCall,
    ServerMutation,
    payload_mutation,
)
from clientwright.testing.payloads.input_nodes import iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator

_NUMERIC = {"integer", "number"}


def payload_mutations(generator: PayloadGenerator) -> Iterator[ServerMutation]:
    """Yield the mutations of a server that reads an endpoint's inputs wrong, by value or by body."""
    for name, (sentence, change, likely) in _VALUE_MUTATIONS.items():
        mutation = payload_mutation(name, sentence, change, generator.schema)
        yield replace(mutation, likely=(likely,))
    if any("array" in schema_types(node.schema) for node in iter_input_nodes(generator.schema)):
        yield ServerMutation(
            "fails-on-empty-array", "An empty array makes the server fail.", _fail_on_empty_array
        )
    yield ServerMutation(
        "fails-instead-of-refusing",
        "The server fails instead of refusing.",
        on_answer=_fail_on_refusal,
    )
    yield ServerMutation(
        "names-another-field",
        "A refusal names a valid field.",
        on_answer=_misname_field,
        names_field=True,
    )
    yield ServerMutation(
        "reads-anything",
        "A body that is no JSON counts as a valid input.",
        _accept_unreadable(generator, str),
        likely=(":body/",),
    )
    yield ServerMutation(
        "takes-any-root",
        "JSON that is no object counts as a valid input.",
        _accept_unreadable(generator, dict),
        likely=(":body/",),
    )


def _has_type(schema: Mapping[str, Any], *kinds: str) -> bool:
    return "type" in schema and bool(set(kinds) & set(schema_types(schema)))


def _strings_as_numbers(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and _has_type(schema, *_NUMERIC):
        with contextlib.suppress(ValueError):
            return int(value) if value.lstrip("-").isdecimal() else float(value)
    return value


def _numbers_as_strings(value: Any, schema: Mapping[str, Any]) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number and _has_type(schema, "string") else value


def _booleans_as_numbers(value: Any, schema: Mapping[str, Any]) -> Any:
    return int(value) if isinstance(value, bool) and _has_type(schema, *_NUMERIC) else value


def _numbers_as_booleans(value: Any, schema: Mapping[str, Any]) -> Any:
    return bool(value) if value in (0, 1) and _has_type(schema, "boolean") else value


def _truncate(value: Any, schema: Mapping[str, Any]) -> Any:
    is_float = isinstance(value, float) and math.isfinite(value) and _has_type(schema, "integer")
    return int(value) if is_float else value


def _fold_case(value: Any, schema: Mapping[str, Any]) -> Any:
    listed = [one for one in schema.get("enum", ()) if isinstance(one, str)]
    same = [one for one in listed if isinstance(value, str) and one.lower() == value.lower()]
    return same[0] if same else value


def _wrap_item(value: Any, schema: Mapping[str, Any]) -> Any:
    return [value] if _has_type(schema, "array") and not is_list(value) else value


def _drop_null(value: Any, schema: Mapping[str, Any]) -> Any:
    if is_dict(value):
        return {key: item for key, item in value.items() if item is not None}
    return value


def _replace_nonfinite(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return schema.get("minimum", 0)
    return value


def _clamp(value: Any, schema: Mapping[str, Any]) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value):
        return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))
    return value


_VALUE_MUTATIONS: Mapping[str, tuple[str, Any, str]] = {
    "strings-as-numbers": (
        "A numeric string counts as a number.",
        _strings_as_numbers,
        "/type-numeric-string",
    ),
    "numbers-as-strings": ("A number counts as a string.", _numbers_as_strings, "/type-whole"),
    "booleans-as-numbers": ("true counts as 1.", _booleans_as_numbers, "/type-true"),
    "numbers-as-booleans": ("0 and 1 count as booleans.", _numbers_as_booleans, "/type-"),
    "floats-truncated": ("5.5 counts as the integer 5.", _truncate, "/type-fraction"),
    "enums-case-folded": ("The case of listed values is ignored.", _fold_case, "/enum"),
    "items-wrapped": ("One item counts as an array of it.", _wrap_item, "/type-"),
    "null-as-absent": ("null counts as an absent field.", _drop_null, "/type-null"),
    "nan-accepted": ("NaN and infinities count as numbers.", _replace_nonfinite, "/nan"),
    "numbers-clamped": ("A number beyond its bounds is moved onto them.", _clamp, "imum"),
}
"""By name: the sentence, the change of each value by its schema, and what the id of a broken promise has."""


def _fail_on_empty_array(call: InterceptedCall) -> None:
    with contextlib.suppress(ValueError):
        if call.operation == "submit" and _has_empty_array(json.loads(call.request_body)):
            call.status, call.body = 500, {"error_code": 500001}


def _has_empty_array(value: Any) -> bool:
    below = value.values() if is_dict(value) else value if is_list(value) else ()
    return value == [] or any(map(_has_empty_array, below))


def _fail_on_refusal(call: InterceptedCall) -> None:
    if call.operation == "submit" and call.status == 422:
        call.status = 500


def _misname_field(call: InterceptedCall) -> None:
    if is_dict(call.body) and "detail" in call.body:
        call.body["detail"] = [{"loc": ["another_field"], "msg": "it is wrong"}]


def _accept_unreadable(
    generator: PayloadGenerator, wanted: type
) -> Callable[[InterceptedCall], None]:
    """Replace a body by a valid one if it is no JSON (`wanted` is `str`), or JSON of another type."""

    def edit_request(call: InterceptedCall) -> None:
        if call.operation == "submit":
            valid = json.dumps(generator.generate(SimplestChoiceSource())).encode()
            try:
                found = json.loads(call.request_body)
            except ValueError:
                call.request_body = valid if wanted is str else call.request_body
            else:
                call.request_body = (
                    call.request_body if wanted is str or isinstance(found, wanted) else valid
                )

    return edit_request
