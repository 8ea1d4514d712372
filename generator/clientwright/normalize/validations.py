"""`validations`: the vendor's list of media limits becomes `x-media.limits`."""

from __future__ import annotations

import re
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.normalize.keyword_values import fits_keyword_value
from clientwright.normalize.numerals import parse_number
from clientwright.normalize.problems import BadValidation
from clientwright.normalize.repair_context import (
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import NUMERIC_TYPES
from clientwright.schema.numbers import is_number

CODE = "validations"
_RULE = re.compile(r"\s*([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)?)\s*(<=|>=|<|>|==|=|!=)\s*", re.I)
_ENTRY = frozenset({"validation_rule", "validation_value", "validation_error"})


def repair(node: RepairContext) -> RepairOutcome:
    """Convert the list if all of it can be read; else report what cannot and leave it."""
    if "validations" not in node.schema:
        return unchanged(node)
    written, media = node.schema["validations"], node.schema.get("x-media", {})
    entries = written if is_list(written) else [written]
    limits = [_parse_limit(entry) for entry in entries]
    unreadable = [entry for entry, limit in zip(entries, limits, strict=True) if limit is None]
    if unreadable or not (is_dict(media) and fits_keyword_value("x-media", media)):
        location = node.location("validations")
        return node.schema, tuple(BadValidation(location, entry) for entry in unreadable or [media])
    after = {**media, "limits": [*media.get("limits", []), *limits]}
    notes = (node.record_repair("validations", CODE, written, ABSENT),)
    if not limits:
        return without_keywords(node.schema, "validations"), notes
    below = node.record_repair("x-media", CODE, node.schema.get("x-media", ABSENT), after)
    return {**without_keywords(node.schema, "validations"), "x-media": after}, (*notes, below)


def _parse_limit(entry: Any) -> dict[str, Any] | None:
    if not is_dict(entry) or not set(entry) <= _ENTRY:
        return None
    rule, value = entry.get("validation_rule"), _parse_limit_value(entry.get("validation_value"))
    match = _RULE.fullmatch(rule) if isinstance(rule, str) else None
    return {"of": match[1], "is": match[2], "value": value} if match and value is not None else None


def _parse_limit_value(value: Any) -> int | float | None:
    if isinstance(value, str):
        return parse_number(value.strip(), NUMERIC_TYPES)
    return value if is_number(value) else None
