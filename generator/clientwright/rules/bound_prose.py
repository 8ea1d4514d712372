"""Recognize sentences that state a bound under a condition, in English."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.rules.prose_templates import (
    GIVEN_PATTERN,
    NAME_PATTERN,
    find_fields,
    match_templates,
    parse_value,
    sentence_templates,
)

_FIELD, _WHEN = (rf"[`\"']?(?P<{name}>{NAME_PATTERN})[`\"']?" for name in ("field", "when"))
_STATE = rf"{_WHEN} is (?:(?P<given>{GIVEN_PATTERN})|(?:set to )?(?P<value>[^,]+?))"
_SIDE = r"(?P<side>at most|no more than|at least|no less than)"
_BOUND = rf"(?:must|can|may) (?P<verb>be|have) {_SIDE} (?P<limit>-?[0-9.]+)(?: (?P<unit>items?|characters?|seconds))?"
_TEMPLATES = sentence_templates(
    rf"{_FIELD} {_BOUND} (?:if|when|while) {_STATE}",
    rf"(?:if|when|while) {_STATE}, {_FIELD} {_BOUND}",
)
_KEYWORDS = {
    ("integer", "be", ""): "imum",
    ("number", "be", ""): "imum",
    ("integer", "be", "second"): "imum",
    ("number", "be", "second"): "imum",
    ("array", "have", "item"): "Items",
    ("string", "have", "character"): "Length",
}
"""The ending of the bound's keyword, by the field's type, the verb and the unit."""


def read_bound_when(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the field, its bound and the condition, or None if the sentence states none of known fields."""
    for found in match_templates(sentence, _TEMPLATES, quotes=True):
        paths = find_fields((found["field"], found["when"]), at, schema)
        if paths is None:
            continue
        own = paths[0].schema(schema) or {}
        unit = (found["unit"] or "").rstrip("s")
        ending = _KEYWORDS.get((str(own.get("type")), found["verb"].lower(), unit))
        state = [MISSING] if found["given"] else parse_value(found["value"], paths[1], schema)
        limit = _number(found["limit"], whole=ending != "imum")
        if ending and state and limit is not None:
            start = "max" if found["side"].lower() in ("at most", "no more than") else "min"
            bound = {"field": paths[0], "keyword": start + ending, "limit": limit}
            return {**bound, "when": paths[1], "value": state[0]}
    return None


def _number(text: str, *, whole: bool) -> int | float | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return None if whole and not (isinstance(found, int) and found >= 0) else found
