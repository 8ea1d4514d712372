"""What the documents leave open: inputs that a server may take or refuse, so that neither is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.json_types import is_dict, is_list
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import matching_pointers, set_value
from clientwright.specs.schema_keywords import MEDIA_KEYWORD
from clientwright.testing.exchanges import encode_payload
from clientwright.testing.payloads.generation.choice_sources import SimplestChoiceSource
from clientwright.testing.payloads.generation.generation_error import GenerationError
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.generation.value_generator import schema_types
from clientwright.testing.payloads.input_nodes import ensure_present, iter_input_nodes
from clientwright.testing.payloads.violations.properties import UNKNOWN_FIELD


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something the documents do not say; `build` gives a body that asks it."""

    name: str
    sentence: str
    spec_pointer: str
    make_body: Callable[[PayloadGenerator], bytes | Payload]
    content_type: str = "application/json"


SURROGATE_HALF = "half of a surrogate pair"
"""What JSON can write and UTF-8 cannot: nobody is bound to take it."""


def first_unspecified(payload: Any) -> str:
    """Say what in a payload the documents leave open, or nothing."""
    return next(iter_unspecified(payload), "")


def iter_unspecified(payload: Any) -> Iterator[str]:
    """Say everything in a payload that the documents leave open."""
    if payload == "":
        yield "an empty string"
    elif payload == []:
        yield "an empty array"
    elif isinstance(payload, str):
        if payload.startswith("data:"):
            yield "a data: URI"
        if any("\ud800" <= character <= "\udfff" for character in payload):
            yield SURROGATE_HALF
    below = payload.values() if is_dict(payload) else payload if is_list(payload) else ()
    for value in below:
        yield from iter_unspecified(value)


def iter_open_questions(generator: PayloadGenerator) -> Iterator[OpenQuestion]:
    """List the open questions that an endpoint's schema gives rise to."""
    for name, (sentence, build, kind) in _BODY_QUESTIONS.items():
        yield OpenQuestion(name, sentence, "/input", build, kind)
    for site in iter_input_nodes(generator.schema):
        if len(site.path.steps) != 1:
            continue
        kinds, place = schema_types(site.schema), "/input" + site.pointer
        for kind, name, value in (("string", "empty-string", ""), ("array", "empty-array", [])):
            bound = site.schema.get("minLength" if kind == "string" else "minItems", 0)
            if (
                kinds == (kind,)
                and not bound
                and MEDIA_KEYWORD not in site.schema
                and "enum" not in site.schema
            ):
                sentence = f"{site.name} is empty"
                yield OpenQuestion(f"{site.name}/{name}", sentence, place, _with_value(site, value))
        if MEDIA_KEYWORD in site.schema:
            sentence = f"{site.name} is a data: URI"
            yield OpenQuestion(
                f"{site.name}/data-uri", sentence, place, _with_value(site, _DATA_URI)
            )


_DATA_URI = "data:image/png;base64,iVBORw0KGgo="
_LARGE_FIELD_LENGTH = 10_000_000
_NESTING_DEPTH = 1_000


def _with_value(site: Any, value: Any) -> Callable[[PayloadGenerator], Payload]:
    def build(generator: PayloadGenerator) -> Payload:
        payload, context = _minimal_payload(generator), generator.session(SimplestChoiceSource())
        ensure_present(payload, site, context)
        for slot in matching_pointers(site.path, payload):
            set_value(payload, slot, value)
        return payload

    return build


def _minimal_payload(generator: PayloadGenerator) -> Payload:
    return generator.generate(SimplestChoiceSource())


def _with_unknown_field(generator: PayloadGenerator) -> Payload:
    return {**_minimal_payload(generator), UNKNOWN_FIELD: 1}


def _duplicate_key_body(generator: PayloadGenerator) -> bytes:
    """Write the first field two times, with the same value."""
    payload = _minimal_payload(generator)
    if not payload:
        raise GenerationError("", "the smallest input has no field that could stand twice")
    first = next(iter(payload))
    return _prepend_field(encode_payload({first: payload[first]})[1:-1], payload)


def _large_body(generator: PayloadGenerator) -> bytes:
    return _prepend_field(
        b'"%s":"%s"' % (UNKNOWN_FIELD.encode(), b"a" * _LARGE_FIELD_LENGTH),
        _minimal_payload(generator),
    )


def _deep_body(generator: PayloadGenerator) -> bytes:
    nest = b"[" * _NESTING_DEPTH + b"]" * _NESTING_DEPTH
    return _prepend_field(b'"%s":%s' % (UNKNOWN_FIELD.encode(), nest), _minimal_payload(generator))


def _prepend_field(field: bytes, payload: Payload) -> bytes:
    """Write a field before those of a payload."""
    rest = encode_payload(payload)[1:]
    return b"{" + field + (b"," if payload else b"") + rest


_JSON_TYPE = "application/json"
_BODY_QUESTIONS: Mapping[str, tuple[str, Callable[[PayloadGenerator], Any], str]] = {
    "unknown-field": ("there is a field that no document names", _with_unknown_field, _JSON_TYPE),
    "duplicate-key": ("a key stands twice in the body", _duplicate_key_body, _JSON_TYPE),
    "content-type": ("the body calls itself text/plain", _minimal_payload, "text/plain"),
    "large-body": ("the body has ten million bytes", _large_body, _JSON_TYPE),
    "deep-body": ("the body nests a thousand levels deep", _deep_body, _JSON_TYPE),
}
