"""Bodies that are no input at all: no JSON, cut off, no object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.contract.judges.server import wire
from clientwright.contract.making.draws import LeastDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.problems import NoStrategy
from clientwright.rules.json_path import JsonPath

Build = Callable[[Workshop], bytes]


@dataclass(frozen=True, slots=True)
class Body:
    """A raw body that must be refused, and why."""

    name: str
    sentence: str
    build: Build


def bodies(shop: Workshop) -> Iterator[Body]:
    """List the raw bodies; each stands beside the smallest valid input as its twin."""
    for name, (said, build) in _NO_JSON.items():
        yield Body(name, f"The body is JSON: {said} is refused.", build)
    if shop.schema.get("type") == "object":
        for name, text in _NO_OBJECT.items():
            said = f"The body is a JSON object: {text.decode()} is refused."
            yield Body(f"root-{name}", said, _always(text))


def _whole(shop: Workshop, least: int = 0) -> bytes:
    """Write the smallest input, of at least so many fields."""
    payload = shop.payload(LeastDraw())
    named = [name for name in shop.schema.get("properties", {}) if name not in payload]
    for name in named[: max(0, least - len(payload))]:
        payload = shop.payload(LeastDraw(), JsonPath((name,)))
    if len(payload) < least:
        raise NoStrategy("", f"no input has {least} field")
    return wire(payload)


def _spoilt(shop: Workshop) -> bytes:
    """Put a byte that begins nothing in UTF-8 into the last text of a body, which is a field's name or value."""
    before, quote, after = _whole(shop, 1).rpartition(b'"')
    return before + b"\xff" + quote + after


def _always(text: bytes) -> Build:
    return lambda _: text


_NO_JSON: dict[str, tuple[str, Build]] = {
    "empty": ("an empty body", _always(b"")),
    "words": ("plain text", _always(b"a cat wakes up")),
    "form": ("a form", _always(b"prompt=a+cat")),
    "truncated": ("a body that is cut off", lambda shop: _whole(shop)[:-1]),
    "trailing": ("something after the object", lambda shop: _whole(shop) + b"}"),
    "single-quotes": ("single quotes", lambda shop: _whole(shop, 1).replace(b'"', b"'")),
    "not-utf-8": ("a byte that is no UTF-8", _spoilt),
}
_NO_OBJECT = {"array": b"[]", "string": b'"a"', "number": b"5", "true": b"true", "null": b"null"}
