"""Payloads as text for a reader."""

from __future__ import annotations

import json
from typing import Any

from clientwright.rules.json_edit import MISSING

_MAX_LENGTH = 2000


def format_payload(payload: Any) -> str:
    """Return a payload as JSON, raw bytes as escaped ASCII, or an empty string if there is none."""
    if payload is MISSING:
        return ""
    if isinstance(payload, bytes):
        return _clip(payload.decode("ascii", "backslashreplace"), len(payload))
    text = json.dumps(payload, ensure_ascii=False)
    return _clip(text, len(text.encode("utf-8", "surrogatepass")))


def _clip(text: str, size: int) -> str:
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}… ({size:,} bytes)"
