"""What a sentence says of two states: one excludes the other, needs it, or brings a bound with it.

The kinds of rules take from these what they can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clientwright.rules.field_mentions import (
    are_siblings,
    find_field,
    find_fields,
    own_name,
    visible_fields,
)
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.number_sets import schema_numbers
from clientwright.rules.plain_schema import without_null
from clientwright.rules.prose_states import (
    GIVEN,
    State,
    is_presence_clear,
    listed_values,
    number_of,
    read_state,
    read_states,
    read_values,
    seconds_field,
)
from clientwright.rules.prose_templates import match_templates, match_words, split_names
from clientwright.rules.value_bounds import Bound, read_bound
from clientwright.schema.numbers import to_fraction, to_json_number


@dataclass(frozen=True, slots=True)
class BoundInState:
    """While a field is in a state, another keeps the keywords, each with the limit."""

    field: JsonPath
    keywords: tuple[str, ...]
    limit: int | float
    state: State

    def is_about_texts(self, schema: Mapping[str, Any]) -> bool:
        """Return whether the field lists its numbers as texts, or must have one of the numbers that it lists."""
        listed = listed_values(self.field.schema(schema))
        texts = any(isinstance(value, str) for value in listed)
        return texts or (bool(listed) and len(self.keywords) > 1)

    def values_beyond(self, schema: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the listed values beyond the bound; none if it leaves no value, or not the one that it names."""
        listed = listed_values(self.field.schema(schema))
        numbers = [number_of(value) for value in listed]
        left = [n for n in numbers if n is not None and self._allows(n)]
        exact = len(self.keywords) == 1 or to_fraction(self.limit) in left
        if not left or not exact or None in numbers:
            return ()
        return tuple(v for v, n in zip(listed, numbers, strict=True) if n not in left)

    def _allows(self, number: Fraction) -> bool:
        return all(
            Bound(keyword, self.limit).is_kept(to_json_number(number)) for keyword in self.keywords
        )


def read_exclusions(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> tuple[tuple[State, State], ...]:
    """Return the pairs of states of which a sentence says that they exclude each other."""
    found = list(_related(sentence, "excludes", "OR", at, schema))
    return _if_one(found)


def read_needs(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> tuple[tuple[State, State], ...]:
    """Return the pairs of states of which a sentence says that the first needs the second."""
    found = list(_related(sentence, "only-with", "AND", at, schema))
    return _if_one(found)


def read_listed(
    sentence: str, kind: str, at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, ...]:
    """Return the fields that a sentence lists as one of a kind; none unless it is clear what giving each means."""
    readings = list[tuple[JsonPath, ...]]()
    for found in match_templates(sentence, kind, at, schema):
        names = [found["one"] or "", found["two"] or ""] if found.get("one") else None
        fields = find_fields(names or split_names(found["list"] or ""), at, schema)
        readings.append(fields or ())
    only = _if_one(readings)
    clear = GIVEN in re.findall(r"\w+", sentence) or all(
        is_presence_clear(path, schema) for path in only
    )
    return only if clear else ()


def read_bounds(sentence: str, at: str, schema: Mapping[str, Any]) -> tuple[BoundInState, ...]:
    """Return the bounds that a sentence states for a state, one for each of its values."""
    readings = list[tuple[BoundInState, ...]]()
    for found in match_templates(sentence, "bound-in-state", at, schema, quotes=True):
        state = read_state(found["state"] or "", at, schema)
        field = _bounded_field(found, at, schema)
        keywords, limit = _read_limit(found, field, schema) if field else ((), 0)
        if state and field and keywords and are_siblings((field, state.path)):
            states = [State(state.path, (value,)) for value in state.values] or [state]
            readings.append(tuple(BoundInState(field, keywords, limit, each) for each in states))
    return _if_one(readings)


def _read_limit(
    found: Mapping[str, str | None], field: JsonPath, schema: Mapping[str, Any]
) -> tuple[tuple[str, ...], int | float]:
    """Return the keywords that a sentence gives a field, with their limit; none if it is no such field."""
    own = field.schema(schema) or {}
    if "have" in found:
        bound = read_bound(found, own)
        return ((bound.keyword,), bound.limit) if bound else ((), 0)
    listed = listed_values(own)
    numbers = bool(listed) and all(number_of(value) is not None for value in listed)
    if not numbers and (listed or not schema_numbers(own)):
        return (), 0
    limit = to_json_number(Fraction(found["limit"] or "0"))
    if found.get("exactly"):
        return ("minimum", "maximum"), limit
    return ("minimum" if found.get("least") else "maximum",), limit


def forbidden_pairs(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> Iterator[tuple[State, State]]:
    """Yield states that a sentence forbids together, of which at least one is of values; the first has one at most."""
    pairs = list(read_exclusions(sentence, at, schema))
    for subject, needed in read_needs(sentence, at, schema):
        others = needed.others(schema) if needed.values else ()
        pairs += [(State(needed.path, others), subject)] if others else []
    for bound in read_bounds(sentence, at, schema):
        beyond = bound.values_beyond(schema) if bound.is_about_texts(schema) else ()
        pairs += [(State(bound.field, beyond), bound.state)] if beyond else []
    for one, two in _distinct(pairs):
        if not one.values and not two.values:
            continue
        field, other = (two, one) if one.values and len(two.values) < 2 else (one, two)
        if len(field.values) < 2 and other.values:
            yield field, other
        else:
            yield from ((State(field.path, (value,)), other) for value in field.values)


def _distinct(pairs: list[tuple[State, State]]) -> list[tuple[State, State]]:
    return [pair for n, pair in enumerate(pairs) if pair not in pairs[:n]]


def _bounded_field(
    found: Mapping[str, str | None], at: str, schema: Mapping[str, Any]
) -> JsonPath | None:
    """Return the field that a bound speaks of: the one named, or the one that its unit or the text's place tells."""
    if found.get("unit") and not found.get("field"):
        return seconds_field(at, schema)
    return find_field(found.get("field") or own_name(at, schema) or "", at, schema)


def _related(
    sentence: str, key: str, joined_by: str, at: str, schema: Mapping[str, Any]
) -> Iterator[tuple[tuple[State, State], ...]]:
    """Yield what each template of a relation reads in a sentence, as pairs of states."""
    for found in match_templates(sentence, key, at, schema, quotes=True):
        field, values = found.get("field"), found.get("values")
        if field:
            path = find_field(field, at, schema)
            known = read_values(values or "", path, schema) if path else ()
            named = [State(path, known)] if path and known else []
            others = tuple(named)
        else:
            others = read_states(found["state"] or "", joined_by, at, schema)
        subjects = read_states(found["subject"] or "", "OR", at, schema)
        pairs = tuple((one, two) for one in subjects for two in others)
        if found.get("place") and not all(two.values for _, two in pairs):
            continue  # what is not supported for images is not the same as with `images`
        if pairs and all(are_siblings((one.path, two.path)) for one, two in pairs):
            yield pairs


def _if_one(readings: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return the reading of a sentence, or nothing unless all readings are the same."""
    return readings[0] if readings and all(each == readings[0] for each in readings) else ()


def read_citation(
    sentence: str, at: str, schema: Mapping[str, Any]
) -> tuple[JsonPath, str, JsonPath] | None:
    """Return the text, the form of a citation, and the media that it counts, if a sentence says all of them."""
    for found in match_words(sentence, "cites-in-order"):
        noun, own = found["noun"] or "", own_name(at, schema)
        said = found["media"]
        media = find_field(said, at, schema) if said else _only_media(noun, own, at, schema)
        named = found["text"] or (own if own and not _is_media(own, noun) else "prompt")
        text = find_field(named, at, schema)
        if text and media and without_null(text.schema(schema) or {}).get("type") == "string":
            return text, f"{found['before']}{{n}}{found['after']}", media
    return None


def _only_media(noun: str, own: str | None, at: str, schema: Mapping[str, Any]) -> JsonPath | None:
    """Return the array that a text about media means: its own, else the only field of such media."""
    found = [
        path
        for path, sub in visible_fields(at, schema)
        if _is_media(path.steps[-1] or "", noun)
        and without_null(sub).get("type") in ("array", "string")
    ]
    path = find_field(own or "", at, schema) if own and _is_media(own, noun) else None
    only = path or (found[0] if len(found) == 1 else None)
    is_array = only and without_null(only.schema(schema) or {}).get("type") == "array"
    return only if is_array and only and EACH_ITEM not in only.steps else None


def _is_media(name: str, noun: str) -> bool:
    return noun.lower() in name.lower()
