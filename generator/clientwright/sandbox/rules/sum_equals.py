"""`sum-equals`: addends that make more or less than the total break it."""

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
    """Yield the total if it is given, else the array; nothing unless all of them are numbers."""
    path, total = segments(rule["addends"]), segments(rule["total"])
    numbers = addends(path, payload, schema)
    if numbers is None:
        return
    given = nodes(total, payload)
    wanted = as_decimal(given[0][1] if given else documented_default(total, schema))
    if wanted is None:
        return
    off, text = excess(numbers.values, wanted)
    if off:
        where, how = (given[0][0], "") if given else (outer_array(path), " by default")
        yield (
            where,
            f"{addends_text(path, numbers)} add up to {text}, but {total[0]} is {wanted}{how}",
        )
