"""States of fields in a sentence: a field that is given, or that has one of some values.

"image", "resolution is 1080p", "fast mode" and, where one field alone lists the value, "1080p videos".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.rules.field_mentions import find_field, own_name, visible_fields
from clientwright.rules.json_path import JsonPath
from clientwright.rules.language import conjunctions
from clientwright.rules.number_sets import schema_numbers
from clientwright.rules.plain_schema import accepts, without_null
from clientwright.rules.prose_templates import match_text, parse_values
from clientwright.schema.equality import equals_any
from clientwright.schema.numbers import is_number, to_fraction, to_json_number

GIVEN = "given"
"""The word of the program's own sentences, which speaks of a field, never of its value."""

_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?)[\s-]*(?:s|secs?|seconds?)(?:[\s-]+long)?", re.I)
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:s|secs?|seconds?)?", re.I)
LASTS = re.compile(r"(?:\w+_)?(?:duration|length|seconds)(?:_(?:in_)?(?:s|secs?|seconds))?", re.I)
"""Names of fields that say how long something lasts."""


@dataclass(frozen=True, slots=True)
class State:
    """A field that has one of the values; without values, it is given, whatever its value."""

    path: JsonPath
    values: tuple[Any, ...] = ()

    def others(self, schema: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the listed values that the field has if it has none of these; none if that is unclear."""
        listed = listed_values(self.path.schema(schema))
        return tuple(value for value in listed if not equals_any(value, self.values))


def read_state(text: str, at: str, schema: Mapping[str, Any]) -> State | None:
    """Return the state that a phrase means, or None unless there is exactly one."""
    found = list(_readings(text.strip(), at, schema))
    return found[0] if found and all(each == found[0] for each in found) else None


def read_states(text: str, joined_by: str, at: str, schema: Mapping[str, Any]) -> tuple[State, ...]:
    """Return the states in a list whose words are those of a table (`AND`, `OR`); none unless all are clear."""
    whole = read_state(text, at, schema)
    if whole:
        return (whole,)
    words = "|".join(conjunctions(joined_by, spaced=True))
    parts = re.split(rf"\s*,\s*(?:(?:{words})\s+)?|\s(?:{words})\s", text)
    states = [read_state(part, at, schema) for part in parts]
    known = tuple(state for state in states if state)
    return known if len(known) == len(states) else ()


def is_presence_clear(path: JsonPath, schema: Mapping[str, Any]) -> bool:
    """Return whether giving a field says something: with a default or as a switch, its value does."""
    own = path.schema(schema) or {}
    plain = without_null(own)
    return own.get("default") is None and plain.get("type") != "boolean"


def listed_values(schema: Mapping[str, Any] | None) -> list[Any]:
    """Return the values that a field may have if its schema lists them; none if it does not."""
    plain = without_null(schema or {})
    listed = [True, False] if plain.get("type") == "boolean" else plain.get("enum", [])
    return [value for value in listed if accepts(schema or {}, value)]


def number_of(value: Any) -> Fraction | None:
    """Return the number that a value is, or that its text says (`5`, `5s`)."""
    if is_number(value):
        return to_fraction(value)
    found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    return Fraction(found[1]) if found else None


def seconds_field(at: str, schema: Mapping[str, Any]) -> JsonPath | None:
    """Return the field that says how long something lasts: the text's own, else the only one."""
    found = [path for path, sub in visible_fields(at, schema) if _lasts(path, sub)]
    own = find_field(own_name(at, schema) or "", at, schema)
    return own if own in found else found[0] if len(found) == 1 else None


def _lasts(path: JsonPath, sub: Mapping[str, Any]) -> bool:
    listed = listed_values(sub)
    measured = bool(listed) and all(number_of(value) is not None for value in listed)
    named = LASTS.fullmatch(path.steps[-1] or "")
    return bool(named) and (measured or (not listed and bool(schema_numbers(sub))))


def _readings(text: str, at: str, schema: Mapping[str, Any]) -> Iterator[State]:
    for found in match_text(text, "state"):
        field = found.get("field")
        if field is None:
            yield from _states_of_values(found["value"] or "", at, schema)
            continue
        path = find_field(field, at, schema)
        if path is not None:
            yield from _states_of_field(path, found, schema)


def _states_of_field(
    path: JsonPath, found: Mapping[str, str | None], schema: Mapping[str, Any]
) -> Iterator[State]:
    switch = without_null(path.schema(schema) or {}).get("type") == "boolean"
    value = found.get("value")
    if value:
        values = read_values(value, path, schema)
        if values:
            yield State(path, values)
    elif found.get("on") or found.get("off"):
        if switch:
            yield State(path, (bool(found.get("on")),))
    elif switch and not found.get("given"):
        yield State(path, (True,))
    elif found.get("given") == GIVEN or is_presence_clear(path, schema):
        yield State(path)


def read_values(text: str, path: JsonPath, schema: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the values that a phrase means for a field: as they are written, or as a number of seconds."""
    found = parse_values(text, path, schema)
    seconds = _SECONDS.fullmatch(text.strip())
    if found or not seconds or not LASTS.fullmatch(path.steps[-1] or ""):
        return tuple(found)
    own, number = path.schema(schema) or {}, Fraction(seconds[1])
    listed = listed_values(own)
    if listed:
        return tuple(value for value in listed if number_of(value) == number)
    value = to_json_number(number)
    return (value,) if accepts(own, value) else ()


def _states_of_values(text: str, at: str, schema: Mapping[str, Any]) -> Iterator[State]:
    """Yield the states that values alone mean: those of the only field that lists them."""
    seconds = seconds_field(at, schema) if _SECONDS.fullmatch(text) else None
    if seconds:
        values = read_values(text, seconds, schema)
        if values:
            yield State(seconds, values)
        return
    telling = all(
        re.search(r"[0-9]|^[`\"'“‘]", part) for part in re.split(r",|\bor\b|\band\b", text)
    )
    for path, sub in visible_fields(at, schema) if telling else ():
        listed = [value for value in listed_values(sub) if isinstance(value, str)]
        found = parse_values(text, path, schema) if listed else []
        if found and not all(re.fullmatch(r"[0-9.]+", value) for value in found):
            yield State(path, tuple(found))
