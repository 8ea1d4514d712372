"""Read the calls in a person's own cassettes of vcrpy, whichever version and library wrote them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from clientwright.io.json_types import is_dict, is_list
from clientwright.testing.cassettes.body_decoding import decode_content
from clientwright.testing.cassettes.cassette_model import RawExchange
from clientwright.testing.cassettes.plain_values import MAX_DEPTH, PlainDocument, UnreadValue

_MAX_BODY_VALUES = 100_000
_REDIRECTS = range(300, 400)
_STATUS_DIGITS = 3


class UnreadablePart(ValueError):
    """A part of a call that cannot be read: its place, the reason, and the YAML tag if that is it."""

    def __init__(self, pointer: str, line: int, reason: str, tag: str = "") -> None:
        """Store where and why."""
        super().__init__(reason)
        self.pointer, self.line, self.reason, self.tag = pointer, line, reason, tag


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A value in a document, with its place."""

    document: PlainDocument
    value: Any
    pointer: str = ""
    line: int = 0

    def fault(self, reason: str) -> UnreadablePart:
        """Return the error about this value, to be raised."""
        return UnreadablePart(self.pointer, self.line, reason)

    def known(self) -> Any:
        """Return the value.

        Raises:
            UnreadablePart: it is not read.
        """
        if isinstance(self.value, UnreadValue):
            one = self.value
            raise UnreadablePart(self.pointer, one.line or self.line, one.reason, one.tag)
        return self.value

    def has(self, name: str) -> bool:
        """Return whether this is an object with a member of the name."""
        return is_dict(self.value) and name in self.value

    def member(self, name: str) -> DocumentPart:
        """Return a member of an object.

        Raises:
            UnreadablePart: this is no object, or has no such member.
        """
        value = self.known()
        if not is_dict(value):
            raise self.fault(f"it is {_kind(value)} instead of an object")
        if name not in value:
            raise self.fault(f"{name!r} is missing")
        return self._inner(name, value[name])

    def items(self) -> Iterator[DocumentPart]:
        """Yield the items of a list."""
        for n, item in enumerate(self.known()):
            yield self._inner(n, item)

    def _inner(self, name: str | int, value: Any) -> DocumentPart:
        line = self.document.line_of(value) or self.line
        return DocumentPart(self.document, value, f"{self.pointer}/{name}", line)

    def text(self) -> str:
        """Return a text.

        Raises:
            UnreadablePart: it is none.
        """
        value = self.known()
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if not isinstance(value, str):
            raise self.fault(f"it is {_kind(value)} instead of a text")
        return value

    def json_value(self) -> Any:
        """Return a value as JSON data.

        Raises:
            UnreadablePart: it is too large, or something in it is not read.
        """
        left, seen = [(self, 0)], 0
        while left:
            seen += 1
            one, depth = left.pop()
            value = one.known()
            if seen > _MAX_BODY_VALUES or depth > MAX_DEPTH:
                raise self.fault("it has too many values, or is nested too deeply")
            if is_dict(value):
                inner = (one._inner(str(name), held) for name, held in value.items())
                left += [(part, depth + 1) for part in inner]
            elif is_list(value):
                left += [(part, depth + 1) for part in one.items()]
            elif isinstance(value, bytes):
                raise one.fault("it is bytes inside a JSON body")
        return self.value


_KINDS = {type(None): "null", bool: "a boolean", int: "a number", float: "a number", str: "a text"}


def _kind(value: Any) -> str:
    if is_dict(value):
        return "an object"
    return _KINDS.get(type(value), "a list" if is_list(value) else "bytes")


@dataclass(frozen=True, slots=True)
class CallEntry:
    """One entry of a recording whose method and URL are known; the rest is read when it is needed."""

    part: DocumentPart
    method: str
    url: str
    host: str
    path: str

    def read(self) -> RawExchange:
        """Return the whole call with its answer; a body has no content encoding any more.

        Raises:
            UnreadablePart: a part is missing, of a wrong type, or not read.
        """
        request, response = self.part.member("request"), self.part.member("response")
        sent_headers = _headers(request)
        headers = _headers(response)
        sent = self._decoded(request, _request_body(request, sent_headers), sent_headers)
        status = _status(response)
        body = b"" if status in _REDIRECTS else _response_body(response)
        decoded = self._decoded(response, body, headers)
        return RawExchange(self.method, self.url, sent_headers, sent, status, headers, decoded)

    def _decoded(
        self, part: DocumentPart, body: bytes, headers: tuple[tuple[str, str], ...]
    ) -> bytes:
        encodings = ",".join(v for name, v in headers if name.lower() == "content-encoding")
        try:
            return decode_content(body, encodings)
        except ValueError as error:
            raise UnreadablePart(f"{part.pointer}/body", part.line, str(error)) from None


def read_entries(document: PlainDocument) -> Iterator[CallEntry | UnreadablePart]:
    """Yield the entries of a recording of vcrpy, or why one of them cannot be read."""
    root = DocumentPart(document, document.value, "", document.line_of(document.value))
    try:
        entries = list(root.member("interactions").items())
    except UnreadablePart as error:
        yield error
        return
    for entry in entries:
        try:
            request = entry.member("request")
            url, method = request.member("uri").text(), request.member("method").text()
            yield CallEntry(entry, method.upper(), url, *split_address(url))
        except UnreadablePart as error:
            yield error
        except ValueError as error:
            pointer = f"{entry.pointer}/request/uri"
            yield UnreadablePart(pointer, entry.line, f"it is not a URL: {error}")


def split_address(url: str) -> tuple[str, str]:
    """Return host and path of a URL; the usual ports are left out.

    Raises:
        ValueError: it is not a URL.
    """
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return f"{parts.hostname or ''}{port}", parts.path


def _headers(part: DocumentPart) -> tuple[tuple[str, str], ...]:
    """Return headers from an object of texts or lists, or from a list of pairs."""
    if not part.has("headers"):
        return ()
    inner = part.member("headers")
    value = inner.known()
    if value is None:
        return ()
    if is_list(value):
        pairs = [item.known() for item in inner.items()]
        if not all(is_list(pair) and len(pair) == 2 for pair in pairs):
            raise inner.fault("its items are not pairs of name and value")
    elif is_dict(value):
        pairs = list(value.items())
    else:
        raise inner.fault(f"it is {_kind(value)} instead of an object")
    return tuple((_plain(name), _plain(one)) for name, held in pairs for one in _values(held))


def _values(held: Any) -> Sequence[Any]:
    return held if is_list(held) else [held]


def _plain(value: Any) -> str:
    """Return a header's name or value; a value that is not read is nobody's business."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value) if isinstance(value, str | int | float) else ""


def _status(response: DocumentPart) -> int:
    """Return the status: an object with its code, or a number as older versions wrote it for httpx."""
    part = response.member("status_code" if response.has("status_code") else "status")
    part = part.member("code") if part.has("code") else part
    value = part.known()
    if isinstance(value, str) and value.isdecimal() and len(value) == _STATUS_DIGITS:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value not in range(100, 600):
        raise part.fault(f"it is {_kind(value)} instead of an HTTP status")
    return value


def _response_body(response: DocumentPart) -> bytes:
    """Return the bytes of a body: an object with a text, or `content` as older versions wrote it."""
    if response.has("content") and not response.has("body"):
        return _bytes(response.member("content"))
    body = response.member("body")
    if body.has("base64_string"):
        return _from_base64(body.member("base64_string"))
    return _bytes(body.member("string") if body.has("string") else body)


def _from_base64(part: DocumentPart) -> bytes:
    try:
        return base64.b64decode("".join(part.text().split()), validate=True)
    except ValueError:
        raise part.fault("it is not base64") from None


def _request_body(request: DocumentPart, headers: Sequence[tuple[str, str]]) -> bytes:
    """Return the bytes that were sent; aiohttp's calls hold the data that was given to it."""
    if not request.has("body"):
        return b""
    body = request.member("body")
    value = body.known()
    if is_list(value) and all(isinstance(one, str | bytes) for one in value):
        return b"".join(_bytes(item) for item in body.items())
    if is_dict(value) or is_list(value):
        kind = next((v for name, v in headers if name.lower() == "content-type"), "")
        if kind and "json" not in kind.lower():
            raise body.fault(f"it is {_kind(value)}, and was not sent as JSON")
        return _encoded_json(body)
    return _bytes(body)


def _encoded_json(part: DocumentPart) -> bytes:
    try:
        return json.dumps(part.json_value()).encode()
    except UnreadablePart:
        raise
    except (TypeError, ValueError, RecursionError) as error:
        raise part.fault(f"it is not JSON data: {type(error).__name__}") from None


def _bytes(part: DocumentPart) -> bytes:
    value = part.known()
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if value is None or isinstance(value, bytes):
        return value or b""
    if isinstance(value, bool | int | float):
        return json.dumps(value).encode()
    raise part.fault(f"it is {_kind(value)} instead of a text")
