"""Encode bodies in cassette files without loss: as JSON, as text, or in base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from clientwright.io import json_text
from clientwright.io.json_types import is_dict
from clientwright.testing.cassettes.canonical_json import canonical_body
from clientwright.testing.cassettes.cassette_model import JSON_TYPE

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
