"""Repairs of the values that keywords take: null for none, numbers and flags as text, bounds that were rounded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clientwright.normalize.keyword_values import KEYWORD_VALUES, fits_keyword_value
from clientwright.normalize.repair_context import (
    Dialect,
    RepairContext,
    RepairOutcome,
    unchanged,
    without_keywords,
)
from clientwright.normalize.repair_result import ABSENT
from clientwright.normalize.type_names import types_of
from clientwright.schema.numbers import is_number

UNSET_KEYWORD = "unset-keyword"
"""A keyword whose value is null, as programs write what they have not set; it is dropped."""
_READ_ELSEWHERE = frozenset({"type", "nullable", "x-nullable", "validations"})


def drop_unset_keywords(node: RepairContext) -> RepairOutcome:
    """Drop the keywords that are null and cannot be."""
    unset = [
        keyword
        for keyword, value in node.schema.items()
        if value is None and keyword in KEYWORD_VALUES and keyword not in _READ_ELSEWHERE
    ]
    notes = (node.record_repair(keyword, UNSET_KEYWORD, None, ABSENT) for keyword in unset)
    return without_keywords(node.schema, *unset), tuple(notes)


TEXT_VALUE = "text-value"
"""Numbers and flags written as text where a keyword takes a number or a flag: `"minimum": "5"`.

A bound of `"Infinity"` is none.
"""
NUMBER_KEYWORDS = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems "
    "minContains maxContains minProperties maxProperties".split()
)
_FLAG_KEYWORDS = frozenset(
    "uniqueItems deprecated readOnly writeOnly nullable x-nullable required exclusiveMinimum exclusiveMaximum "
    "additionalProperties additionalItems".split()
)
_FLAGS = {"true": True, "false": False}
_NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
_ENDLESS = {
    **dict.fromkeys(("minimum", "exclusiveMinimum"), frozenset({"-inf", "-infinity"})),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"),
        frozenset({"inf", "infinity", "+inf", "+infinity"}),
    ),
}


def repair_text_values(node: RepairContext) -> RepairOutcome:
    """Write numbers and flags as such, and drop bounds at infinity."""
    texts = {word: value for word, value in node.schema.items() if isinstance(value, str)}
    found = {word: read_keyword_value(word, text) for word, text in texts.items()}
    endless = [
        word for word, text in texts.items() if text.strip().lower() in _ENDLESS.get(word, ())
    ]
    changed: dict[str, Any] = {word: value for word, value in found.items() if value != texts[word]}
    changed |= dict.fromkeys(endless, ABSENT)
    notes = (
        node.record_repair(word, TEXT_VALUE, texts[word], value) for word, value in changed.items()
    )
    return without_keywords({**node.schema, **changed}, *endless), tuple(notes)


def read_keyword_value(keyword: str, value: Any) -> Any:
    """Return the number or flag that a text says as the value of a keyword; else the value itself."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if keyword in NUMBER_KEYWORDS and _NUMERAL.fullmatch(text):
        number = json.loads(text)
        return number if fits_keyword_value(keyword, number) else value
    return _FLAGS.get(text.lower(), value) if keyword in _FLAG_KEYWORDS else value


ROUNDED_BOUND = "rounded-bound"
"""Bounds of 64-bit integers that a program rounded to a float become exact: 9223372036854776000 is 2**63 - 1.

Where the service's documents mark media, they are dropped: a program wrote there that it has no bound.
"""
_POWERS = {n: int(Decimal(repr(float(1 << n)))) for n in (63, 64)}
"""What a power of two is as the shortest decimal of a float."""
_EXACT_BOUNDS: Mapping[str, Mapping[int | float, int]] = {
    "maximum": {
        rounded: (1 << n) - 1 for n, shortest in _POWERS.items() for rounded in (shortest, 1 << n)
    },
    "exclusiveMaximum": {shortest: 1 << n for n, shortest in _POWERS.items()},
    "minimum": {-_POWERS[63]: -(1 << 63)},
}


def repair_rounded_bounds(node: RepairContext) -> RepairOutcome:
    """Write the bounds of 64-bit integers exactly, or drop them."""
    if "integer" not in types_of(node.schema):
        return unchanged(node)
    bounds = {word: node.schema[word] for word in _EXACT_BOUNDS if is_number(node.schema.get(word))}
    known = {word: _EXACT_BOUNDS[word].get(value) for word, value in bounds.items()}
    exact = {word: found for word, found in known.items() if found is not None}
    if node.dialect != Dialect():
        dropped = (
            node.record_repair(word, ROUNDED_BOUND, node.schema[word], ABSENT)
            for word in sorted(exact)
        )
        return without_keywords(node.schema, *exact), tuple(dropped)
    notes = (
        node.record_repair(keyword, ROUNDED_BOUND, node.schema[keyword], exact[keyword])
        for keyword in sorted(exact)
    )
    return {**node.schema, **exact}, tuple(notes)
