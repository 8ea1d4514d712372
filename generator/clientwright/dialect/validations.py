"""`validations`: the vendor's list of measures and limits becomes `x-media.limits`."""

from __future__ import annotations

import re
from typing import Any

from clientwright.dialect.node import Change, Node, unchanged, without
from clientwright.dialect.numerals import number_in
from clientwright.dialect.problems import BadValidation
from clientwright.dialect.shapes import fits_keyword
from clientwright.dialect.types import NUMERIC
from clientwright.dialect.values import ABSENT
from clientwright.sources.json_values import is_array, is_number, is_object

CODE = "validations"
_RULE = re.compile(r"\s*([a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)?)\s*(<=|>=|<|>|==|=|!=)\s*", re.I)
_ENTRY = frozenset({"validation_rule", "validation_value", "validation_error"})


def repair(node: Node) -> Change:
    """Read the whole list, or name what cannot be read and leave it."""
    if "validations" not in node.schema:
        return unchanged(node)
    written, media = node.schema["validations"], node.schema.get("x-media", {})
    entries = written if is_array(written) else [written]
    limits = [_limit(entry) for entry in entries]
    unread = [entry for entry, limit in zip(entries, limits, strict=True) if limit is None]
    if unread or not (is_object(media) and fits_keyword("x-media", media)):
        place = node.place("validations")
        return node.schema, tuple(BadValidation(place, entry) for entry in unread or [media])
    after = {**media, "limits": [*media.get("limits", []), *limits]}
    notes = (node.repair("validations", CODE, written, ABSENT),)
    if not limits:
        return without(node.schema, "validations"), notes
    below = node.repair("x-media", CODE, node.schema.get("x-media", ABSENT), after)
    return {**without(node.schema, "validations"), "x-media": after}, (*notes, below)


def _limit(entry: Any) -> dict[str, Any] | None:
    if not is_object(entry) or not set(entry) <= _ENTRY:
        return None
    rule, value = entry.get("validation_rule"), _number(entry.get("validation_value"))
    match = _RULE.fullmatch(rule) if isinstance(rule, str) else None
    return {"of": match[1], "is": match[2], "value": value} if match and value is not None else None


def _number(value: Any) -> int | float | None:
    if isinstance(value, str):
        return number_in(value.strip(), NUMERIC)
    return value if is_number(value) else None
