"""Servers that read inputs too kindly, or fail over them."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clientwright.contract.breaking.sites import sites
from clientwright.contract.grade.twists import Call, Twist, payload_twist
from clientwright.contract.making.draws import LeastDraw
from clientwright.contract.making.payloads import Workshop
from clientwright.contract.making.values import types
from clientwright.json_types import is_dict, is_list

_NUMERIC = {"integer", "number"}


def payload_twists(shop: Workshop) -> Iterator[Twist]:
    """List the servers that get an endpoint's inputs wrong, by every value or by the whole body."""
    for name, (sentence, change) in _VALUES.items():
        yield payload_twist(name, sentence, change, shop.schema)
    if any("array" in types(site.schema) for site in sites(shop.schema)):
        yield Twist("fails-on-empty-array", "An empty array makes it fail.", _fails_on_empty)
    yield Twist("fails-instead-of-refusing", "A refused input is a failure.", answered=_fails)
    yield Twist("names-another-field", "A refusal names a field that is fine.", answered=_misnames)
    yield Twist("reads-anything", "What is no JSON counts as a good input.", _reads(shop, str))
    yield Twist(
        "takes-any-root", "JSON that is no object counts as a good input.", _reads(shop, dict)
    )


def _expects(schema: Mapping[str, Any], *kinds: str) -> bool:
    return "type" in schema and bool(set(kinds) & set(types(schema)))


def _strings_as_numbers(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and _expects(schema, *_NUMERIC):
        with contextlib.suppress(ValueError):
            return int(value) if value.lstrip("-").isdecimal() else float(value)
    return value


def _numbers_as_strings(value: Any, schema: Mapping[str, Any]) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number and _expects(schema, "string") else value


def _booleans_as_numbers(value: Any, schema: Mapping[str, Any]) -> Any:
    return int(value) if isinstance(value, bool) and _expects(schema, *_NUMERIC) else value


def _numbers_as_booleans(value: Any, schema: Mapping[str, Any]) -> Any:
    return bool(value) if value in (0, 1) and _expects(schema, "boolean") else value


def _truncated(value: Any, schema: Mapping[str, Any]) -> Any:
    whole = isinstance(value, float) and math.isfinite(value) and _expects(schema, "integer")
    return int(value) if whole else value


def _folded(value: Any, schema: Mapping[str, Any]) -> Any:
    listed = [one for one in schema.get("enum", ()) if isinstance(one, str)]
    same = [one for one in listed if isinstance(value, str) and one.lower() == value.lower()]
    return same[0] if same else value


def _wrapped(value: Any, schema: Mapping[str, Any]) -> Any:
    return [value] if _expects(schema, "array") and not is_list(value) else value


def _without_null(value: Any, schema: Mapping[str, Any]) -> Any:
    if is_dict(value):
        return {key: item for key, item in value.items() if item is not None}
    return value


def _finite(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return schema.get("minimum", 0)
    return value


def _clamped(value: Any, schema: Mapping[str, Any]) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and math.isfinite(value):
        return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))
    return value


_VALUES: Mapping[str, tuple[str, Any]] = {
    "strings-as-numbers": ("A numeric string counts as a number.", _strings_as_numbers),
    "numbers-as-strings": ("A number counts as a string.", _numbers_as_strings),
    "booleans-as-numbers": ("true counts as 1.", _booleans_as_numbers),
    "numbers-as-booleans": ("0 and 1 count as booleans.", _numbers_as_booleans),
    "floats-truncated": ("5.5 counts as the integer 5.", _truncated),
    "enums-case-folded": ("The case of listed values is ignored.", _folded),
    "items-wrapped": ("One item counts as an array of it.", _wrapped),
    "null-as-absent": ("null counts as a field left out.", _without_null),
    "nan-accepted": ("NaN and infinities count as numbers.", _finite),
    "numbers-clamped": ("A number beyond its bounds is moved onto them.", _clamped),
}


def _fails_on_empty(call: Call) -> None:
    with contextlib.suppress(ValueError):
        if call.operation == "submit" and _holds_empty(json.loads(call.sent)):
            call.status, call.body = 500, {"error_code": 500001}


def _holds_empty(value: Any) -> bool:
    below = value.values() if is_dict(value) else value if is_list(value) else ()
    return value == [] or any(map(_holds_empty, below))


def _fails(call: Call) -> None:
    if call.operation == "submit" and call.status == 422:
        call.status = 500


def _misnames(call: Call) -> None:
    if is_dict(call.body) and "detail" in call.body:
        call.body["detail"] = [{"loc": ["another_field"], "msg": "it is wrong"}]


def _reads(shop: Workshop, wanted: type) -> Callable[[Call], None]:
    """Take a good input for a body that cannot be read (`str`), or for one that is of another type than wanted."""
    good = json.dumps(shop.payload(LeastDraw())).encode()

    def sent(call: Call) -> None:
        if call.operation == "submit":
            try:
                found = json.loads(call.sent)
            except ValueError:
                call.sent = good if wanted is str else call.sent
            else:
                call.sent = call.sent if wanted is str or isinstance(found, wanted) else good

    return sent
