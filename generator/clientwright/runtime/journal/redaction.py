"""No token in a journal, even where a service repeats it in an error or a result."""

from __future__ import annotations

import json
from typing import Any

from ..input_faults import is_dict, is_list

HIDDEN = "***"


def without_token(text: str, token: str) -> str:
    """Return a text without the token."""
    return text.replace(token, HIDDEN) if token else text


def data_without_token(data: Any, token: str) -> Any:
    """Return JSON data without the token."""
    if not token or json.dumps(token)[1:-1] not in json.dumps(data):
        return data
    if isinstance(data, str):
        return without_token(data, token)
    if is_dict(data):
        return {
            without_token(str(key), token): data_without_token(value, token)
            for key, value in data.items()
        }
    return [data_without_token(one, token) for one in data] if is_list(data) else data
