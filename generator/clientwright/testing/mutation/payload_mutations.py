"""The mutations of how a server reads inputs: too lenient, or failing."""

from __future__ import annotations

import contextlib
import copy
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.json_edit import set_value
from clientwright.rules.sum_rule import SumRule
from clientwright.schema.numbers import is_number, to_fraction, to_json_number
from clientwright.schema.types import schema_types
from clientwright.testing.mutation.body_mutations import body_mutations
from clientwright.testing.mutation.robustness_mutations import robustness_mutations
from clientwright.testing.mutation.server_mutation import (
    InterceptedCall,
    ServerMutation,
    input_mutation,
    payload_mutation,
)
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.wire_answers import body_with_value, value_in_body

_NUMERIC = {"integer", "number"}
_NUMBER = re.compile("[0-9]+")


def payload_mutations(generator: PayloadGenerator) -> Iterator[ServerMutation]:
    """Yield the mutations of a server that reads an endpoint's inputs wrong, by value or by body."""
    for name, (sentence, change, likely) in _VALUE_MUTATIONS.items():
        mutation = payload_mutation(name, sentence, change, generator.schema)
        yield replace(mutation, likely=(likely,))
    yield from _whole_input_mutations(generator)
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
    yield from body_mutations(generator)
    yield from robustness_mutations(generator)


def _whole_input_mutations(generator: PayloadGenerator) -> Iterator[ServerMutation]:
    """Yield the mutations that read values by their names, or several values together."""
    shared = payload_mutation(
        "enums-shared",
        "What another endpoint lists for a property of this name counts as listed.",
        partial(_take_from_elsewhere, generator.elsewhere),
        generator.schema,
    )
    yield replace(shared, likely=("/enum-elsewhere",))
    sums = [rule for rule in generator.endpoint.rules if isinstance(rule, SumRule)]
    if sums:
        carried = input_mutation(
            "fractions-carried",
            "What is beyond a step in one addend is added to another one.",
            lambda payload: reduce(partial(_carry, generator.schema), sums, payload),
        )
        yield replace(carried, likely=("-in-sum",))


def _take_from_elsewhere(
    elsewhere: Mapping[str, Sequence[Any]], value: Any, schema: Mapping[str, Any]
) -> Any:
    if not is_dict(value):
        return value
    listed = {name: sub.get("enum") for name, sub in schema.get("properties", {}).items()}
    return {
        name: listed[name][0] if listed.get(name) and item in elsewhere.get(name, ()) else item
        for name, item in value.items()
    }


def _carry(schema: Mapping[str, Any], payload: Any, rule: SumRule) -> Any:
    """Move the addends of a sum onto steps, and add what is beyond them to the last one."""
    terms = rule.terms(schema)
    found = [(at, value) for at, value in rule.addends.values(payload) if is_number(value)]
    if terms is None or len(found) < 2:
        return payload
    step, payload = terms.numbers.step, copy.deepcopy(payload)
    beyond = [to_fraction(value) % step for _, value in found]
    for (at, value), rest in zip(found, beyond, strict=True):
        more = sum(beyond) if at == found[-1][0] else 0
        set_value(payload, at, to_json_number(to_fraction(value) - rest + more))
    return payload


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


def _strip_listed(value: Any, schema: Mapping[str, Any]) -> Any:
    stripped = value.strip() if isinstance(value, str) else value
    return stripped if stripped in schema.get("enum", ()) else value


def _take_form(value: Any, schema: Mapping[str, Any]) -> Any:
    """Replace a text by a listed one that differs in its numbers only."""
    listed = [one for one in schema.get("enum", ()) if isinstance(one, str)]
    form = _NUMBER.sub("#", value) if isinstance(value, str) else None
    return next((one for one in listed if _NUMBER.sub("#", one) == form), value)


def _wrap_item(value: Any, schema: Mapping[str, Any]) -> Any:
    return [value] if _has_type(schema, "array") and not is_list(value) else value


def _drop_null(value: Any, schema: Mapping[str, Any]) -> Any:
    if is_dict(value):
        return {key: item for key, item in value.items() if item is not None}
    return value


def _drop_beyond_bounds(value: Any, schema: Mapping[str, Any]) -> Any:
    if not is_dict(value):
        return value
    known = schema.get("properties", {})
    return {key: item for key, item in value.items() if _clamp(item, known.get(key, {})) == item}


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
    "enums-stripped": ("Blanks around a listed value are ignored.", _strip_listed, "/enum-blank"),
    "enums-read-as-forms": (
        "Whatever has the form of a listed value counts as one.",
        _take_form,
        "/enum-similar",
    ),
    "enums-case-folded": ("The case of listed values is ignored.", _fold_case, "/enum"),
    "items-wrapped": ("One item counts as an array of it.", _wrap_item, "/type-"),
    "null-as-absent": ("null counts as an absent field.", _drop_null, "/type-null"),
    "range-as-absent": (
        "A number beyond its bounds counts as an absent field.",
        _drop_beyond_bounds,
        "imum",
    ),
    "nan-accepted": ("NaN and infinities count as numbers.", _replace_nonfinite, "/nan"),
    "numbers-clamped": ("A number beyond its bounds is moved onto them.", _clamp, "imum"),
}
"""By name: the sentence, the change of each value by its schema, and what the id of a broken promise has."""


def _fail_on_refusal(call: InterceptedCall) -> None:
    facts = call.wire.facts
    refused = {422, *(one.http for one in facts.errors if one.kind == "refused")}
    if call.operation == ("result" if facts.refuses_in_result else "submit"):
        call.status = 500 if call.status in refused else call.status


def _misname_field(call: InterceptedCall) -> None:
    place = call.wire.facts.fields_at
    listed = value_in_body(call.body, place.items)
    if is_list(listed):
        wrong = [body_with_value(one, place.field, "another_field") for one in listed]
        call.body = body_with_value(call.body, place.items, wrong)
