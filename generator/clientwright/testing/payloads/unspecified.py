"""Questions that the specs leave open: inputs that a server may accept or refuse without a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.base import Payload
from clientwright.rules.json_edit import set_value
from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.object_generation import UNKNOWN_FIELD
from clientwright.schema.protocols import GenerationError
from clientwright.schema.types import schema_types
from clientwright.testing.exchanges import encode_payload
from clientwright.testing.payloads.accepted_shapes import documents_empty_array
from clientwright.testing.payloads.input_nodes import InputNode, ensure_present, iter_input_nodes
from clientwright.testing.payloads.payload_generator import PayloadGenerator


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the specs leave open; `make_body` returns a body that asks it."""

    name: str
    sentence: str
    spec_pointer: str
    make_body: Callable[[PayloadGenerator], bytes | Payload]
    content_type: str = "application/json"


SURROGATE_HALF = "half of a surrogate pair"
"""JSON can contain half of a surrogate pair and UTF-8 cannot, so no target must accept it."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def first_unspecified(
    payload: Any, documented: Collection[str] = (), schemes: Collection[str] = ()
) -> str:
    """Return the first open question that a payload raises, or an empty string."""
    return next(iter_unspecified(payload, documented, schemes), "")


def iter_unspecified(
    payload: Any,
    documented: Collection[str] = (),
    schemes: Collection[str] = (),
    pointer: str = "",
) -> Iterator[str]:
    """Yield every open question that a payload raises.

    `documented` are pointers of arrays that may be empty, `schemes` those that URLs of media may have.
    """
    if payload == "":
        yield "an empty string"
    elif payload == []:
        if pointer not in documented:
            yield "an empty array"
    elif isinstance(payload, str):
        if payload.startswith("data:") and "data" not in schemes:
            yield "a data: URI"
        if not payload.isascii() and _SURROGATE.search(payload):
            yield SURROGATE_HALF
    below = payload.items() if is_dict(payload) else enumerate(payload if is_list(payload) else ())
    for step, value in below:
        if isinstance(value, str | dict | list):
            yield from iter_unspecified(value, documented, schemes, join_pointer(pointer, step))


def documented_empty_arrays(nodes: Iterable[InputNode], payload: Any) -> frozenset[str]:
    """Return the pointers of the arrays in a payload that are empty as the documents say they may be."""
    return frozenset(
        pointer
        for node in nodes
        if documents_empty_array(node.schema)
        for pointer, value in node.path.values(payload)
        if value == []
    )


def iter_open_questions(generator: PayloadGenerator) -> Iterator[OpenQuestion]:
    """Yield the open questions of an endpoint's schema."""
    for name, (sentence, build, kind) in _BODY_QUESTIONS.items():
        yield OpenQuestion(name, sentence, "/input", build, kind)
    for node in iter_input_nodes(generator.schema):
        if len(node.path.steps) != 1 or not isinstance(node.path.steps[0], str):
            continue
        kinds, pointer = schema_types(node.schema), generator.spec_pointer(node.pointer)
        for kind, name, value in (("string", "empty-string", ""), ("array", "empty-array", [])):
            bound = node.schema.get("minLength" if kind == "string" else "minItems", 0)
            if (
                kinds == (kind,)
                and not bound
                and MEDIA_KEYWORD not in node.schema
                and "enum" not in node.schema
                and not (kind == "array" and documents_empty_array(node.schema))
            ):
                sentence = f"{node.name} is empty"
                yield OpenQuestion(
                    f"{node.name}/{name}", sentence, pointer, _with_value(node, value)
                )
        if MEDIA_KEYWORD in node.schema and "data" not in generator.schemes:
            sentence = f"{node.name} is a data: URI"
            yield OpenQuestion(
                f"{node.name}/data-uri", sentence, pointer, _with_value(node, _DATA_URI)
            )


_DATA_URI = "data:image/png;base64,iVBORw0KGgo="
_LARGE_FIELD_LENGTH = 10_000_000
_NESTING_DEPTH = 1_000


def _with_value(node: Any, value: Any) -> Callable[[PayloadGenerator], Payload]:
    def build(generator: PayloadGenerator) -> Payload:
        payload, context = _minimal_payload(generator), generator.session(SimplestChoiceSource())
        ensure_present(payload, node, context)
        for slot in node.slots(payload):
            set_value(payload, slot, value)
        return payload

    return build


def _minimal_payload(generator: PayloadGenerator) -> Payload:
    return generator.generate(SimplestChoiceSource())


def _with_unknown_field(generator: PayloadGenerator) -> Payload:
    return {**_minimal_payload(generator), UNKNOWN_FIELD: 1}


def _duplicate_key_body(generator: PayloadGenerator) -> bytes:
    """Return a body with the first field twice, with the same value."""
    payload = _minimal_payload(generator)
    if not payload:
        raise GenerationError("", "the smallest input has no field that could be repeated")
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
    """Return a body with a field before those of a payload."""
    rest = encode_payload(payload)[1:]
    return b"{" + field + (b"," if payload else b"") + rest


_JSON_TYPE = "application/json"
_BODY_QUESTIONS: Mapping[str, tuple[str, Callable[[PayloadGenerator], Any], str]] = {
    "unknown-field": ("a field is undocumented", _with_unknown_field, _JSON_TYPE),
    "duplicate-key": ("a key occurs twice in the body", _duplicate_key_body, _JSON_TYPE),
    "content-type": ("the body is sent as text/plain", _minimal_payload, "text/plain"),
    "large-body": ("the body has ten million bytes", _large_body, _JSON_TYPE),
    "deep-body": ("the body nests a thousand levels deep", _deep_body, _JSON_TYPE),
}
