"""Sample calls: the curl commands of a page, with the URL of a model and a demo payload."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote

from clientwright.errors import ProblemsError
from clientwright.io.json_text import parse_json, scan_json
from clientwright.io.json_types import Schema, is_dict
from clientwright.sources.documents import Document
from clientwright.sources.model_urls import ModelUrl
from clientwright.sources.submit_address import SubmitAddress

_DATA = re.compile(r"(?:--data(?:-raw|-binary)?|--json|-d)[\s=]+'")
_CLOSE = re.compile(r"\s*'")
_QUOTED = re.compile(r"[^']*(?:'\\''[^']*)*'")


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A sample call: its URL, and its payload.

    `span` is the payload's (start, end) in the text; `reason` is why it cannot be read.
    """

    url: ModelUrl
    payload: Schema | None = None
    span: tuple[int, int] | None = None
    reason: str = ""


def find_sample_calls(
    document: Document, urls: Sequence[ModelUrl], limit: int
) -> Iterator[SampleCall]:
    """Yield the sample calls of a text in order, at most `limit`; `urls` are all its URLs."""
    return islice(_all_calls(document, [url for url in urls if url.is_call]), limit)


def name_models(
    document: Document, urls: Sequence[ModelUrl], submit: SubmitAddress
) -> list[ModelUrl]:
    """Return the URLs, those of submits with the model that their payload names."""
    ends = [*(url.offset for url in urls[1:]), len(document.text)]
    return [
        _named(_with_payload(document, url, end), submit) if url.is_submit else url
        for url, end in zip(urls, ends, strict=False)
    ]


def _named(call: SampleCall, submit: SubmitAddress) -> ModelUrl:
    id = submit.model_in_body(call.payload)
    return replace(call.url, text=quote(id), is_sure=True) if id else call.url


def _all_calls(document: Document, urls: Sequence[ModelUrl]) -> Iterator[SampleCall]:
    ends = [*(url.offset for url in urls[1:]), len(document.text)]
    for url, end in zip(urls, ends, strict=False):
        if url.text is not None:
            yield _with_payload(document, url, end)


def _with_payload(document: Document, url: ModelUrl, end: int) -> SampleCall:
    opened = _DATA.search(document.text, url.end, end)
    if not opened:
        return SampleCall(url)
    start = opened.end()
    result = _read_as_json(document, start) or _read_as_shell(document, start)
    if isinstance(result, tuple):
        payload, closed = result
        return SampleCall(url, payload, (start, closed))
    return SampleCall(url, reason=result or "its quotes do not close")


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
