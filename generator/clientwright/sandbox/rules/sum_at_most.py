"""`sum-at-most`: addends that make more than the limit break it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.sandbox.rules.json_numbers import (
    addends,
    addends_text,
    as_decimal,
    excess,
    outer_array,
)
from clientwright.sandbox.rules.json_query import Location, documented_default, nodes, segments


def faults(
    rule: Mapping[str, Any], payload: Any, schema: Mapping[str, Any]
) -> Iterator[tuple[Location, str]]:
    """Yield the field of the limit if it is given, else the array."""
    path, most = segments(rule["addends"]), rule["most"]
    given = nodes(segments(most), payload) if isinstance(most, str) else []
    if isinstance(most, str):
        limit = given[0][1] if given else documented_default(segments(most), schema)
    else:
        limit = most
    numbers, allowed = addends(path, payload, schema), as_decimal(limit)
    if numbers is None or allowed is None:
        return
    off, text = excess(numbers, allowed)
    if off > 0:
        where = given[0][0] if given else outer_array(path)
        how = " by default" if isinstance(most, str) and not given else ""
        yield (
            where,
            f"{addends_text(path, payload)} add up to {text}, and {allowed} is the most{how}",
        )
