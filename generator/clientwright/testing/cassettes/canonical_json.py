"""Canonical JSON bodies: two bodies are equal exactly when their JSON is.

The order of keys, white space and escapes do not matter. Types do: `true` is not 1, and `5`
is not `5.0`. A body that is not strict JSON (a duplicate key, `NaN`, a cut-off text) is compared
byte by byte.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from clientwright.io import json_text
from clientwright.io.json_types import is_dict, is_list
from clientwright.testing.cassettes.cassette_model import JSON_TYPE


def canonical_body(body: bytes) -> str | bytes:
    """Return the canonical text of a JSON body, or the body itself if it is not strict JSON."""
    try:
        return canonical_text(parse_strict(body))
    except (ValueError, RecursionError):
        return body


def parse_strict(body: bytes) -> Any:
    """Parse a body as strict JSON; numbers with a fraction or an exponent become `Decimal`.

    Raises:
        ValueError: it is not UTF-8 or not strict JSON.
        RecursionError: it is nested too deeply.
    """
    text = body.decode("utf-8")
    return json.loads(
        text,
        object_pairs_hook=_unique_keys,
        parse_constant=_reject_constant,
        parse_float=_parse_decimal,
    )


def canonical_text(value: Any) -> str:
    """Return a value as canonical JSON: ASCII, sorted keys, no white space, one form per number."""
    if is_dict(value):
        pairs = (f"{json.dumps(key)}:{canonical_text(value[key])}" for key in sorted(value))
        return f"{{{','.join(pairs)}}}"
    if is_list(value):
        return f"[{','.join(map(canonical_text, value))}]"
    return _NUMBER_WRITERS.get(type(value), json.dumps)(value)


def _decimal_text(number: Decimal) -> str:
    """Return a number in a form that no integer has."""
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    short = text.rstrip("0")
    power = int(exponent) + len(text) - len(short) if short else 0
    return f"{'-' * sign}{short or '0'}e{power}"


def _float_text(number: float) -> str:
    return _decimal_text(Decimal(repr(number)))


_NUMBER_WRITERS: Mapping[type, Callable[[Any], str]] = {Decimal: _decimal_text, float: _float_text}


def _parse_decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"{digits} is out of range") from None


def _reject_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _unique_keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} occurs twice")
        found[key] = value
    return found


_MAX_DEPTH = 60
"""Deeper bodies are stored as text, because JSON readers limit the depth they follow."""


def encode_body(body: bytes, content_type: str) -> dict[str, Any]:
    """Return a body and its content type as JSON members, as readable as possible."""
    usual = JSON_TYPE if body else ""
    kind = {} if content_type == usual else {"content_type": content_type}
    return {**kind, **_encoded_part(body)} if body else kind


def _encoded_part(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
        if json_text.depth_of(value) <= _MAX_DEPTH and canonical_body(
            _json_bytes(value)
        ) == canonical_body(body):
            return {"json": value}
    except (ValueError, RecursionError):
        pass
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}


def decode_body(data: Any) -> tuple[bytes, str]:
    """Return the body and the content type in some JSON members.

    Raises:
        ValueError: there is more than one body, or the content type is not text.
    """
    found = [make(data[name]) for name, make in _DECODERS.items() if name in data]
    body = found[0] if found else b""
    kind = data.get("content_type", JSON_TYPE if body else "")
    if len(found) > 1 or not isinstance(kind, str) or not is_dict(data):
        raise ValueError("a body is given in two encodings, or its type is not text")
    return body, kind


def _json_bytes(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _text_bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _base64_bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_DECODERS = {"json": _json_bytes, "text": _text_bytes, "base64": _base64_bytes}
