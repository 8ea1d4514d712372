"""The names in the service's answers, its only query, and the text of an error; no other module writes a name.

Methods, paths and the header of the token differ by service, so a `Service` has them.
"""

from __future__ import annotations

from typing import Any

from .input_faults import is_dict, is_list

REQUEST_ID, STATUS, QUEUE_POSITION, OUTCOME = "request_id", "status", "queue_position", "outcome"
OUTPUT, COST, CREATED_AT, FINISHED_AT = "output", "cost", "created_at", "finished_at"
ERROR, FAULT_PATH = "error", "loc"
ERROR_CODES = ("error_code", "code")
"""The first one is an error in any answer, the others only in that of a refused call."""
MESSAGES = ("error_message", "message", ERROR, "detail", "msg")
WITH_COST = "?include_cost=true"


def error_text(data: Any, depth: int = 8) -> str | None:
    """Return the provider's message from a body: a string, a list of them, or an object around them."""
    if isinstance(data, str):
        return data.strip() or None
    if not depth:
        return None
    if is_list(data):
        lines = [line for item in data if (line := error_text(item, depth - 1))]
        return "; ".join(lines) or None
    if not is_dict(data):
        return None
    found = (error_text(data.get(key), depth - 1) for key in MESSAGES)
    text = next(filter(None, found), None)
    loc = data.get(FAULT_PATH)
    if text and is_list(loc):
        return f"{'.'.join(map(str, loc))}: {text}"
    return text
