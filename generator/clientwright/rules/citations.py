"""Numbers cited in a text: `@Image{n}` finds the 2 of `@Image2`, but not inside longer words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

NUMBER_PLACEHOLDER = "{n}"


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
