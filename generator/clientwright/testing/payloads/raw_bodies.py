"""Bodies that are no input: no JSON, truncated, no object, or an object in something else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.rules.json_path import JsonPath
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.protocols import GenerationError
from clientwright.testing.exchanges import encode_payload
from clientwright.testing.payloads.payload_generator import PayloadGenerator

BodyBuilder = Callable[[PayloadGenerator], bytes]


@dataclass(frozen=True, slots=True)
class RawBody:
    """A raw body that must be refused."""

    name: str
    sentence: str
    make_body: BodyBuilder


def iter_raw_bodies(generator: PayloadGenerator) -> Iterator[RawBody]:
    """Yield the raw bodies that must be refused."""
    for name, (content, build) in _NON_JSON_BODIES.items():
        yield RawBody(name, f"The body is JSON: {content} is refused.", build)
    if generator.schema.get("type") == "object":
        for name, text in _NON_OBJECT_BODIES.items():
            sentence = f"The body is a JSON object: {text.decode()} is refused."
            yield RawBody(f"root-{name}", sentence, _constant_body(text))
        for name, (content, build) in _HIDDEN_OBJECTS.items():
            if name != "inside-input" or _lacks_field(generator):
                yield RawBody(name, f"The body is the input itself: {content} is refused.", build)


def _minimal_body(generator: PayloadGenerator, least: int = 0) -> bytes:
    """Return the smallest input as a body, with at least some number of fields."""
    payload = generator.generate(SimplestChoiceSource())
    named = [name for name in generator.schema.get("properties", {}) if name not in payload]
    for name in named[: max(0, least - len(payload))]:
        payload = generator.generate(SimplestChoiceSource(), JsonPath((name,)))
    if len(payload) < least:
        raise GenerationError("", f"no input has {least} field")
    return encode_payload(payload)


def _invalid_utf8_body(generator: PayloadGenerator) -> bytes:
    """Insert a byte that is invalid in UTF-8 into the last string of a body."""
    before, quote, after = _minimal_body(generator, 1).rpartition(b'"')
    return before + b"\xff" + quote + after


def _lacks_field(generator: PayloadGenerator) -> bool:
    """Return whether an object with nothing but `input` lacks a required field, so that it is surely refused."""
    return bool({*generator.schema.get("required", ())} - {"input"})


def _list_of_pairs(generator: PayloadGenerator) -> bytes:
    return encode_payload([[*field] for field in json.loads(_minimal_body(generator, 1)).items()])


def _constant_body(text: bytes) -> BodyBuilder:
    return lambda _: text


_NON_JSON_BODIES: dict[str, tuple[str, BodyBuilder]] = {
    "empty": ("an empty body", _constant_body(b"")),
    "words": ("plain text", _constant_body(b"a cat wakes up")),
    "form": ("a form", _constant_body(b"prompt=a+cat")),
    "truncated": ("a body that is cut off", lambda generator: _minimal_body(generator)[:-1]),
    "trailing": ("something after the object", lambda generator: _minimal_body(generator) + b"}"),
    "single-quotes": (
        "single quotes",
        lambda generator: _minimal_body(generator, 1).replace(b'"', b"'"),
    ),
    "not-utf-8": ("a byte that is no UTF-8", _invalid_utf8_body),
}
_NON_OBJECT_BODIES = {
    "array": b"[]",
    "string": b'"a"',
    "number": b"5",
    "true": b"true",
    "null": b"null",
}
_HIDDEN_OBJECTS: dict[str, tuple[str, BodyBuilder]] = {
    "root-list-of-input": (
        "a list that holds it",
        lambda generator: b"[" + _minimal_body(generator) + b"]",
    ),
    "root-list-of-pairs": ("a list of its names and values", _list_of_pairs),
    "root-text-of-input": (
        "a text that has it as JSON",
        lambda generator: encode_payload(_minimal_body(generator).decode()),
    ),
    "inside-input": (
        "an object with it in the field input",
        lambda generator: b'{"input":' + _minimal_body(generator) + b"}",
    ),
}
"""By name: what holds a valid input, and the body."""
