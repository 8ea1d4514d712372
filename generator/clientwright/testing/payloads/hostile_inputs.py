"""Inputs that make careless servers fail: NUL, half a surrogate pair, 1e400, deep nesting, very long keys.

The documents may leave open whether such an input is good, but they never promise an answer of 5xx.
Each value stands in all places of its kind at once: first in those whose schema accepts it, so that
it gets as far as it can, then in the others. All bodies are below 64 KiB, so that no limit of size ends a connection.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from clientwright.rules.base import Payload
from clientwright.rules.json_edit import (
    MISSING,
    ensure_path,
    set_value,
    value_at,
)
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.schema.types import schema_types
from clientwright.schema.validator import make_validator
from clientwright.testing.exchanges import encode_payload
from clientwright.testing.payloads.input_nodes import InputNode, iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.violation_pairs import simplest_sources


@dataclass(frozen=True, slots=True)
class HostileBody:
    """A payload, a JSON text, and the places that may have it; an empty place is the root or a key."""

    payload: Payload
    text: bytes
    places: tuple[str, ...] = ()

    def encode(self, places: Sequence[str]) -> bytes:
        """Return the body with the text in some of the places."""
        payload = copy.deepcopy(self.payload)
        for place in places:
            set_value(payload, place, _PLACEHOLDER)
        return encode_payload(payload).replace(encode_payload(_PLACEHOLDER), self.text)


@dataclass(frozen=True, slots=True)
class HostileInput:
    """One kind of hostile input; `make_bodies` makes the bodies that have it, at most two."""

    name: str
    sentence: str
    make_bodies: Callable[[PayloadGenerator], list[HostileBody]]


MOST_BODIES = 2
"""The most bodies of one kind."""


def iter_hostile_inputs(generator: PayloadGenerator) -> Iterator[HostileInput]:
    """Yield the hostile inputs that the schema of an endpoint has a place for."""
    nodes = [
        node for node in iter_input_nodes(generator.schema) if node.path.steps and node.path.plain
    ]
    for name, (sentence, kinds, text) in _VALUES.items():
        fit = [node for node in nodes if kinds & {*schema_types(node.schema)}]
        if fit:
            yield HostileInput(name, sentence, _in_places(fit, text))
    if nodes:
        depths = f"{_DEEPEST:,} levels deep, or several are, {_DEEP:,} levels"
        yield HostileInput("deep-nesting", f"a value is nested {depths}", _nested(nodes))
    if "object" in schema_types(generator.schema):
        yield HostileInput(
            "no-field", "the input is an empty object", lambda _: [HostileBody({}, b"")]
        )
        for name, (sentence, text) in _KEYS.items():
            yield HostileInput(name, sentence, _as_key(text))


def narrow_places(places: Sequence[str], fails: Callable[[Sequence[str]], bool]) -> Sequence[str]:
    """Return fewer of the places that still fail, by halves."""
    while len(places) > 1:
        middle = len(places) // 2
        halves = (places[:middle], places[middle:])
        found = next((half for half in halves if fails(half)), None)
        if found is None:
            break
        places = found
    return places


def _in_places(nodes: Sequence[InputNode], text: bytes) -> Callable[..., list[HostileBody]]:
    def build(generator: PayloadGenerator) -> list[HostileBody]:
        valid = _make_valid(generator, FullestChoiceSource())
        free = [
            place
            for node in nodes
            if _is_taken(node, text, generator)
            for place in node.slots(valid)
            if value_at(valid, place) is not MISSING
        ]
        first = HostileBody(valid, text, _outermost(free))
        forced = _with_all(nodes, valid, generator)
        places = [place for node in nodes for place in node.slots(forced)]
        rest = [place for place in places if place not in first.places]
        bodies = first, HostileBody(forced, text, _outermost(rest))
        return [body for body in bodies if body.places]

    return build


def _make_valid(generator: PayloadGenerator, *first: PayloadChoiceSource) -> Payload:
    """Return a valid payload, by the first choices by which one can be made."""
    *others, last = *first, *simplest_sources()
    for choices in others:
        with suppress(GenerationError):
            return generator.generate(choices)
    return generator.generate(last)


def _is_taken(node: InputNode, text: bytes, generator: PayloadGenerator) -> bool:
    """Return whether a schema accepts a JSON text; never one that Python reads as no JSON value."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        finite = "inf" not in repr(value)
        return finite and bool(make_validator(node.schema, generator.schemes).is_valid(value))
    except (ValueError, RecursionError):
        return False


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _with_all(nodes: Sequence[InputNode], valid: Payload, generator: PayloadGenerator) -> Payload:
    """Return a payload with a value at every node, whatever the rules say."""
    payload, context = copy.deepcopy(valid), generator.session(SimplestChoiceSource())
    for path in (node.path.plain for node in nodes):
        if path is not None:
            with suppress(GenerationError):
                ensure_path(payload, path, context)
    return payload


def _outermost(places: Sequence[str]) -> tuple[str, ...]:
    """Return the places that are inside none of the others."""
    return tuple(
        place for place in places if not any(place.startswith(f"{other}/") for other in places)
    )


def _nested(nodes: Sequence[InputNode]) -> Callable[..., list[HostileBody]]:
    fields = [node for node in nodes if len(node.path.steps) == 1][:_MOST_NESTED]

    def build(generator: PayloadGenerator) -> list[HostileBody]:
        valid = _make_valid(generator)
        places = [place for node in fields for place in node.slots(valid)]
        return [
            HostileBody(valid, _nest(_DEEPEST), tuple(places[:1])),
            HostileBody(valid, _nest(_DEEP), tuple(places)),
        ]

    return build


def _nest(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def _as_key(text: bytes) -> Callable[..., list[HostileBody]]:
    def build(generator: PayloadGenerator) -> list[HostileBody]:
        valid = _make_valid(generator)
        return [HostileBody({**valid, _PLACEHOLDER: 1}, text)]

    return build


_PLACEHOLDER = "clientwright-hostile-value"
_DEEPEST, _DEEP = 30_000, 2_000
"""How deep one value is nested, so that readers of JSON fail, and how deep several are, so that checks of fields do."""
_MOST_NESTED = 8
_LONG_KEY = 50_000
_DIGITS = 5_000
"""More digits than CPython turns into an integer unless it is told to."""

_TEXT, _NUMBER = frozenset({"string"}), frozenset({"integer", "number"})
_VALUES = {
    "empty-text": ("a text is empty", _TEXT, b'""'),
    "nul": ("a text contains NUL", _TEXT, b'"a\\u0000b"'),
    "beyond-u-ffff": (
        "a text has characters beyond U+FFFF",
        _TEXT,
        '"\\ud83d\\ude00 \U0001f600\U00020bb7"'.encode(),
    ),
    "half-surrogate": ("a text has half of a surrogate pair", _TEXT, b'"a\\ud83d"'),
    "1e400": ("a number is 1e400", _NUMBER, b"1e400"),
    "minus-zero": ("a number is -0", _NUMBER, b"-0"),
    "beyond-64-bits": ("a number needs more than 64 bits", _NUMBER, b"18446744073709551616"),
    "huge-integer": ("a number has five thousand digits", _NUMBER, b"9" * _DIGITS),
    "empty-array": ("an array is empty", frozenset({"array"}), b"[]"),
    "empty-object": ("an object is empty", frozenset({"object"}), b"{}"),
}
"""By name: the sentence, the types of the places, and the JSON text."""

_KEYS = {
    "empty-key": ("a key is empty", b'""'),
    "nul-key": ("a key contains NUL", b'"a\\u0000b"'),
    "half-surrogate-key": ("a key has half of a surrogate pair", b'"a\\ud83d"'),
    "long-key": ("a key has fifty thousand characters", b'"' + b"k" * _LONG_KEY + b'"'),
}
