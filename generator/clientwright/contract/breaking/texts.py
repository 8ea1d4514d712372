"""Texts too short, too long, or without a match of their pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientwright.contract.breaking.faults import Fault, Good, Schema, good_of
from clientwright.contract.making.problems import NoStrategy
from clientwright.contract.making.scalars import LONGEST
from clientwright.contract.making.values import Maker, types
from clientwright.specs.regex_translation import UnportablePattern, to_python_regex

_OTHERS = ("", " ", "!", "0", "a", "A", "-", "é", "a a", "a!", "\n", "abc 123", "x" * 40, "0" * 40)
"""Texts among which one is looked for that a pattern does not match."""


def faults(schema: Schema) -> Iterator[Fault]:
    """Break length and pattern; the twin's text has exactly the length that is allowed."""
    if "string" not in types(schema):
        return
    good = good_of(schema, "string")
    if schema.get("minLength", 0) > 0:
        bound = schema["minLength"]
        said = f"has at least {bound} character{'s' * (bound != 1)}"
        yield Fault("minLength", "minLength", said, _cut(bound - 1), _sized(schema, bound))
    if "maxLength" in schema:
        bound = schema["maxLength"]
        said = f"has at most {bound} character{'s' * (bound != 1)}"
        yield Fault("maxLength", "maxLength", said, _grown(bound + 1), _sized(schema, bound))
    if "pattern" in schema:
        other = _unmatched(
            schema["pattern"], schema.get("minLength", 0), schema.get("maxLength", 10**6)
        )
        if other is not None:
            yield Fault(
                "pattern", "pattern", f"matches {schema['pattern']}", lambda maker, _: other, good
            )


def _sized(schema: Schema, length: int) -> Good:
    """Give what makes texts of exactly a length, or of any length where pattern or medium leave no such one."""
    exact = {**schema, "type": "string", "minLength": length, "maxLength": length}

    def make(maker: Maker, _: Schema) -> Any:
        try:
            return maker.make(exact)
        except NoStrategy:
            return maker.make({**schema, "type": "string"})

    return make


def _cut(length: int) -> Any:
    return lambda maker, good: good[:length]


def _grown(length: int) -> Any:
    def grow(maker: Maker, good: Any) -> Any:
        if length > LONGEST:
            raise NoStrategy("", f"no text of {length:,} characters is made")
        return good + _filler(good) * (length - len(good))

    return grow


def _filler(good: str) -> str:
    return good[-1] if good and not "\ud800" <= good[-1] <= "\udfff" else "a"


def _unmatched(pattern: str, low: int, high: int) -> str | None:
    try:
        found = re.compile(to_python_regex(pattern))
    except UnportablePattern:
        return None
    fit = (text for text in _OTHERS if low <= len(text) <= high)
    return next((text for text in fit if not found.search(text)), None)
