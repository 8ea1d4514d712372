"""`at-most-one-of`: a second field beside a first breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.sandbox.rules.json_query import Location, objects_with


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the last of the given fields where it has company."""
    for _, members in objects_with(rule["fields"], payload):
        given = [member for member in members if member.given]
        if given[1:]:
            names = ", ".join(member.name for member in given[:-1])
            yield given[-1].location, f"{given[-1].name} is given together with {names}"
