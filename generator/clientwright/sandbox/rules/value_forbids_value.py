"""`value-forbids-value`: a forbidden value beside the field's value, both given or by default, or beside any, breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.sandbox.rules.json_numbers import equal
from clientwright.sandbox.rules.json_query import Gap, Location, Member, objects_with, with_default


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the other field if it is given, else the field, else their object."""
    for at, (field, other) in objects_with([rule["field"], rule["other"]], payload):
        mine = with_default(field, rule["field"], schema)
        theirs = with_default(other, rule["other"], schema)
        if isinstance(theirs, Gap) or not _is_true(rule, field, mine):
            continue
        if any(equal(theirs, forbidden) for forbidden in rule["forbidden"]):
            given = [member.location for member in (other, field) if member.given]
            text = (
                f"{other.described(theirs)} has a value that {field.described(mine)} does not allow"
            )
            yield given[0] if given else at, text


def _is_true(rule: Mapping[str, Any], field: Member, value: Any) -> bool:
    if rule.get("present"):
        return field.given
    return not isinstance(value, Gap) and equal(value, rule["value"])
