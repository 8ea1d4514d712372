"""`value-forbids-value`: a forbidden pair of values, given or by default, breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.sandbox.rules.json_numbers import equal
from clientwright.sandbox.rules.json_query import Gap, Location, objects_with, with_default


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the other field if it is given, else the field, else their object."""
    pairs = [(rule["value"], forbidden) for forbidden in rule["forbidden"]]
    for at, (field, other) in objects_with([rule["field"], rule["other"]], payload):
        found = [
            with_default(field, rule["field"], schema),
            with_default(other, rule["other"], schema),
        ]
        if any(isinstance(value, Gap) for value in found):
            continue
        if any(all(map(equal, found, pair)) for pair in pairs):
            given = [member.location for member in (other, field) if member.given]
            text = f"{other.counted_name} has a value that {field.counted_name} does not allow"
            yield given[0] if given else at, text
