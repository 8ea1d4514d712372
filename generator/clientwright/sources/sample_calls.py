"""Sample calls: the curl commands of a page, with a model id and a demo payload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from clientwright.errors import ProblemsError
from clientwright.io.json_text import parse_json, scan_json
from clientwright.io.json_types import Schema, is_dict
from clientwright.sources.documents import Document

_URL = re.compile(
    r"""(?:--url[\s=]+|curl\s+(?:(?:-X|--request)\s+[A-Z]+\s+)?)["']?(https?://[^\s"'\\]+)"""
)
_MODELS = re.compile(r"/v\d+/models/(.+)")
_DATA = re.compile(r"(?:--data(?:-raw|-binary)?|--json|-d)[\s=]+'")
_CLOSE = re.compile(r"\s*'")
_QUOTED = re.compile(r"[^']*(?:'\\''[^']*)*'")


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A sample call: the offset of its URL, the host and id in it, and its payload.

    `span` is the payload's (start, end) in the text; `reason` is why it cannot be read.
    """

    offset: int
    host: str
    model_id: str
    payload: Schema | None = None
    span: tuple[int, int] | None = None
    reason: str = ""


def find_sample_calls(document: Document, limit: int) -> Iterator[SampleCall]:
    """Yield the sample calls of a text in order, at most `limit`."""
    return islice(_all_calls(document), limit)


def _all_calls(document: Document) -> Iterator[SampleCall]:
    urls = list(_URL.finditer(document.text))
    ends = [*(url.start() for url in urls[1:]), len(document.text)]
    for match, end in zip(urls, ends, strict=False):
        host, _, path = match[1].partition("://")[2].partition("/")
        path_match = _MODELS.fullmatch("/" + path)
        if path_match:
            call = SampleCall(match.start(1), _host(match[1]) or host, unquote(path_match[1]))
            yield _with_payload(document, call, match.end(), end)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _with_payload(document: Document, call: SampleCall, at: int, end: int) -> SampleCall:
    opened = _DATA.search(document.text, at, end)
    if not opened:
        return call
    start = opened.end()
    result = _read_as_json(document, start) or _read_as_shell(document, start)
    if isinstance(result, tuple):
        payload, closed = result
        return SampleCall(call.offset, call.host, call.model_id, payload, (start, closed))
    reason = result or "its quotes do not close"
    return SampleCall(call.offset, call.host, call.model_id, reason=reason)


def _read_as_json(document: Document, start: int) -> tuple[Schema, int] | None:
    """Read the payload as written: many pages do not escape apostrophes in it."""
    try:
        scanned = scan_json(document.text, document.location(0), start)
    except ProblemsError:
        return None
    closed = _CLOSE.match(document.text, scanned.end)
    return (scanned.value, closed.end()) if closed and is_dict(scanned.value) else None


def _read_as_shell(document: Document, start: int) -> tuple[Schema, int] | str:
    """Read the payload as a shell would: `'\\''` is one apostrophe."""
    quoted = _QUOTED.match(document.text, start)
    if not quoted:
        return ""
    text = quoted.group()[:-1].replace("'\\''", "'")
    try:
        value = parse_json(text, document.location(start))
    except ProblemsError as error:
        return getattr(error.problems[0], "reason", error.problems[0].code)
    return (value, quoted.end()) if is_dict(value) else "it is not a JSON object"
