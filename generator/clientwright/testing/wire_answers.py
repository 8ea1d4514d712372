"""An answer of a service, and the values at places in it: in its body, or in a header."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clientwright.io.json_pointer import resolve_pointer, split_pointer
from clientwright.io.json_types import is_dict
from clientwright.rules.json_edit import MISSING
from clientwright.specs.wire_facts import FieldPlace


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """An answer: its HTTP status, its JSON body (or text that is no JSON), and headers with lower-case names."""

    status: int
    body: Any = MISSING
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def answer_of(status: int, body: bytes, headers: Mapping[str, str]) -> WireAnswer:
    """Return an answer whose body is given as bytes; one that is no JSON is missing."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = MISSING
    return WireAnswer(status, value, {name.lower(): one for name, one in headers.items()})


def answer_at(place: FieldPlace, value: Any, http: int) -> WireAnswer:
    """Return an answer that has nothing but a value at a place."""
    return put_value(place, value, WireAnswer(http, {}))


def value_in(place: FieldPlace, answer: WireAnswer) -> Any:
    """Return the value at a place of an answer, or `MISSING`."""
    if place.header:
        return answer.headers.get(place.header.lower(), MISSING)
    return value_in_body(answer.body, place.pointer)


def value_in_body(value: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer in JSON data, or `MISSING`."""
    try:
        return resolve_pointer(value, pointer)
    except LookupError:
        return MISSING


def put_value(place: FieldPlace, value: Any, answer: WireAnswer) -> WireAnswer:
    """Return an answer with another value at a place; `MISSING` leaves it out."""
    if place.header:
        headers = {k: v for k, v in answer.headers.items() if k != place.header.lower()}
        if value is not MISSING:
            headers[place.header.lower()] = str(value)
        return WireAnswer(answer.status, answer.body, headers)
    return WireAnswer(
        answer.status, body_with_value(answer.body, place.pointer, value), answer.headers
    )


def body_with_value(body: Any, pointer: str, value: Any) -> Any:
    """Return a copy of JSON data with a value at a pointer; objects on the way are made, `MISSING` removes."""
    if not pointer:
        return value
    made = copy.deepcopy(body) if is_dict(body) else {}
    *way, last = split_pointer(pointer)
    inner: Any = made
    for token in way:
        if is_dict(inner):
            inner = inner.setdefault(token, {})
        elif isinstance(inner, list) and token.isdecimal() and int(token) < len(inner):
            inner = inner[int(token)]
    if is_dict(inner):
        if value is MISSING:
            inner.pop(last, None)
        else:
            inner[last] = value
    return made


def parse_code(value: Any) -> int | str | None:
    """Return an error code; null, zero, booleans and values that are neither number nor text are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
    return (int(text) or None) if re.fullmatch("[0-9]{1,18}", text) else text or None
