# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The request id in an answer that is not whole or not JSON, which may be all that is known of a paid job."""

from __future__ import annotations

import json
import re
import zlib

from . import wire
from .content_encoding import windows_of
from .response_parsing import Response
from .service import Service

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:(?P<begin>[\[{])|(?P<end>[\]}])|(?P<comma>,)|(?P<colon>:)"""
    r"""|(?P<text>"(?:[^"\\]++|\\.)*+")|[^\s\[\]{},:"]++)""",
    re.DOTALL,
)
_MOST = 16 * 1024 * 1024
"""Bytes of an answer that are looked through."""
_PIECE = 512


def named_in(service: Service, response: Response) -> str | None:
    """Return the request id that a body names which may be cut anywhere, or None.

    Of several ids it is the least deep, and of those the first. No data is built, since memory
    or stack may have run out for that.
    """
    place = wire.wire_of(service).place("submit", wire.REQUEST_ID) or ""
    found = None if place.startswith("/") else wire.header(response.headers, place)
    if found := service.request_id(found):
        return found
    if not response.complete and (encoding := response.headers.get("Content-Encoding")):
        found = _IdScan(service, place, _text(_inflated(response.body, encoding))).found()
    return found or _IdScan(service, place, _text(response.body)).found()


class _IdScan:
    """Looks through the tokens of a JSON text for request ids.

    `place` is where the service has one. A name that only a request id has is looked for at any
    depth, others only on the way to that place.
    """

    def __init__(self, service: Service, place: str, text: str) -> None:
        self._service, self._text = service, text
        self._way = wire.steps(place)
        self._name = self._way[-1] if self._way else ""
        self._is_telling = wire.telling_name(place) is not None
        self._ids: dict[int, tuple[int, str]] = {}
        """By depth: the object that an id is in, counted from the start, and the id."""

    def found(self) -> str | None:
        """Return the least deep id."""
        open_objects: list[int] = []
        way: list[str] = []
        """The key that each open object is under; an empty one for items of lists."""
        at = count = 0
        key = last = named = ""
        while token := _TOKEN.match(self._text, at):
            at, kind = token.end(), token.lastgroup
            if kind == "begin":
                count += 1
                open_objects.append(count)
                way.append(named)
            elif not open_objects:
                break
            elif kind == "end":
                open_objects.pop()
                way.pop()
            elif kind == "colon":
                key, last, named = last, "", last
                if is_id := self._is_id(key, way):
                    self._drop(open_objects)  # the last of two equal keys counts
                key = key if is_id else ""
                continue
            elif kind == "text" or (kind is None and at < len(self._text)):
                last = token[0].lstrip()
                if key:
                    self._note(open_objects, last)
            key = named = ""
            if not open_objects:
                break
        return next((self._ids[depth][1] for depth in sorted(self._ids)), None)

    def _is_id(self, written: str, way: list[str]) -> bool:
        """Return whether a key as it is written, maybe with escapes, is that of the request id."""
        if not _is_key(written, self._name):
            return False
        above = self._way[:-1]
        is_place = len(way) == len(above) + 1 and all(map(_is_key, way[1:], above))
        return self._is_telling or is_place

    def _drop(self, open_objects: list[int]) -> None:
        if self._ids.get(len(open_objects), (0, ""))[0] == open_objects[-1]:
            del self._ids[len(open_objects)]

    def _note(self, open_objects: list[int], written: str) -> None:
        if id := self._service.request_id(_value(written)):
            self._ids.setdefault(len(open_objects), (open_objects[-1], id))


def _is_key(written: str, name: str) -> bool:
    is_plain = "\\" not in written
    return written == f'"{name}"' if is_plain else _value(written) == name


def _value(written: str) -> object:
    try:
        found: object = json.loads(written, strict=False) if len(written) < 10_000 else None
    except ValueError:
        return None
    return found


def _inflated(body: bytes, content_encoding: str) -> bytes:
    """Return what can be had of a compressed body that is cut or broken."""
    for windows in windows_of(content_encoding):
        body = max((_beginning(body, window) for window in windows), key=len)
    return body


def _beginning(body: bytes, window: int) -> bytes:
    stream, found, size = zlib.decompressobj(window), bytearray(), _PIECE
    at = 0
    while at < len(body) and not stream.eof and len(found) < _MOST:
        before = stream.copy()
        try:
            found += stream.decompress(body[at : at + size], _MOST)
            at += size
        except zlib.error:
            if size == 1:
                break
            stream, size = before, 1
    return bytes(found)


def _text(body: bytes) -> str:
    """Return a body as text; what is no text cannot be a part of an id."""
    encoding = json.detect_encoding(body)
    return body.decode(encoding, "surrogateescape" if encoding[:5] == "utf-8" else "replace")
