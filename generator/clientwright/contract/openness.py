"""What the documents leave open: inputs that a server may take or refuse, so that neither is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clientwright.contract.breaking.names import UNKNOWN
from clientwright.contract.breaking.sites import reach, sites
from clientwright.contract.judges.server import wire
from clientwright.contract.making.draws import LeastDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.making.values import types
from clientwright.json_types import is_dict, is_list
from clientwright.rules.generation_context import Payload
from clientwright.rules.json_edit import matching_pointers, set_value
from clientwright.specs.schema_keywords import MEDIA_KEYWORD


@dataclass(frozen=True, slots=True)
class Question:
    """Something the documents do not say; `build` gives a body that asks it."""

    name: str
    sentence: str
    place: str
    build: Callable[[Workshop], bytes | Payload]
    content_type: str = "application/json"


LONE = "half of a surrogate pair"
"""What JSON can write and UTF-8 cannot: nobody is bound to take it."""


def open_in(payload: Any) -> str:
    """Say what in a payload the documents leave open, or nothing."""
    return next(all_open_in(payload), "")


def all_open_in(payload: Any) -> Iterator[str]:
    """Say everything in a payload that the documents leave open."""
    if payload == "":
        yield "an empty string"
    elif payload == []:
        yield "an empty array"
    elif isinstance(payload, str):
        if payload.startswith("data:"):
            yield "a data: URI"
        if any("\ud800" <= character <= "\udfff" for character in payload):
            yield LONE
    below = payload.values() if is_dict(payload) else payload if is_list(payload) else ()
    for value in below:
        yield from all_open_in(value)


def questions(shop: Workshop) -> Iterator[Question]:
    """List the open questions that an endpoint's schema gives rise to."""
    for name, (sentence, build, kind) in _WHOLE.items():
        yield Question(name, sentence, "/input", build, kind)
    for site in sites(shop.schema):
        if len(site.path.steps) != 1:
            continue
        kinds, place = types(site.schema), "/input" + site.pointer
        for kind, name, value in (("string", "empty-string", ""), ("array", "empty-array", [])):
            bound = site.schema.get("minLength" if kind == "string" else "minItems", 0)
            if (
                kinds == (kind,)
                and not bound
                and MEDIA_KEYWORD not in site.schema
                and "enum" not in site.schema
            ):
                sentence = f"{site.name} is empty"
                yield Question(f"{site.name}/{name}", sentence, place, _set(site, value))
        if MEDIA_KEYWORD in site.schema:
            sentence = f"{site.name} is a data: URI"
            yield Question(f"{site.name}/data-uri", sentence, place, _set(site, _DATA))


_DATA = "data:image/png;base64,iVBORw0KGgo="
_LARGE = 10_000_000
_DEEP = 1_000


def _set(site: Any, value: Any) -> Callable[[Workshop], Payload]:
    def build(shop: Workshop) -> Payload:
        payload, bench = _least(shop), shop.bench(LeastDraw())
        reach(payload, site, bench)
        for slot in matching_pointers(site.path, payload):
            set_value(payload, slot, value)
        return payload

    return build


def _least(shop: Workshop) -> Payload:
    return shop.payload(LeastDraw())


def _unknown(shop: Workshop) -> Payload:
    return {**_least(shop), UNKNOWN: 1}


def _twice(shop: Workshop) -> bytes:
    """Write the first field two times, with the same value."""
    payload = _least(shop)
    if not payload:
        raise NoStrategy("", "the smallest input has no field that could stand twice")
    first = next(iter(payload))
    return _beside(wire({first: payload[first]})[1:-1], payload)


def _large(shop: Workshop) -> bytes:
    return _beside(b'"%s":"%s"' % (UNKNOWN.encode(), b"a" * _LARGE), _least(shop))


def _deep(shop: Workshop) -> bytes:
    nest = b"[" * _DEEP + b"]" * _DEEP
    return _beside(b'"%s":%s' % (UNKNOWN.encode(), nest), _least(shop))


def _beside(field: bytes, payload: Payload) -> bytes:
    """Write a field before those of a payload."""
    rest = wire(payload)[1:]
    return b"{" + field + (b"," if payload else b"") + rest


_JSON = "application/json"
_WHOLE: Mapping[str, tuple[str, Callable[[Workshop], Any], str]] = {
    "unknown-field": ("there is a field that no document names", _unknown, _JSON),
    "duplicate-key": ("a key stands twice in the body", _twice, _JSON),
    "content-type": ("the body calls itself text/plain", _least, "text/plain"),
    "large-body": ("the body has ten million bytes", _large, _JSON),
    "deep-body": ("the body nests a thousand levels deep", _deep, _JSON),
}
