"""Numbers written as strings."""

from __future__ import annotations

import json
import re

_NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")


def parse_number(text: str, types: frozenset[str]) -> int | float | None:
    """Return the number written in a string, or None if none of the types allows it."""
    if not _NUMERAL.fullmatch(text):
        return None
    number: int | float = json.loads(text)
    if isinstance(number, float) and number.is_integer() and "number" not in types:
        number = int(number)
    return None if isinstance(number, float) and "number" not in types else number
