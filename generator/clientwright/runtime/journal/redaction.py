"""No token in a journal, even where a service repeats it in an error or a result."""

from __future__ import annotations

import json
from typing import Any

HIDDEN = "***"


def without_token(text: str, token: str) -> str:
    """Return a text without the token."""
    return text.replace(token, HIDDEN) if token else text


def data_without_token(data: Any, token: str) -> Any:
    """Return JSON data without the token."""
    escaped, text = json.dumps(token)[1:-1], json.dumps(data)
    return json.loads(without_token(text, escaped)) if escaped in text else data
