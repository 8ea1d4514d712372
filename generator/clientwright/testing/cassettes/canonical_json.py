"""Canonical JSON bodies: two bodies are equal exactly when their JSON is.

The order of keys, white space and escapes do not matter. Types do: `true` is not 1, and `5`
is not `5.0`. A body that is not strict JSON (a duplicate key, `NaN`, a cut-off text) is compared
byte by byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from clientwright.io.json_types import is_dict, is_list


def canonical_body(body: bytes) -> str | bytes:
    """Return the canonical text of a JSON body, or the body itself if it is not strict JSON."""
    try:
        return canonical_text(parse_strict(body))
    except (ValueError, RecursionError):
        return body


def parse_strict(body: bytes) -> Any:
    """Parse a body as strict JSON; numbers with a fraction or an exponent become `Decimal`.

    Raises:
        ValueError: it is not UTF-8 or not strict JSON.
        RecursionError: it is nested too deeply.
    """
    text = body.decode("utf-8")
    return json.loads(
        text,
        object_pairs_hook=_unique_keys,
        parse_constant=_reject_constant,
        parse_float=_parse_decimal,
    )


def canonical_text(value: Any) -> str:
    """Return a value as canonical JSON: ASCII, sorted keys, no white space, one form per number."""
    if is_dict(value):
        pairs = (f"{json.dumps(key)}:{canonical_text(value[key])}" for key in sorted(value))
        return f"{{{','.join(pairs)}}}"
    if is_list(value):
        return f"[{','.join(map(canonical_text, value))}]"
    return _NUMBER_WRITERS.get(type(value), json.dumps)(value)


def _decimal_text(number: Decimal) -> str:
    """Return a number in a form that no integer has."""
    sign, digits, exponent = number.as_tuple()
    text = "".join(map(str, digits))
    short = text.rstrip("0")
    power = int(exponent) + len(text) - len(short) if short else 0
    return f"{'-' * sign}{short or '0'}e{power}"


def _float_text(number: float) -> str:
    return _decimal_text(Decimal(repr(number)))


_NUMBER_WRITERS: Mapping[type, Callable[[Any], str]] = {Decimal: _decimal_text, float: _float_text}


def _parse_decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError(f"{digits} is out of range") from None


def _reject_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _unique_keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} occurs twice")
        found[key] = value
    return found
