"""Match calls by method, path below the base URL, query and canonical body, and nothing else.

Host, port, scheme, base path (`/v1`) and headers do not count, so a cassette recorded against
the sandbox replays for the provider's URL, and the other way round.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import quote_value
from clientwright.testing.cassettes.canonical_json import (
    canonical_body,
    canonical_text,
    parse_strict,
)
from clientwright.testing.cassettes.cassette_model import RecordedCall
from clientwright.testing.targets.secret_encodings import REDACTED

_MAX_DIFFERENCES = 8


@dataclass(frozen=True, slots=True)
class CallKey:
    """What two matching calls have in common."""

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    body: str | bytes


def call_key(call: RecordedCall) -> CallKey:
    """Return the key that a call is matched by."""
    segments = tuple(map(unquote, call.path.split("/")))
    query = tuple(sorted(parse_qsl(call.query, keep_blank_values=True)))
    return CallKey(call.method, segments, query, canonical_body(call.body))


def has_hidden(call: RecordedCall) -> bool:
    """Return whether a recorded call has a value that was hidden as a secret."""
    return REDACTED.encode() in call.body


def with_hidden(call: RecordedCall, recorded: RecordedCall) -> RecordedCall:
    """Return a call in which each value that is hidden in a recorded one is hidden, too."""
    try:
        one, two = parse_strict(call.body), parse_strict(recorded.body)
    except (ValueError, RecursionError):
        return call
    hidden = canonical_text(_hidden_as(one, two))
    return replace(call, body=hidden.encode())


def _hidden_as(one: Any, two: Any) -> Any:
    if two == REDACTED and one is not None:
        return REDACTED
    if is_dict(one) and is_dict(two):
        return {name: _hidden_as(value, two.get(name)) for name, value in one.items()}
    if is_list(one) and is_list(two) and len(one) == len(two):
        return [_hidden_as(a, b) for a, b in zip(one, two, strict=True)]
    return one


def split_base(url: str, roots: Collection[str]) -> tuple[str, str, str]:
    """Split a URL into base URL, path and query; the path starts at one of the roots."""
    parts = urlsplit(url)
    segments = parts.path.split("/")
    start = next((n for n, segment in enumerate(segments) if segment in roots), 1)
    path = "/" + "/".join(segments[start:])
    prefix = "/".join(segments[:start])
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return origin + prefix, path, parts.query


def path_roots(calls: Sequence[RecordedCall]) -> frozenset[str]:
    """Return the first segments of the recorded paths: `models`, `requests`."""
    return frozenset(call.path.split("/")[1] for call in calls)


def nearest_call(call: RecordedCall, recorded: Sequence[RecordedCall]) -> RecordedCall | None:
    """Return the recorded call most similar to this one; of several, the earliest."""
    return max(recorded, key=lambda other: _similarity(call, other), default=None)


def _similarity(call: RecordedCall, other: RecordedCall) -> tuple[int, int]:
    one, two = call_key(call), call_key(other)
    same = sum(a == b for a, b in zip(one.path, two.path, strict=False))
    parts = (one.path == two.path, one.method == two.method, one.query == two.query)
    return 2 * sum(parts) + (one.body == two.body), same


def call_differences(call: RecordedCall, other: RecordedCall) -> list[str]:
    """Return the differences between a call and a recorded one, one text per part."""
    one, two = call_key(call), call_key(other)
    parts = [
        ("method", call.method, other.method, one.method == two.method),
        ("path", call.path, other.path, one.path == two.path),
        ("query", call.query, other.query, one.query == two.query),
    ]
    parts_text = [f"{name}: recorded {b!r}, now {a!r}" for name, a, b, same in parts if not same]
    bodies = list(_body_differences(call.body, other.body)) if one.body != two.body else []
    more = (
        [f"... and {len(bodies) - _MAX_DIFFERENCES} more"] if len(bodies) > _MAX_DIFFERENCES else []
    )
    return [*parts_text, *bodies[:_MAX_DIFFERENCES], *more]


def _body_differences(one: bytes, two: bytes) -> Iterator[str]:
    try:
        yield from _value_differences(parse_strict(one), parse_strict(two), "")
    except (ValueError, RecursionError):
        yield f"body: recorded {quote_value(two)}, now {quote_value(one)}"


def _value_differences(one: Any, two: Any, at: str) -> Iterator[str]:
    if is_dict(one) and is_dict(two):
        for name in sorted({*one, *two}):
            yield from _member_differences(one, two, name, at)
    elif is_list(one) and is_list(two) and len(one) == len(two):
        for n, (a, b) in enumerate(zip(one, two, strict=True)):
            yield from _value_differences(a, b, join_pointer(at, n))
    elif canonical_text(one) != canonical_text(two):
        yield f"body {at or '(whole)'}: recorded {_clipped_text(two)}, now {_clipped_text(one)}"


def _member_differences(
    one: dict[str, Any], two: dict[str, Any], name: str, at: str
) -> Iterator[str]:
    pointer = join_pointer(at, name)
    if name not in two:
        yield f"body {pointer}: recorded without it, now {_clipped_text(one[name])}"
    elif name not in one:
        yield f"body {pointer}: recorded {_clipped_text(two[name])}, now without it"
    else:
        yield from _value_differences(one[name], two[name], pointer)


def _clipped_text(value: Any) -> str:
    text = _value_text(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _value_text(value: Any) -> str:
    if is_dict(value):
        pairs = ", ".join(f"{_scalar_text(k)}: {_value_text(v)}" for k, v in value.items())
        return f"{{{pairs}}}"
    if is_list(value):
        return f"[{', '.join(map(_value_text, value))}]"
    return _scalar_text(value)


def _scalar_text(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=True)
