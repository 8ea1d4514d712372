"""Bodies as a person reads them, without loss: as JSON where JSON says it all, as text, in base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from clientwright.contract.cassettes.canonical import canonical
from clientwright.contract.cassettes.values import JSON
from clientwright.json_types import is_dict
from clientwright.specs import json_text

_DEEPEST = 60
"""How deep a body may nest to stand as JSON: readers of cassettes follow only so far."""


def told(body: bytes, content_type: str) -> dict[str, Any]:
    """Say a body and its content type, as plainly as they allow."""
    usual = JSON if body else ""
    kind = {} if content_type == usual else {"content_type": content_type}
    return {**kind, **_said(body)} if body else kind


def _said(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
        if json_text.depth_of(value) <= _DEEPEST and canonical(_compact(value)) == canonical(body):
            return {"json": value}
    except (ValueError, RecursionError):
        pass
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}


def read(data: Any) -> tuple[bytes, str]:
    """Read a body and its content type.

    Raises:
        ValueError: it is told twice, or not as it should be.
    """
    found = [make(data[name]) for name, make in _BODIES.items() if name in data]
    body = found[0] if found else b""
    kind = data.get("content_type", JSON if body else "")
    if len(found) > 1 or not isinstance(kind, str) or not is_dict(data):
        raise ValueError("a body is told twice")
    return body, kind


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _from_text(text: str) -> bytes:
    return text.encode("utf-8")


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_BODIES = {"json": _compact, "text": _from_text, "base64": _from_base64}
