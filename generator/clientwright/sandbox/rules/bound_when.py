"""`bound-when`: a field beyond the bound, while the condition is true, breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clientwright.io.json_types import is_list
from clientwright.sandbox.rules.json_numbers import as_decimal, equal
from clientwright.sandbox.rules.json_query import Gap, Location, Member, objects_with, with_default


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the field that is beyond the bound, the condition's if that is by default, or the object."""
    keyword, when = rule["keyword"], rule["when"]
    for at, (field, other) in objects_with([rule["field"], when["field"]], payload):
        size = _size(keyword, with_default(field, rule["field"], schema))
        if size is None or not _is_true(when, other, schema):
            continue
        room = size - Decimal(repr(rule["limit"]))
        if (room < 0) if keyword.startswith("min") else (room > 0):
            given = [member.location for member in (field, other) if member.given]
            beyond = f"{field.counted_name} breaks {keyword} {rule['limit']}"
            text = f"{beyond}, which {other.counted_name} brings with it"
            yield given[0] if given else at, text


def _is_true(when: Mapping[str, Any], other: Member, schema: Mapping[str, Any]) -> bool:
    if "is" not in when:
        return other.given
    value = with_default(other, when["field"], schema)
    return not isinstance(value, Gap) and equal(value, when["is"])


def _size(keyword: str, value: Any) -> Decimal | None:
    """Return what a keyword measures of a value; None if it measures nothing of such a value."""
    if keyword.endswith("imum"):
        return as_decimal(value)
    if keyword.endswith("Items"):
        return Decimal(len(value)) if is_list(value) else None
    return Decimal(len(value)) if isinstance(value, str) else None
