"""Edits of JSON text that leave every other byte as it is."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_scanner import JsonScanner
from clientwright.io.json_text import dump_json

_INDENT = "  "


def set_member(text: str, key: str, value: Sequence[Any], keys: Sequence[str]) -> str:
    """Return a document with a list as the value of a root key; `keys` has the order of all keys.

    Items that are already there keep their text; so does everything else. The text must be strict JSON
    with an object of at least one member at its root. An empty list removes the key.
    """
    scanner = JsonScanner(text)
    document, _ = scanner.value(0)
    line_end = "\r\n" if "\r\n" in text else "\n"
    if key in document:
        if not value:
            return _without_member(text, scanner.offsets, [*document], key)
        return _with_items(text, scanner.offsets, document[key], (key, value), line_end)
    if not value:
        return text
    listed = _list([_dump(item, line_end) for item in value], line_end)
    before = [other for other in keys[: keys.index(key)] if other in document]
    if before:
        at = _end(text, scanner.offsets[join_pointer("", before[-1])])
        return f"{text[:at]},{line_end}{_INDENT}{json.dumps(key)}: {listed}{text[at:]}"
    at = text.index("{") + 1
    return f"{text[:at]}{line_end}{_INDENT}{json.dumps(key)}: {listed},{text[at:]}"


def _with_items(
    text: str,
    offsets: Mapping[str, int],
    items: Sequence[Any],
    member: tuple[str, Sequence[Any]],
    line_end: str,
) -> str:
    """Return a document with other items in a list that it has: after the present ones, if these stay."""
    key, value = member
    start = offsets[join_pointer("", key)]
    spans = list(_item_spans(text, offsets, len(items), join_pointer("", key)))
    if items and list(value[: len(items)]) == list(items):
        between = text[text.rindex("[", start, spans[0][0]) + 1 : spans[0][0]]
        more = "".join(f",{between}{_dump(item, line_end)}" for item in value[len(items) :])
        end = spans[-1][1]
        return text[:end] + more + text[end:]
    known = {json.dumps(item): text[a:b] for item, (a, b) in zip(items, spans, strict=True)}
    listed = [known.get(json.dumps(item), _dump(item, line_end)) for item in value]
    return text[:start] + _list(listed, line_end) + text[_end(text, start) :]


def _without_member(text: str, offsets: Mapping[str, int], keys: Sequence[str], key: str) -> str:
    n = keys.index(key)
    end = _end(text, offsets[join_pointer("", key)])
    if n:
        return text[: _end(text, offsets[join_pointer("", keys[n - 1])])] + text[end:]
    scanner = JsonScanner(text)
    start = scanner.skip_space(text.index("{") + 1)
    return text[:start] + text[scanner.skip_space(text.index(",", end) + 1) :]


def _item_spans(
    text: str, offsets: Mapping[str, int], count: int, pointer: str
) -> Iterator[tuple[int, int]]:
    """Yield where each item of a list starts and ends."""
    for n in range(count):
        start = offsets[join_pointer(pointer, n)]
        yield start, _end(text, start)


def _end(text: str, start: int) -> int:
    """Return the end of the value that starts at an offset."""
    return JsonScanner(text).value(start)[1]


def _dump(value: Any, line_end: str) -> str:
    """Return an item of a root member's list as text, without the indent of its first line."""
    lines = textwrap.indent(dump_json(value).rstrip("\n"), _INDENT * 2)
    return lines.lstrip().replace("\n", line_end)


def _list(items: Sequence[str], line_end: str) -> str:
    pad = line_end + _INDENT * 2
    return f"[{','.join(pad + item for item in items)}{line_end}{_INDENT}]"
