"""Numbers cited in a text, and the media that they count.

`@Image{n}` finds the 2 of `@Image2`, but not inside longer words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from clientwright.rules.base import GenerationContext, Payload
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.json_edit import set_value
from clientwright.rules.json_path import JsonPath
from clientwright.rules.number_sets import NumberSet, between
from clientwright.rules.payload_repair import allowed_sizes, item_count, resize_array
from clientwright.rules.plain_schema import without_null
from clientwright.schema.keywords.lengths import is_any_text

NUMBER_PLACEHOLDER = "{n}"
_MANY = 64
"""More media are not made to be cited."""


def is_citation_pattern(pattern: str) -> bool:
    """Return whether a pattern has one number, with a letter or sign before it."""
    before, slot, after = pattern.partition(NUMBER_PLACEHOLDER)
    sign = before.strip()[-1:]
    return bool(slot and sign) and NUMBER_PLACEHOLDER not in after and not before[-1:].isdigit()


def find_citations(text: str, pattern: str) -> list[tuple[str, int]]:
    """Return what a text cites as (words, number); a far too large number is cut to one that never exists."""
    return [(match[0], _number(match[1])) for match in _citation_regex(pattern).finditer(text)]


def replace_numbers(text: str, pattern: str, replacement: Callable[[int], int | None]) -> str:
    """Return the text with other numbers, padded to the same width; None replaces a number by x's."""

    def rewrite(match: re.Match[str]) -> str:
        number = replacement(_number(match[1]))
        digits = "x" * len(match[1]) if number is None else str(number).zfill(len(match[1]))
        start = match.start(1) - match.start()
        return match[0][:start] + digits + match[0][start + len(match[1]) :]

    return _citation_regex(pattern).sub(rewrite, text)


def format_citation(pattern: str, number: int) -> str:
    """Return a citation of a number."""
    return pattern.replace(NUMBER_PLACEHOLDER, str(number))


def citing_text(pattern: str, number: int, schema: Mapping[str, Any]) -> str | None:
    """Return a text that cites one number and surely fits the schema, or None."""
    free = is_any_text(schema) and "format" not in schema
    text = format_citation(pattern, number)
    text += " " * (int(schema.get("minLength", 0)) - len(text))
    return text if free and len(text) <= schema.get("maxLength", len(text)) else None


def media_count(path: JsonPath, payload: Any) -> int | None:
    """Return the number of media at a path: items, 1 for a URL, 0 if absent; None for any other type."""
    (ref,) = field_refs([path])
    found = ref.value(payload, "")
    return 1 if isinstance(found, str) else item_count(ref, payload, "")


def has_items(media: FieldRef, schema: Mapping[str, Any]) -> bool:
    """Return whether media are an array, not a single URL."""
    return bool(without_null(media.schema(schema)).get("type") == "array")


def citable_counts(media: FieldRef, schema: Mapping[str, Any]) -> NumberSet:
    """Return how many media there may be, at least one."""
    if not has_items(media, schema):
        return range(1, 2)
    return between(allowed_sizes(media.schema(schema), _MANY), 1, _MANY)


def ensure_media(
    media: FieldRef, payload: Payload, context: GenerationContext, least: int, most: int = _MANY
) -> int:
    """Make at least and at most so many media, keeping those that are there; return how many there are."""
    schema, pointer = media.schema(context.schema), media.pointer("")
    media.ensure_present(payload, "", context)
    found = media_count(media.path, payload)
    if not has_items(media, context.schema):
        if found is None:
            set_value(payload, pointer, context.generate(without_null(schema)))
        return 1
    counts = between(citable_counts(media, context.schema), least, most)
    if counts and (found is None or not least <= found <= most):
        nearest = counts[0] if found is None or found < least else counts[-1]
        resize_array(payload, pointer, nearest, schema, context)
    return media_count(media.path, payload) or 0


@cache
def _citation_regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that does not match inside a longer ASCII word or number; other scripts have no spaces."""
    before, _, after = pattern.partition(NUMBER_PLACEHOLDER)
    front = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9_]", before) else ""
    end = r"(?![A-Za-z0-9_])(?!\.[0-9])" if not after or re.search(r"[A-Za-z0-9_]$", after) else ""
    return re.compile(f"{front}{re.escape(before)}([0-9]+){re.escape(after)}{end}")


def _number(digits: str) -> int:
    short = digits.lstrip("0")
    return int(short[:10] or "0")
