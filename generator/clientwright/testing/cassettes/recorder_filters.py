"""What a recorder's filters may have changed in a recording, so that it shows nothing surely."""

from __future__ import annotations

import json
import re
from collections.abc import Container
from typing import Any

from clientwright.io.json_text import depth_of
from clientwright.io.json_types import is_dict, is_list
from clientwright.specs.model import Endpoint
from clientwright.testing.cassettes.plain_values import MAX_DEPTH
from clientwright.testing.cassettes.recording_files import ServiceCall
from clientwright.testing.exchanges import Exchange

_WORDS = (
    "redacted|filtered|scrubbed|masked|hidden|removed|dummy|placeholder|saniti[sz]ed"
    r"|anonymi[sz]ed|fake|secret|x{3,}|\*{3,}"
)
_REPLACED = re.compile(rf"\W*(?:{_WORDS})\b.{{0,40}}|[*#.\-]{{3,}}", re.I | re.S)
"""A text that a filter puts in place of another."""

_BLANKED = re.compile(rf"(?:{_REPLACED.pattern})|x+|<[^<>]*>", re.I | re.S)
"""The same for answers, which hold no text that a person typed, except in echoes."""

_TRACE = re.compile(rf"{_WORDS}|<[^<>]*>", re.I)
"""What shows, anywhere in a body, that a filter may have changed it."""


def is_replaced(text: str) -> bool:
    """Return whether a filter has put a text in place of another."""
    return _REPLACED.fullmatch(text) is not None


def has_replaced(value: Any, *, or_null: bool = False) -> bool:
    """Return whether a filter has put a value in place of another in JSON data, also null if asked."""
    return _has_match(value, _REPLACED, or_null)


def _has_match(value: Any, sign: re.Pattern[str], or_null: bool = False) -> bool:
    left = [value]
    while left:
        one = left.pop()
        if is_dict(one):
            left += one.values()
        elif is_list(one):
            left += one
        elif (one is None and or_null) or (isinstance(one, str) and sign.fullmatch(one)):
            return True
    return False


def is_whole(call: ServiceCall, known_ids: Container[str]) -> bool:
    """Return whether an answer is as the server gave it, as far as can be seen.

    An answer that names another job than its URL is one only if a recorded submit was answered with
    the URL's id: filters often replace ids in URLs alone, or in bodies alone.
    """
    one, id = call.exchange, call.operation.subject
    body = one.body
    if not one.text or depth_of(body) > MAX_DEPTH or _has_match(body, _BLANKED):
        return False
    return id in known_ids or one.request_id in ("", id)


def lacks_required(endpoint: Endpoint | None, payload: Any) -> bool:
    """Return whether a field is missing that a filter may have removed."""
    required = endpoint.input.get("required", ()) if endpoint else ()
    return is_dict(payload) and any(name not in payload for name in required)


def is_accepted_without_object(one: Exchange) -> bool:
    """Return whether a submit was accepted although its body is a list, or broken JSON.

    Of a body that does not start as a list or an object does, nothing is known: a filter may have
    replaced it as a whole.
    """
    if not one.accepted or "json" not in (one.sent_type or "json").lower():
        return False
    try:
        text = (one.sent or b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        return False
    if not text.startswith(("[", "{")) or "\0" in text or _TRACE.search(text):
        return False
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return True
    except (ValueError, RecursionError):
        return False  # it is beyond the limits of this reader, not of JSON
    return is_list(found) and depth_of(found) <= MAX_DEPTH
