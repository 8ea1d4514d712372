"""Payloads as text: what was sent, shown to a person."""

from __future__ import annotations

import json
from typing import Any

from clientwright.rules.json_edit import MISSING

_LIMIT = 2000


def shown(payload: Any) -> str:
    """Show a payload as JSON, or raw bytes as text where they are; empty where there is none."""
    if payload is MISSING:
        return ""
    if isinstance(payload, bytes):
        return _cut(payload.decode("ascii", "backslashreplace"), len(payload))
    text = json.dumps(payload, ensure_ascii=False)
    return _cut(text, len(text.encode("utf-8", "surrogatepass")))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= _LIMIT else f"{text[:_LIMIT]}… ({size:,} bytes)"
