"""`at-least-one-of`: an object that holds none of the fields breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.sandbox.rules.json_query import Location, objects_with


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield each object in which every field is left out."""
    for at, members in objects_with(rule["fields"], payload):
        if all(member.left_out for member in members):
            names = ", ".join(member.name for member in members)
            yield at, f"none of {names} is given, and one must be"
