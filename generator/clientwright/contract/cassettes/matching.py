"""Which recorded call is meant: method, path below the base, query, canonical body; nothing else.

Host, port, scheme and the prefix of the base (`/v1`) are neutral, and so are all headers:
what was recorded against the sandbox replays for the provider's URL, and the other way.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from clientwright.contract.cassettes.canonical import canonical, parsed, written
from clientwright.contract.cassettes.values import Call
from clientwright.json_types import is_dict, is_list
from clientwright.problems import quote_value
from clientwright.specs.json_text import join_pointer

_MOST = 8


@dataclass(frozen=True, slots=True)
class Key:
    """What two calls have in common when they match."""

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    body: str | bytes


def key(call: Call) -> Key:
    """Give what a call is matched by."""
    segments = tuple(map(unquote, call.path.split("/")))
    query = tuple(sorted(parse_qsl(call.query, keep_blank_values=True)))
    return Key(call.method, segments, query, canonical(call.body))


def below_base(url: str, roots: Collection[str]) -> tuple[str, str, str]:
    """Part a URL in its base, the path below it, and the query; the path starts at one of the roots."""
    parts = urlsplit(url)
    segments = parts.path.split("/")
    start = next((n for n, segment in enumerate(segments) if segment in roots), 1)
    path = "/" + "/".join(segments[start:])
    prefix = "/".join(segments[:start])
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return origin + prefix, path, parts.query


def roots(calls: Sequence[Call]) -> frozenset[str]:
    """Give the first segments of the recorded paths: `models`, `requests`."""
    return frozenset(call.path.split("/")[1] for call in calls if call.path.count("/") > 1)


def nearest(call: Call, recorded: Sequence[Call]) -> Call | None:
    """Give the recorded call that is most like this one, the earliest of several."""
    return max(recorded, key=lambda other: _likeness(call, other), default=None)


def _likeness(call: Call, other: Call) -> tuple[int, int]:
    one, two = key(call), key(other)
    same = sum(a == b for a, b in zip(one.path, two.path, strict=False))
    parts = (one.path == two.path, one.method == two.method, one.query == two.query)
    return 2 * sum(parts) + (one.body == two.body), same


def differences(call: Call, other: Call) -> list[str]:
    """Say what differs between a call and a recorded one, part by part."""
    one, two = key(call), key(other)
    parts = [
        ("method", call.method, other.method, one.method == two.method),
        ("path", call.path, other.path, one.path == two.path),
        ("query", call.query, other.query, one.query == two.query),
    ]
    said = [f"{name}: recorded {b!r}, now {a!r}" for name, a, b, same in parts if not same]
    bodies = list(_of_bodies(call.body, other.body)) if one.body != two.body else []
    more = [f"... and {len(bodies) - _MOST} more"] if len(bodies) > _MOST else []
    return [*said, *bodies[:_MOST], *more]


def _of_bodies(one: bytes, two: bytes) -> Iterator[str]:
    try:
        yield from _of_values(parsed(one), parsed(two), "")
    except (ValueError, RecursionError):
        yield f"body: recorded {quote_value(two)}, now {quote_value(one)}"


def _of_values(one: Any, two: Any, at: str) -> Iterator[str]:
    if is_dict(one) and is_dict(two):
        for name in sorted({*one, *two}):
            yield from _of_slots(one, two, name, at)
    elif is_list(one) and is_list(two) and len(one) == len(two):
        for n, (a, b) in enumerate(zip(one, two, strict=True)):
            yield from _of_values(a, b, join_pointer(at, n))
    elif written(one) != written(two):
        yield f"body {at or '(whole)'}: recorded {_told(two)}, now {_told(one)}"


def _of_slots(one: dict[str, Any], two: dict[str, Any], name: str, at: str) -> Iterator[str]:
    place = join_pointer(at, name)
    if name not in two:
        yield f"body {place}: recorded without it, now {_told(one[name])}"
    elif name not in one:
        yield f"body {place}: recorded {_told(two[name])}, now without it"
    else:
        yield from _of_values(one[name], two[name], place)


def _told(value: Any) -> str:
    text = _text(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _text(value: Any) -> str:
    if is_dict(value):
        pairs = ", ".join(f"{_quoted(k)}: {_text(v)}" for k, v in value.items())
        return f"{{{pairs}}}"
    if is_list(value):
        return f"[{', '.join(map(_text, value))}]"
    return _quoted(value)


def _quoted(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=True)
